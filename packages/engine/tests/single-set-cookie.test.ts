import { describe, expect, it } from 'vitest'
import type { Engine } from '@x/oidc-engine'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()

/** What a host lets through of the `Set-Cookie` lines of one response. */
const hosts = {
  'the first line alone': (lines: readonly string[]) => lines.slice(0, 1),
  'the last line alone': (lines: readonly string[]) => lines.slice(-1),
  'one line, joined by commas': (lines: readonly string[]) => (lines.length === 0 ? [] : [lines.join(', ')]),
} satisfies Record<string, (lines: readonly string[]) => readonly string[]>

interface Stored {
  readonly value: string
  readonly until: number
}

/** Walks through sign-ins as a browser behind such a host; gives the last status, and who is signed in then. */
async function walk(
  engine: Engine,
  host: (lines: readonly string[]) => readonly string[],
  { jar = new Map<string, Stored>(), method = 'GET', path = '/me' } = {},
) {
  const ask = async (url: string, by: string) => {
    for (const [name, { until }] of jar) if (until <= fixture.now) jar.delete(name)
    const sent: Readonly<Record<string, string>> = {
      accept: 'text/html',
      'sec-fetch-site': 'same-origin',
      cookie: [...jar].map(([name, { value }]) => `${name}=${value}`).join('; '),
    }
    const request = { method: by, url, header: (name: string) => sent[name] }
    const handled = await engine.handle(request)
    const gate = handled === undefined ? await engine.gate(request) : undefined
    const response = handled ?? gate?.response ?? new Response('in')
    for (const line of host(response.headers.getSetCookie())) {
      const [, name = '', value = ''] = /^([^=]+)=([^;,]*)/u.exec(line) ?? []
      // Of a joined line, too, the first cookie has the last Max-Age (RFC 6265, section 5.3).
      const seconds = Number([...line.matchAll(/Max-Age=(\d+)/gu)].at(-1)?.[1] ?? Infinity)
      if (seconds === 0) jar.delete(name)
      else jar.set(name, { value, until: fixture.now + seconds })
    }
    return response
  }
  let url = `http://localhost:3000${path}`
  for (let hops = 0; hops < 30; hops += 1) {
    const response = url.startsWith(fixture.provider.issuerUrl)
      ? await fetch(url, { redirect: 'manual' })
      : await ask(url, hops === 0 ? method : 'GET')
    const location = response.headers.get('location')
    if (location === null) return { status: response.status, text: await response.text(), url }
    url = location
  }
  return { status: 0, text: 'more than thirty redirects', url }
}

describe('behind a host that keeps one Set-Cookie of a response', () => {
  it.each(Object.keys(hosts) as (keyof typeof hosts)[])(
    '%s: a person who is not admitted is told so, or why not',
    async (name) => {
      fixture.provider.setClaims({ sub: 'eve', groups: [] })
      const { engine } = createAppEngine('http://localhost:3000', {
        issuerUrl: fixture.provider.issuerUrl,
        now: () => fixture.now,
      })
      const { status, text } = await walk(engine, hosts[name])
      const isLast = name === 'the last line alone'
      expect(status).toBe(isLast ? 400 : 403)
      expect(text).toContain(isLast ? 'session_cookie_rejected' : 'role_missing')
    },
  )

  it.each(Object.keys(hosts) as (keyof typeof hosts)[])(
    '%s: a sign-in ends, and does not go in a circle',
    async (name) => {
      const { engine, events } = createAppEngine('http://localhost:3000', {
        issuerUrl: fixture.provider.issuerUrl,
        now: () => fixture.now,
      })
      const { status, text } = await walk(engine, hosts[name])
      if (name === 'the last line alone') {
        expect([status, events.at(-1)?.code]).toEqual([400, 'session_cookie_rejected'])
        expect(text).toContain('session_cookie_rejected')
      } else expect([status, text]).toEqual([200, 'in'])
    },
  )

  it.each(Object.keys(hosts) as (keyof typeof hosts)[])(
    '%s: a session that needs several cookies ends on a page',
    async (name) => {
      const groups = Array.from({ length: 120 }, (_, index) => `group-with-a-long-name-${index}`)
      fixture.provider.setClaims({ sub: 'ada', groups })
      const { engine, events } = createAppEngine('http://localhost:3000', {
        issuerUrl: fixture.provider.issuerUrl,
        now: () => fixture.now,
        options: { security: { passthrough: { allow: ['**'] }, requiredRoles: [] } },
      })
      const { status, text } = await walk(engine, hosts[name])
      expect([status, events.at(-1)?.code]).toEqual([400, 'session_cookie_rejected'])
      expect(text).toContain('session_cookie_rejected')
    },
  )

  it('the first line alone: a sign-in keeps its return address, however many were there before', async () => {
    const { engine } = createAppEngine('http://localhost:3000', {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
    })
    const jar = new Map<string, Stored>()
    for (let times = 0; times < 12; times += 1) {
      fixture.now += 7200
      const path = `/me?${'q'.repeat(1500)}${times}`
      const { text, url } = await walk(engine, hosts['the first line alone'], { jar, path })
      expect([text, url]).toEqual(['in', `http://localhost:3000${path}`])
    }
  })

  it.each(['the first line alone', 'one line, joined by commas'] as const)(
    '%s: a session that was signed out of does not come back',
    async (name) => {
      const { engine } = createAppEngine('http://localhost:3000', {
        issuerUrl: fixture.provider.issuerUrl,
        now: () => fixture.now,
        options: { session: { secret: sessionSecret, idleSeconds: 40_000 } },
      })
      const jar = new Map<string, Stored>()
      expect((await walk(engine, hosts[name], { jar })).text).toBe('in')
      await walk(engine, hosts[name], { jar, method: 'POST', path: '/logout' })
      fixture.now += 3601
      expect((await walk(engine, hosts[name], { jar, path: '/oauth2/session' })).status).toBe(401)
    },
  )
})
