import { memoryStore, type EngineOptions, type EngineProviderOptions } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()

interface Difference {
  readonly host?: string
  readonly provider?: Partial<EngineProviderOptions>
  readonly session?: Partial<EngineOptions['session']>
  readonly options?: Partial<EngineOptions>
}

function start({ host = 'one', provider = {}, session = {}, options = {} }: Difference = {}) {
  const { engine } = createAppEngine(`https://${host}.example.com`, {
    ...{ issuerUrl: fixture.provider.issuerUrl, now: () => fixture.now, provider },
    options: { ...options, session: { secret: sessionSecret, cookieDomain: 'example.com', ...session } },
  })
  return engine
}

/** Signs in at the first application. */
async function signInAtOne(difference?: Difference): Promise<EngineBrowser> {
  const browser = openEngineBrowser(start(difference))
  await browser.signIn()
  expect((await browser.authenticate()).auth.status).toBe('authenticated')
  return browser
}

/** Opens the same browser at another application. */
function openAtTwo({ cookies }: EngineBrowser, difference: Difference = {}): EngineBrowser {
  return openEngineBrowser(start({ host: 'two', ...difference }), cookies)
}

const cookiesOf = ({ cookies }: EngineBrowser) =>
  [...cookies.keys()].map((name) => name.replace(/-[\da-f]{8}/u, ''))

describe('sessions that the hosts of a domain share', () => {
  it('open at another application, which has the same client, and have no prefix of one host', async () => {
    const browser = await signInAtOne()
    expect(cookiesOf(browser)).toContain('__Secure-oidc')
    expect(cookiesOf(browser)).not.toContain('__Host-oidc')
    const { auth } = await openAtTwo(browser).authenticate()
    expect([auth.user?.name, [...auth.roles]]).toEqual(['ada', ['ROLE_USER']])
  })

  it('are written and deleted with the domain, and so is the record of their end; all else is of one host', async () => {
    const browser = openEngineBrowser(start())
    const begun = await browser.get('/oauth2/authorization/main')
    const written = [...begun.headers.getSetCookie(), ...(await browser.signIn()).headers.getSetCookie()]
    const ended = (await browser.post('/logout')).headers.getSetCookie()
    for (const line of [...written, ...ended]) {
      const isShared = /^__Secure-oidc-[\da-f]{8}(?:-ended)?=/u.test(line)
      expect(line.includes('; Domain=example.com;'), line).toBe(isShared)
      expect(line.startsWith('__Host-'), line).toBe(!isShared && !/-logout/u.test(line))
    }
    expect(ended.join('\n')).toMatch(/__Secure-oidc-[\da-f]{8}=; Path=\/; Domain=example\.com; Max-Age=0;/u)
  })

  it.each<readonly [string, Difference]>([
    ['another client', { provider: { clientId: 'other' } }],
    ['another providerId', { provider: { providerId: 'other' } }],
    ['a stronger authentication', { provider: { requiredAcrValues: ['mfa'] } }],
    ['a younger authentication', { provider: { authorizationParams: { max_age: '60' } } }],
    ['other claims', { provider: { rolesClaims: ['roles'] } }],
    ['another name', { provider: { nameClaim: 'name' } }],
    ['another secret', { session: { secret: 'another secret of more than thirty-two bytes' } }],
    ['another cookieName', { session: { cookieName: 'other' } }],
    ['no cookieDomain', { session: { cookieDomain: undefined } }],
    ['a longer cookieDomain', { session: { cookieDomain: 'two.example.com' } }],
  ])('do not open at an application with %s, which leaves their cookie alone', async (_name, difference) => {
    const browser = await signInAtOne({ session: { cookieName: 'app' } })
    const { session } = difference
    const other = openAtTwo(browser, { ...difference, session: { cookieName: 'app', ...session } })
    const found = await other.authenticate()
    expect(found.auth.status).toBe('anonymous')
    expect(found.setCookies).toEqual([])
  })

  it('have the roles that the security of each application gives, or none', async () => {
    const browser = await signInAtOne()
    const security = (roles: string[]) => ({ options: { security: { roleMapping: { staff: roles } } } })
    const promoted = (await openAtTwo(browser, security(['ROLE_USER', 'ROLE_CLERK'])).authenticate()).auth
    expect([...promoted.roles].sort()).toEqual(['ROLE_CLERK', 'ROLE_USER'])
    const refused = await openAtTwo(browser, security(['ROLE_CLERK'])).authenticate()
    expect([refused.auth.status, refused.isRefused]).toEqual(['anonymous', true])
  })

  it('do not open where roles of another application cannot be decided again', async () => {
    const browser = await signInAtOne({
      options: {
        security: () => ({ roleMapping: { staff: ['ROLE_USER'] } }),
      },
    })
    expect((await openAtTwo(browser).authenticate()).auth.status).toBe('anonymous')
  })

  it('C-02: share no sign-in: a callback works at the application alone that began it', async () => {
    const one = openEngineBrowser(start())
    const callback = await one.obtainCallback()
    const elsewhere = callback.replace('//one.', '//two.')
    const two = openAtTwo(one)
    await two.get(elsewhere)
    expect((await two.authenticate()).auth.status).toBe('anonymous')
    const [[name, sealed] = []] = [...one.cookies].filter(([each]) => each.includes('-tx.'))
    expect(name).toMatch(/^__Host-/u)
    const copied = openEngineBrowser(start({ host: 'two' }), [[name ?? '', sealed ?? '']])
    expect((await copied.get(elsewhere)).headers.getSetCookie().join()).not.toMatch(
      /__Secure-oidc-[\da-f]{8}=/u,
    )
    expect((await copied.authenticate()).auth.status).toBe('anonymous')
  })

  it('end at each application, also if a late response of another brings the cookie back', async () => {
    const one = await signInAtOne()
    const late = new Map(one.cookies)
    const two = openAtTwo(one)
    await two.post('/logout')
    const again = openEngineBrowser(start(), [...late, ...two.cookies])
    expect((await again.authenticate()).auth.status).toBe('anonymous')
  })

  it('open in a store of both, and not by an id alone in the store of another client', async () => {
    const store = memoryStore({ now: () => fixture.now })
    const browser = await signInAtOne({ session: { store } })
    expect((await openAtTwo(browser, { session: { store } }).authenticate()).auth.user?.name).toBe('ada')
    const other = openAtTwo(browser, { session: { store }, provider: { clientId: 'other' } })
    expect((await other.authenticate()).auth.status).toBe('anonymous')
  })

  it('are refused for tokens in cookies, and for providers that a function finds', () => {
    expect(() => start({ session: { keep: { tokens: true }, singleProcess: true } })).toThrow(
      /session\.store/u,
    )
    const find = () => undefined
    expect(() => start({ options: { providers: find, security: {} } })).toThrow(/list of providers/u)
    expect(() =>
      start({ session: { keep: { tokens: true }, singleProcess: true, store: memoryStore() } }),
    ).not.toThrow()
  })
})
