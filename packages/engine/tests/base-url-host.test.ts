import { afterEach, describe, expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine } from './start-app.ts'

const fixture = useSignInFixture()

const login = '/oauth2/authorization/main'

function start(baseUrl = 'http://localhost:3000') {
  const { engine, events } = createAppEngine(baseUrl, {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
  })
  const browser = openEngineBrowser(engine)
  const ask = async (path: string, headers: Readonly<Record<string, string>>) => {
    const response = await browser.get(path, headers)
    return { response, location: response.headers.get('location') ?? '' }
  }
  return { ask, browser, events }
}

describe('a sign-in that begins at another host than that of baseUrl', () => {
  afterEach(() => {
    fixture.provider.requests.clear()
  })

  it.each([
    ['http://localhost:3000', '127.0.0.1:3000'],
    ['http://localhost:3000', '[::1]:3000'],
    ['https://app.example.com', 'www.app.example.com'],
    ['https://app.example.com/portal', 'other.example.com'],
  ])(
    'moves to baseUrl first, so that the cookie is set where the callback will be: %s, %s',
    async (baseUrl, host) => {
      const { ask, browser, events } = start(baseUrl)
      const path = new URL(baseUrl).pathname.replace(/\/$/u, '') + login
      const { response, location } = await ask(`${path}?returnTo=%2Fme%3Fa%3D1`, { host })
      expect(response.status).toBe(302)
      expect(location).toBe(`${new URL(baseUrl).origin}${path}?returnTo=%2Fme%3Fa%3D1&moved=1`)
      expect(response.headers.get('cache-control')).toBe('private, no-store')
      expect(browser.cookies.size).toBe(0)
      expect(events).toEqual([])
    },
  )

  it('moves to another port of the same host, and the log names both ports at once', async () => {
    const { ask, events } = start()
    for (let times = 0; times < 2; times += 1) {
      const { response, location } = await ask(login, { host: 'localhost:3001' })
      expect(response.status).toBe(302)
      expect(location).toBe(`http://localhost:3000${login}?moved=1`)
    }
    expect(events).toEqual([
      expect.objectContaining({
        code: 'base_url_mismatch',
        detail: { host: 'localhost:3001', baseUrl: 'http://localhost:3000' },
      }),
    ])
  })

  it.each(['/login', login])('logs another port where the sign-in begins at %s', async (path) => {
    const { ask, events } = start()
    const { location } = await ask(path, { host: 'localhost:3001' })
    expect(new URL(location).origin).toBe('http://localhost:3000')
    expect(events.map(({ code }) => code)).toEqual(['base_url_mismatch'])
    expect((await start().ask(path, { host: '127.0.0.1:3000' })).response.status).toBe(302)
  })

  it('logs another port where a gate sends a browser to sign in, and not for a script', async () => {
    const { engine, events } = createAppEngine('http://localhost:3000', {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
    })
    const ask = (headers: Readonly<Record<string, string>>) =>
      engine.gate({ method: 'GET', url: '/me', header: (name) => headers[name] })
    await ask({ host: 'localhost:3001', accept: 'application/json' })
    expect(events).toEqual([])
    const gate = await ask({ host: 'localhost:3001', accept: 'text/html' })
    expect(gate.response?.headers.get('location')).toContain('http://localhost:3000/')
    expect(events.map(({ code }) => code)).toEqual(['base_url_mismatch'])
  })

  it('ends, once it has moved', async () => {
    const { ask, browser, events } = start()
    const { location } = await ask(`${login}?returnTo=%2Fme`, { host: '127.0.0.1:3000' })
    const { location: atProvider } = await ask(location, { host: 'localhost:3000' })
    const callback = (await fetch(atProvider, { redirect: 'manual' })).headers.get('location') ?? ''
    const end = await browser.get(callback)
    expect(end.status).toBe(303)
    expect(end.headers.get('location')).toBe('http://localhost:3000/me')
    expect(events.map(({ code }) => code)).toEqual(['signed_in'])
  })

  it.each(['localhost:3000', 'LOCALHOST:3000', '', 'a b', 'a/b', 'user@'])(
    'goes on where the host is that of baseUrl, or is none: %j',
    async (host) => {
      const { ask } = start()
      expect((await ask(login, { host })).location).toContain(fixture.provider.issuerUrl)
    },
  )

  it.each([
    ['https://app.example.com', 'app.example.com:443'],
    ['http://localhost', 'localhost:80'],
  ])('takes the usual port for none: %s, %s', async (baseUrl, host) => {
    expect((await start(baseUrl).ask(login, { host })).location).toContain(fixture.provider.issuerUrl)
  })

  it('goes on behind a proxy that replaces the Host header, and the log names both once', async () => {
    const { ask, events } = start('https://app.example.com')
    for (let times = 0; times < 3; times += 1) {
      const { location } = await ask(login, { host: 'app:3000' })
      expect((await ask(location, { host: 'app:3000' })).location).toContain(fixture.provider.issuerUrl)
    }
    expect(events).toEqual([
      expect.objectContaining({
        level: 'warn',
        code: 'base_url_mismatch',
        detail: { host: 'app:3000', baseUrl: 'https://app.example.com' },
      }),
    ])
    expect(events[0]?.message).toContain(
      'A sign-in begins at https://app:3000, and baseUrl is https://app.example.com.',
    )
  })

  it('moves no program: only the window of a browser keeps cookies by host', async () => {
    const { ask } = start()
    const { location } = await ask(login, { host: '127.0.0.1:3000', accept: 'application/json' })
    expect(location).toContain(fixture.provider.issuerUrl)
  })
})
