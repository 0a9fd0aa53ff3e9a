import { createEngine, memoryStore, type EngineEvent, type EngineOptions } from '@x/oidc-engine'
import { type MisbehavingProvider, startMisbehavingProvider } from '@x/oidc-testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { clientSecret, sessionSecret } from './start-app.ts'

const began = 1_793_000_000
let now = began
let before: MisbehavingProvider
let after: MisbehavingProvider
/** The provider that the administrator of the tenant has configured. */
let current: MisbehavingProvider

beforeAll(async () => {
  const claims = { sub: 'ada', name: 'Ada', groups: ['staff'] }
  before = await startMisbehavingProvider({ claims, now: () => now })
  after = await startMisbehavingProvider({ claims, now: () => now })
})
afterEach(() => {
  now = began
  for (const provider of [before, after]) {
    provider.behave()
    provider.requests.clear()
  }
})
afterAll(() => Promise.all([before.close(), after.close()]))

function start(session: object) {
  current = before
  const events: EngineEvent[] = []
  const find = (providerId: string): object => ({
    ...{ providerId, issuerUrl: current.issuerUrl, clientId: 'app', clientSecret },
    ...{ rolesClaims: ['groups'], scopes: ['offline_access'] },
  })
  const engine = createEngine(
    {
      baseUrl: 'http://localhost:3000',
      providers: find as unknown as EngineOptions['providers'],
      security: { roleMapping: { staff: ['ROLE_USER'] } },
      shareSecurity: true,
      session: { secret: sessionSecret, roleMaxAgeSeconds: 30, ...session },
    },
    { log: (event: EngineEvent) => events.push(event), now: () => now, startTimer: () => () => undefined },
  )
  return { browser: openEngineBrowser(engine), events }
}

/** Lets the administrator of the tenant set another issuer, which the application sees five minutes later. */
function changeIssuer(): void {
  current = after
  now += 400
}

describe.each([
  ['a store', () => ({ store: memoryStore({ now: () => now }) })],
  ['cookies', () => ({ keep: { tokens: true }, singleProcess: true })],
])('a tenant whose issuer was changed, with tokens in %s', (_, keep) => {
  it('gets no refresh token of the earlier issuer, and the session ends', async () => {
    const { browser, events } = start(keep())
    await browser.signIn('acme')
    changeIssuer()
    expect((await browser.authenticate()).auth.status).toBe('anonymous')
    expect(after.requests.count('/token')).toBe(0)
    expect(events).toContainEqual(
      expect.objectContaining({
        code: 'session_ended',
        detail: { by: 'application', why: 'unknown_provider' },
      }),
    )
  })

  it('is not asked to revoke a token of the earlier issuer, nor to sign out its people', async () => {
    const { browser } = start(keep())
    await browser.signIn('acme')
    changeIssuer()
    const { headers } = await browser.post('/logout')
    expect(headers.get('location')).toBe('http://localhost:3000/logout/done')
    expect(after.requests.count('/token/revocation')).toBe(0)
  })

  it('gets no code of the earlier issuer', async () => {
    const { browser } = start(keep())
    // A provider may leave `iss` out of its responses (RFC 9207).
    after.twist({
      metadata: (metadata) => ({ ...metadata, authorization_response_iss_parameter_supported: false }),
    })
    const callback = new URL(await browser.obtainCallback('acme'))
    callback.searchParams.delete('iss')
    changeIssuer()
    await browser.get(callback.href)
    expect(after.requests.count('/token')).toBe(0)
    expect((await browser.authenticate()).auth.status).toBe('anonymous')
  })
})
