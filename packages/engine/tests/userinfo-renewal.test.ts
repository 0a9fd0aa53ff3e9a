import { beforeEach, describe, expect, it } from 'vitest'
import { ask } from './ask-as-browser.ts'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, sessionSecret, type AppOptions, type App } from './start-app.ts'

const fixture = useSignInFixture()
const session = { secret: sessionSecret, idleSeconds: 40_000, roleMaxAgeSeconds: 600 }
let app: Pick<App, 'engine' | 'events'>
let browser: EngineBrowser
let told: unknown

/** Signs in without a refresh token: UserInfo has the groups, and the ID Token the other claims. */
async function start(
  keep: readonly string[],
  provider: AppOptions['provider'] = {},
  idToken: object = {},
): Promise<void> {
  fixture.provider.twist({
    tokenResponse: ({ refresh_token: _, ...response }) => response,
    idTokenClaims: ({ groups: _, name: _name, ...claims }) => ({ ...claims, department: 'R&D', ...idToken }),
    userinfo: () => ({ sub: 'ada', name: 'Ada', groups: ['staff'], phone_number: '1' }),
  })
  app = createAppEngine('https://app.example.com', {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    provider: { rolesClaims: ['groups'], nameClaim: 'upn', ...provider },
    options: {
      session: { ...session, singleProcess: true, keep: { tokens: true, claims: [...keep] } },
      onSignIn: ({ claims }) => {
        told = claims
        return undefined
      },
    },
  })
  browser = openEngineBrowser(app.engine)
  expect((await browser.signIn()).status).toBe(303)
}

/** Renews the roles, and returns the person. */
async function renew() {
  fixture.now += 601
  const { auth } = await ask(app.engine, browser)
  return { roles: [...auth.roles], name: auth.user?.name, claims: auth.user?.claims }
}

describe('a renewal by UserInfo alone', () => {
  beforeEach(() => {
    told = undefined
  })

  it('keeps the claims of the ID Token, and takes those of UserInfo', async () => {
    await start(['department', 'phone_number'], {}, { upn: 'ada@corp', name: 'Ada of the ID Token' })
    const userinfo = { sub: 'ada', name: 'Ada L.', groups: ['admins'], phone_number: '2' }
    fixture.provider.twist({ userinfo: () => userinfo })
    const person = await renew()
    expect(person).toEqual({
      roles: ['ROLE_ADMIN', 'ROLE_USER'],
      name: 'ada@corp',
      claims: expect.objectContaining({ name: 'Ada L.', department: 'R&D', phone_number: '2' }) as unknown,
    })
    expect(told).toMatchObject({ department: 'R&D', name: 'Ada L.', groups: ['admins'] })
    expect(await renew()).toMatchObject({ name: 'ada@corp', claims: { department: 'R&D' } })
  })

  it.each([
    ['upn', { upn: 'ada@corp' }],
    [['identity', 'names', 1], { identity: { names: ['x', 'ada@corp'] } }],
    [{ firstOf: ['upn', 'login'] }, { upn: 'ada@corp' }],
  ])('keeps the name of the claim %j, which the session does not keep', async (nameClaim, idToken) => {
    await start([], { nameClaim }, idToken)
    expect(await renew()).toMatchObject({ name: 'ada@corp', roles: ['ROLE_USER'] })
    expect(await renew()).toMatchObject({ name: 'ada@corp', roles: ['ROLE_USER'] })
  })

  it('takes the name that UserInfo gives', async () => {
    await start([], { nameClaim: 'name' }, { name: 'Ada' })
    fixture.provider.twist({ userinfo: () => ({ sub: 'ada', name: 'Ada L.', groups: ['staff'] }) })
    expect((await renew()).name).toBe('Ada L.')
  })

  it('S-04: takes no role from claims that are kept', async () => {
    await start(['groups'], {}, { upn: 'ada@corp' })
    fixture.provider.twist({ userinfo: () => ({ sub: 'ada' }) })
    expect((await renew()).roles).toEqual([])
    expect((await ask(app.engine, browser)).auth.status).toBe('anonymous')
  })
})
