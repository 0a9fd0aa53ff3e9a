import { explainAccess } from '@x/oidc-engine'
import { describe, expect, it, onTestFinished } from 'vitest'
import { useSignInFixture } from './sign-in-fixture.ts'
import { sessionSecret, startApp } from './start-app.ts'

const fixture = useSignInFixture()

/** Signs a person in whose groups open nothing, unless `claims` say otherwise. */
async function signIn(
  { trace, claims }: { readonly trace: boolean; readonly claims?: Readonly<Record<string, unknown>> } = {
    trace: true,
  },
) {
  const app = await startApp({
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    options: { session: { secret: sessionSecret, keep: { trace } } },
  })
  onTestFinished(app.close)
  const browser = fixture.openBrowser()
  const visit = async (person: Readonly<Record<string, unknown>>) => {
    fixture.provider.setClaims(person)
    return browser.get(`${app.origin}/oauth2/authorization/main`)
  }
  const cookies = () => browser.cookies(app.origin).map(({ key, value }) => [key, value] as const)
  const authenticate = (sent: Iterable<readonly [string, string]> = cookies()) => {
    const cookie = [...sent].map((pair) => pair.join('=')).join('; ')
    return app.engine.authenticate(new Request(app.origin, { headers: { cookie } }))
  }
  const landed = await visit({ sub: 'cleo', name: 'Cleo', groups: ['guests'], ...claims })
  return { app, browser, landed, visit, cookies, authenticate }
}

describe('explain, for a person who is not admitted', () => {
  it('returns the decision that the log explains, and the person stays anonymous', async () => {
    const { app, landed, authenticate } = await signIn()
    expect(landed.url).toBe(`${app.origin}/login/denied`)
    const requestAuth = await authenticate()
    const decision = requestAuth.explain()
    expect(decision).toMatchObject({
      ...{ admitted: false, reason: 'role_missing', roles: [], subject: 'cleo' },
      issuer: fixture.provider.issuerUrl,
    })
    const { explanation } = app.events.find(({ code }) => code === 'access_denied') ?? {}
    expect(decision && explainAccess(decision)).toBe(explanation)
    expect(explanation).toContain('"guests"')
    expect(requestAuth.auth.status).toBe('anonymous')
    expect([...requestAuth.auth.roles]).toEqual([])
    expect((await requestAuth.authorize())?.status).toBe(401)
  })

  it('returns nothing where session.keep.trace is not set', async () => {
    const { authenticate, landed } = await signIn({ trace: false })
    expect(landed.status).toBe(403)
    expect((await authenticate()).explain()).toBeUndefined()
  })

  it('returns nothing to a browser that was not denied, nor for a cookie that was changed', async () => {
    const { authenticate, cookies } = await signIn()
    expect((await authenticate([])).explain()).toBeUndefined()
    const changed = cookies().map(([name, value]) => [name, `${value.slice(0, -4)}AAAA`] as const)
    expect((await authenticate(changed)).explain()).toBeUndefined()
  })

  it('returns nothing after ten minutes', async () => {
    const { authenticate, cookies } = await signIn()
    const sent = cookies()
    fixture.now += 10 * 60 + 1
    expect((await authenticate(sent)).explain()).toBeUndefined()
  })

  it('returns the decision of the session once the person is admitted', async () => {
    const { authenticate, cookies, visit } = await signIn()
    const denied = cookies().filter(([name]) => name.endsWith('-denied'))
    expect(denied).toHaveLength(1)
    await visit({ sub: 'ada', name: 'Ada', groups: ['staff'] })
    expect((await authenticate()).explain()).toMatchObject({ admitted: true, subject: 'ada' })
    // Also where the browser sends the older cookie, too.
    expect((await authenticate([...cookies(), ...denied])).explain()).toMatchObject({ admitted: true })
  })

  it('leaves out a trace that does not fit, and shows the same page', async () => {
    const groups = Array.from({ length: 500 }, (_, index) => `group-${index}-of-a-large-directory`)
    const { app, authenticate, browser, cookies, landed } = await signIn({ trace: true, claims: { groups } })
    expect(landed.status).toBe(403)
    expect(landed.text).toContain('role_missing')
    expect((await authenticate()).explain()).toBeUndefined()
    for (const [name, value] of cookies()) expect(`${name}=${value}`.length).toBeLessThanOrEqual(4000)
    expect((await browser.get(`${app.origin}/login/denied`)).status).toBe(403)
  })
})
