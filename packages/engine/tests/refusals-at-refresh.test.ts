import { memoryStore, type EngineOptions } from '@x/oidc-engine'
import type { Twists } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { ask } from './ask-as-browser.ts'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { type App, createAppEngine, sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()
const session = {
  ...{ secret: sessionSecret, idleSeconds: 40_000, roleMaxAgeSeconds: 600, roleGraceSeconds: 1200 },
}
const kinds: readonly (readonly [string, () => EngineOptions['session']])[] = [
  ['cookies', () => ({ ...session, singleProcess: true, keep: { tokens: true } })],
  ['a store', () => ({ ...session, store: memoryStore({ now: () => fixture.now }) })],
]

type Answer = Awaited<ReturnType<NonNullable<Twists['respond']>>>

const json = { 'content-type': 'application/json' }

/** Answers of a proxy, of a provider that is busy, and those that speak of the request and not of the token. */
const failures: readonly Answer[] = [
  ...[204, 302, 400, 404, 405, 408, 409, 410, 418, 425, 429, 451, 500, 503].map((status) => ({ status })),
  { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>invalid_token invalid_grant</h1>' },
  { status: 400, headers: json, body: '{"error":"invalid_request"}' },
]

const refusedTokens: readonly Answer[] = [
  { status: 401 },
  { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } },
  { status: 403 },
  { status: 403, headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' } },
  { status: 400, headers: { 'www-authenticate': 'Bearer realm="x", error="invalid_token"' } },
  { status: 400, headers: json, body: '{"error":"invalid_token"}' },
]

const refusedClients: readonly Answer[] = [
  { status: 401 },
  { status: 403 },
  ...['invalid_client', 'unauthorized_client', 'invalid_request', 'invalid_scope', 'invalid_token'].map(
    (error) => ({
      status: error === 'invalid_client' ? 401 : 400,
      headers: json,
      body: JSON.stringify({ error }),
    }),
  ),
]

let app: Pick<App, 'engine' | 'events'>
let browser: EngineBrowser

async function start(buildSession: () => EngineOptions['session'], path: string): Promise<void> {
  app = createAppEngine('https://app.example.com', {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    provider: { rolesClaims: [{ from: 'userinfo', path: ['groups'] }] },
    options: { session: buildSession() },
  })
  if (path === '/userinfo')
    fixture.provider.twist({ tokenResponse: ({ refresh_token: _, ...answer }) => answer })
  browser = openEngineBrowser(app.engine)
  expect((await browser.signIn()).status).toBe(303)
  fixture.provider.requests.clear()
}

/** Lets the roles become due while the provider gives this answer there. */
async function renew(path: string, answer: Answer): Promise<readonly string[] | undefined> {
  fixture.provider.twist({ respond: (request) => (request.path === path ? answer : undefined) })
  fixture.now += 601
  const { auth } = await ask(app.engine, browser)
  expect(fixture.provider.requests.count(path)).toBe(1)
  return auth.status === 'anonymous' ? undefined : [...auth.roles]
}

const listEnds = (): readonly unknown[] =>
  app.events.filter(({ code }) => code === 'session_ended').map(({ detail }) => detail)

describe.each(kinds)('S-04: a session with tokens in %s', (_, buildSession) => {
  it.each(failures)('keeps its roles for the grace when UserInfo answers %j', async (answer) => {
    await start(buildSession, '/userinfo')
    expect(await renew('/userinfo', answer)).toEqual(['ROLE_USER'])
    expect(listEnds()).toEqual([])
    fixture.provider.twist({ respond: () => undefined, userinfo: () => ({ sub: 'ada', groups: ['admins'] }) })
    fixture.now += 11
    expect([...(await ask(app.engine, browser)).auth.roles]).toEqual(['ROLE_ADMIN', 'ROLE_USER'])
  })

  it.each(refusedTokens)('ends when UserInfo refuses the access token by %j', async (answer) => {
    await start(buildSession, '/userinfo')
    expect(await renew('/userinfo', answer)).toBeUndefined()
    expect(listEnds()).toEqual([{ by: 'refresh_refused', why: 'userinfo_invalid: refused' }])
  })

  it.each([...failures, ...refusedClients])(
    'keeps its roles for the grace when the token endpoint answers %j',
    async (answer) => {
      await start(buildSession, '/token')
      expect(await renew('/token', answer)).toEqual(['ROLE_USER'])
      expect(listEnds()).toEqual([])
    },
  )

  it.each([400, 401, 403])('ends at invalid_grant with status %i', async (status) => {
    await start(buildSession, '/token')
    const answer = { status, headers: json, body: '{"error":"invalid_grant"}' }
    expect(await renew('/token', answer)).toBeUndefined()
    expect(listEnds()).toEqual([{ by: 'refresh_refused', why: 'invalid_grant' }])
  })
})
