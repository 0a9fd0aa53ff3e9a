import { createEngine, memoryStore, type EngineOptions } from '@x/oidc-engine'
import { createTestSession, type TestPerson } from '@x/oidc-engine/testing'
import { describe, expect, it } from 'vitest'
import { createAppEngine, sessionSecret } from './start-app.ts'

const baseUrl = 'https://app.example.com'
const issuerUrl = 'https://id.example.com'
const ada = { name: 'Ada', roles: ['ROLE_USER'] }

function startApp(options: Partial<EngineOptions> = {}) {
  return createAppEngine(baseUrl, { issuerUrl, options })
}

type App = ReturnType<typeof startApp>

async function authenticate({ engine }: Pick<App, 'engine'>, setCookies: readonly string[]) {
  const cookie = setCookies.map((each) => each.replace(/;.*/u, '')).join('; ')
  return engine.authenticate(new Request(baseUrl, { headers: { cookie } }))
}

/** Creates a session, and reads it as a request does. */
async function signIn(app: App, person: TestPerson) {
  const { setCookies } = await createTestSession(app.engine, person)
  return authenticate(app, setCookies)
}

const stores = { 'sealed cookies': () => ({}), 'a store': () => ({ store: memoryStore() }) }

describe.each(Object.entries(stores))('a session for a test, in %s', (_, place) => {
  it('is what a sign-in creates: name, roles, claims that the session keeps, and the event', async () => {
    const app = startApp({ session: { secret: sessionSecret, keep: { claims: ['department'] }, ...place() } })
    const claims = { email: 'ada@example.com', department: 'sales', salary: 7 }
    const { auth } = await signIn(app, { ...ada, subject: '4711', claims })
    expect(auth).toMatchObject({ status: 'authenticated', via: 'session' })
    expect([...auth.roles]).toEqual(['ROLE_USER'])
    expect(auth.user).toMatchObject({ issuer: issuerUrl, subject: '4711', name: 'Ada' })
    expect(auth.user?.claims).toEqual({ name: 'Ada', email: 'ada@example.com', department: 'sales' })
    expect(app.events).toContainEqual(expect.objectContaining({ code: 'signed_in', subject: '4711' }))
  })

  it('belongs to the secret alone: another application reads no session of it', async () => {
    const { setCookies } = await createTestSession(
      startApp({ session: { secret: sessionSecret, ...place() } }).engine,
      ada,
    )
    const other = startApp({
      session: { secret: 'another secret of more than thirty-two bytes', ...place() },
    })
    expect((await authenticate(other, setCookies)).auth.status).toBe('anonymous')
  })

  it('keeps an access token for APIs only if the test gives one', async () => {
    const keep = place === stores['sealed cookies'] ? { keep: { tokens: true }, singleProcess: true } : {}
    const app = startApp({ session: { secret: sessionSecret, ...keep, ...place() } })
    const requestAuth = await signIn(app, { ...ada, accessToken: 'an access token' })
    expect((await requestAuth.tokens()).tokens.accessToken).toBe('an access token')
    await expect((await signIn(app, ada)).tokens()).rejects.toMatchObject({ code: 'tokens_unavailable' })
  })
})

describe('the person of a session for a test', () => {
  it('gets the roles that its roles imply, as at a sign-in', async () => {
    const impliedRoles = { ROLE_OWNER: ['ROLE_ADMIN'], ROLE_ADMIN: ['ROLE_USER'] }
    const app = startApp({ security: { roleMapping: { owners: ['ROLE_OWNER'] }, impliedRoles } })
    const { auth } = await signIn(app, { name: 'Ada', roles: ['ROLE_OWNER'] })
    expect([...auth.roles]).toEqual(['ROLE_ADMIN', 'ROLE_OWNER', 'ROLE_USER'])
  })

  it('gets no default role and no role of its name beside those of the test', async () => {
    const security = {
      ...{ roleMapping: { Ada: ['ROLE_ADMIN'] }, individualRoles: { Ada: ['ROLE_ADMIN'] } },
      ...{ usernameAsRoleKey: true, defaultRoles: ['ROLE_ADMIN'] },
    }
    expect([...(await signIn(startApp({ security }), ada)).auth.roles]).toEqual(['ROLE_USER'])
  })

  it('is decided by claims where the test gives no roles', async () => {
    const app = startApp({ session: { secret: sessionSecret, keep: { trace: true } } })
    const requestAuth = await signIn(app, { claims: { sub: 'ada', groups: ['admins'] } })
    expect([...requestAuth.auth.roles]).toEqual(['ROLE_ADMIN', 'ROLE_USER'])
    expect(requestAuth.explain()?.trace.keys.map(({ key }) => key)).toEqual(['admins'])
  })

  it('passes through onSignIn, whose data the session keeps, and whose denial is an error', async () => {
    const app = startApp({
      onSignIn: ({ claims: { email } }) =>
        email === undefined ? { deny: 'no account' } : { extra: { account: email } },
    })
    const claims = { email: 'ada@example.com' }
    expect((await signIn(app, { ...ada, claims })).auth.user?.extra).toEqual({ account: 'ada@example.com' })
    await expect(createTestSession(app.engine, ada)).rejects.toThrow(
      /onSignIn denied the person: "no account"/u,
    )
  })

  it('may have any role where security is a function', async () => {
    const app = startApp({ security: () => ({ roleMapping: { staff: ['ROLE_STAFF'] } }) })
    expect([...(await signIn(app, { name: 'Ada', roles: ['ROLE_X'] })).auth.roles]).toEqual(['ROLE_X'])
  })

  it('may have a role that is passed through, and no other one', async () => {
    const security = { passthrough: { allow: ['app-*'], prefix: 'ROLE_' }, requiredRoles: [] }
    const app = startApp({ security })
    expect([...(await signIn(app, { name: 'Ada', roles: ['ROLE_app-a'] })).auth.roles]).toEqual([
      'ROLE_app-a',
    ])
    await expect(signIn(app, { name: 'Ada', roles: ['ROLE_other'] })).rejects.toThrow(/no role "ROLE_other"/u)
  })
})

describe('what no sign-in could give', () => {
  it.each([
    [
      { name: 'Ada', roles: ['ROLE_ADMlN'] },
      /no role "ROLE_ADMlN"\. Its roles are "ROLE_ADMIN", "ROLE_USER"/u,
    ],
    [{ name: 'Ada', roles: ['ROLE_ADMIN'] }, /would not admit this person/u],
    [{ name: 'Ada', roles: [] }, /would not admit this person[\s\S]*ROLE_USER/u],
    [{ claims: { sub: 'ada', groups: ['guests'] } }, /would not admit this person/u],
    [{ ...ada, providerId: 'other' }, /providerId is "other", expected "main"/u],
    [{ ...ada, accessToken: 'a token' }, /no session keeps tokens/u],
    [{ ...ada, role: 'ROLE_ADMIN' }, /role is unknown, expected name, roles/u],
    [{ name: '', roles: ['ROLE_USER'] }, /name is empty/u],
    [{ name: 'Ada' }, /roles is missing/u],
    [{ roles: ['ROLE_USER'] }, /name is missing/u],
    [{ name: 'Ada', roles: 'ROLE_USER' }, /roles is of type string/u],
    [{ ...ada, claims: ['a'] }, /claims is a list/u],
    [{}, /name and roles are missing, or claims/u],
    [undefined, /the person is undefined/u],
  ])('is an error that says what was expected: %j', async (person, message) => {
    const { engine, events } = startApp()
    await expect(createTestSession(engine, person as TestPerson)).rejects.toThrow(message)
    expect(events.map(({ code }) => code)).not.toContain('signed_in')
  })

  it('needs the engine itself: a copy of it, or of its configuration, creates no session', async () => {
    const { engine } = startApp()
    for (const other of [{ ...engine }, engine.config, {}, Object.create(engine) as object])
      await expect(createTestSession(other, ada)).rejects.toThrow(/another copy of @x\/oidc-engine/u)
  })

  it('reads own members alone', async () => {
    const person = Object.assign(Object.create({ roles: ['ROLE_ADMIN', 'ROLE_USER'] }) as object, {
      name: 'Ada',
    })
    await expect(createTestSession(startApp().engine, person as TestPerson)).rejects.toThrow(
      /roles is missing/u,
    )
  })

  it('is no session without sign-ins at any provider', async () => {
    const provider = { providerId: 'api', issuerUrl, signIn: false } as const
    const engine = createEngine({ baseUrl, providers: [provider], session: { secret: sessionSecret } })
    await expect(createTestSession(engine, ada)).rejects.toThrow(/providerId is missing/u)
  })
})
