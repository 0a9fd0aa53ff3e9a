import { memoryStore, type EngineOptions, type SessionResponse, type SessionStore } from '@x/oidc-engine'
import { createTestSession } from '@x/oidc-engine/testing'
import { describe, expect, it } from 'vitest'
import { createAppEngine, sessionSecret } from './start-app.ts'

const baseUrl = 'https://app.example.com'
const ada = { name: 'Ada', roles: ['ROLE_USER', 'ROLE_ADMIN'] }

/** An application, and a browser with a session of Ada. */
async function startApp(options: Partial<EngineOptions> = {}) {
  const { engine, events } = createAppEngine(baseUrl, { issuerUrl: 'https://id.example.com', options })
  const { setCookies } = await createTestSession(engine, ada)
  const cookie = setCookies.map((each) => each.replace(/;.*/u, '')).join('; ')
  return { engine, events, cookie }
}

type App = Pick<Awaited<ReturnType<typeof startApp>>, 'engine'>

async function ask({ engine }: App, query: string, headers: Record<string, string> = {}, method = 'GET') {
  const response = await engine.handle(
    new Request(`${baseUrl}/oauth2/session${query}`, { headers: { accept: '*/*', ...headers }, method }),
  )
  if (response === undefined) throw new Error('/oauth2/session is not a path of the engine')
  expect(response.headers.get('cache-control')).toBe('private, no-store')
  expect(response.headers.get('vary')).toBe('Cookie')
  const body = await response.text()
  return { response, status: response.status, body, json: () => JSON.parse(body) as SessionResponse }
}

describe('/oauth2/session?optional=1', () => {
  it('answers an anonymous visitor with 200, and names nothing', async () => {
    const { engine } = await startApp()
    const { body, response, status } = await ask({ engine }, '?optional=1')
    expect([status, body]).toEqual([200, '{"authenticated":false}'])
    expect(response.headers.get('content-type')).toMatch(/^application\/json/u)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('www-authenticate')).toBeNull()
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it.each([
    '',
    '?',
    '?optional',
    '?optional=',
    '?optional=0',
    '?optional=true',
    '?optional=11',
    '?Optional=1',
  ])('stays 401 without it: %j', async (query) => {
    const { response, status, body } = await ask(await startApp(), query)
    expect(status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^Cookie /u)
    expect(body).toContain('"code":"anonymous"')
  })

  it.each(['', '?optional=1'])('answers a person who is signed in alike: %j', async (query) => {
    const { engine, cookie } = await startApp({ onSignIn: () => ({ extra: { creditLimit: 7 } }) })
    const { body, json, status } = await ask({ engine }, query, { cookie })
    expect(status).toBe(200)
    expect(json()).toEqual({
      authenticated: true,
      user: { issuer: 'https://id.example.com', subject: 'Ada', name: 'Ada', claims: { name: 'Ada' } },
      roles: ['ROLE_ADMIN', 'ROLE_USER'],
      expiresAt: expect.any(Number) as number,
    })
    expect(body).not.toContain('creditLimit')
  })

  it('has no body for HEAD, and is 405 for POST', async () => {
    const app = await startApp()
    const head = await ask(app, '?optional=1', {}, 'HEAD')
    expect([head.status, head.body]).toEqual([200, ''])
    const post = await app.engine.handle(
      new Request(`${baseUrl}/oauth2/session?optional=1`, { method: 'POST' }),
    )
    expect(post?.status).toBe(405)
  })

  it('treats a person whom the mapping no longer admits as anonymous; without it the answer is 403', async () => {
    const { cookie } = await startApp()
    const { engine, events } = createAppEngine(baseUrl, {
      issuerUrl: 'https://id.example.com',
      options: { security: { roleMapping: { owners: ['ROLE_OWNER'] }, requiredRoles: ['ROLE_OWNER'] } },
    })
    const optional = await ask({ engine }, '?optional=1', { cookie })
    expect([optional.status, optional.body]).toEqual([200, '{"authenticated":false}'])
    expect(optional.response.headers.getSetCookie()).toEqual([])
    expect(events.map(({ code }) => code)).not.toContain('gate_refused')
    expect((await ask({ engine }, '', { cookie })).status).toBe(403)
  })

  it('is 503 while the store is down: an outage is no sign-out', async () => {
    const memory = memoryStore()
    let isDown = false
    const read: SessionStore['read'] = async (key) => {
      if (isDown) throw new Error('connection refused')
      return memory.read(key)
    }
    const store = { ...memory, read } as SessionStore
    const { engine, cookie } = await startApp({ session: { secret: sessionSecret, store } })
    expect((await ask({ engine }, '?optional=1', { cookie })).json().authenticated).toBe(true)
    isDown = true
    const { body, response, status } = await ask({ engine }, '?optional=1', { cookie })
    expect(status).toBe(503)
    expect(response.headers.get('retry-after')).not.toBeNull()
    expect(body).not.toContain('authenticated')
    // A visitor without a session is not asked about.
    expect((await ask({ engine }, '?optional=1')).status).toBe(200)
  })

  it('names no user to a request of another site, where cookies are for all sites', async () => {
    const session = { secret: sessionSecret, sameSite: 'none' as const }
    const { engine, cookie } = await startApp({ session })
    const foreign = { cookie, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    const { body, response } = await ask({ engine }, '?optional=1', foreign)
    expect(body).toBe('{"authenticated":false}')
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })
})
