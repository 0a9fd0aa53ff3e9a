import { describe, expect, it } from 'vitest'
import type { Engine } from '@x/oidc-engine'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine } from './start-app.ts'

const fixture = useSignInFixture()

/** What a host lets through of the `Set-Cookie` lines of one response. */
const hosts = {
  'the first line alone': (lines: readonly string[]) => lines.slice(0, 1),
  'the last line alone': (lines: readonly string[]) => lines.slice(-1),
  'one line, joined by commas': (lines: readonly string[]) => (lines.length === 0 ? [] : [lines.join(', ')]),
} satisfies Record<string, (lines: readonly string[]) => readonly string[]>

/** Walks through sign-ins as a browser behind such a host; gives the last status, and who is signed in then. */
async function walk(engine: Engine, host: (lines: readonly string[]) => readonly string[]) {
  const jar = new Map<string, string>()
  const ask = async (url: string) => {
    const sent: Readonly<Record<string, string>> = {
      accept: 'text/html',
      cookie: [...jar].map((pair) => pair.join('=')).join('; '),
    }
    const request = { method: 'GET', url, header: (name: string) => sent[name] }
    const handled = await engine.handle(request)
    const gate = handled === undefined ? await engine.gate(request) : undefined
    const response = handled ?? gate?.response ?? new Response('in')
    for (const line of host(response.headers.getSetCookie())) {
      const [, name = '', value = ''] = /^([^=]+)=([^;,]*)/u.exec(line) ?? []
      if (/Max-Age=0/u.test(line.split(',', 1)[0] ?? '')) jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }
  let url = 'http://localhost:3000/me'
  for (let hops = 0; hops < 30; hops += 1) {
    const response = url.startsWith(fixture.provider.issuerUrl)
      ? await fetch(url, { redirect: 'manual' })
      : await ask(url)
    const location = response.headers.get('location')
    if (location === null) return { status: response.status, text: await response.text() }
    url = location
  }
  return { status: 0, text: 'more than thirty redirects' }
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
})
