import { explainAccess, memoryStore, type EngineOptions, type EngineProviderOptions } from '@x/oidc-engine'
import type { EngineMemory } from '@x/oidc-engine/adapter'
import { describe, expect, it } from 'vitest'
import { createContext } from '../src/create-context.ts'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, sessionSecret, type App } from './start-app.ts'

const fixture = useSignInFixture()
const origin = 'https://app.example.com'
type AppEngine = Pick<App, 'engine' | 'events'>

const security = { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } }
/** It takes ROLE_USER away, and gives another role. */
const promoting = { roleMapping: { staff: ['ROLE_EDITOR'] }, requiredRoles: ['ROLE_EDITOR'] }
const refusing = { ...security, requiredRoles: ['ROLE_ADMIN'] }

interface Process {
  readonly security?: EngineOptions['security']
  readonly provider?: Partial<EngineProviderOptions>
  readonly session?: Partial<EngineOptions['session']>
  readonly memory?: EngineMemory
}

/** Starts a process of the application. All have one secret. */
function startProcess({ provider, session, memory, ...others }: Process = {}): AppEngine {
  return createAppEngine(origin, {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    startTimer: (seconds, onEnd) => {
      const timer = setTimeout(onEnd, seconds * 1000)
      return () => clearTimeout(timer)
    },
    ...(provider && { provider }),
    ...(memory && { memory }),
    options: { security: others.security ?? security, session: { secret: sessionSecret, ...session } },
  })
}

async function signIn({ engine }: AppEngine, claims: Readonly<Record<string, unknown>> = {}) {
  fixture.provider.setClaims({ sub: 'ada', name: 'Ada', groups: ['staff'], ...claims })
  const browser = openEngineBrowser(engine)
  expect((await browser.signIn()).status).toBe(303)
  return browser
}

function buildRequest(browser: EngineBrowser, path = '/', headers: Readonly<Record<string, string>> = {}) {
  const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
  const sent: Readonly<Record<string, string>> = { cookie, accept: 'text/html', ...headers }
  return { method: 'GET', url: `${origin}${path}`, header: (name: string) => sent[name] }
}

/** What a process sees of a browser, twice: the second time it is cached. */
async function ask({ engine }: AppEngine, browser: EngineBrowser) {
  const request = buildRequest(browser)
  const [first, second] = [await engine.authenticate(request), await engine.authenticate(request)]
  const describeAuth = ({ auth, setCookies }: typeof first) => ({
    status: auth.status,
    roles: [...auth.roles],
    setCookies,
  })
  expect(describeAuth(second)).toEqual(describeAuth(first))
  return describeAuth(first)
}

const seen = (roles: readonly string[]) => ({ status: 'authenticated', roles, setCookies: [] })
const refused = { status: 'anonymous', roles: [], setCookies: [] }

const stores: readonly (readonly [string, () => Partial<EngineOptions['session']>])[] = [
  ['cookies', () => ({})],
  ['a store', () => ({ store: memoryStore({ now: () => fixture.now }) })],
]

describe.each(stores)('two processes with two mappings and one session in %s', (_, buildSession) => {
  it('decide each by its own, while the cookie stays as it is', async () => {
    const session = buildSession()
    const old = startProcess({ session })
    const adding = startProcess({
      session,
      security: { roleMapping: { staff: ['ROLE_USER', 'ROLE_EDITOR'] } },
    })
    const replacing = startProcess({ session, security: promoting })
    const shutting = startProcess({ session, security: refusing })
    const browser = await signIn(old)
    const cookies = JSON.stringify([...browser.cookies])
    for (let round = 0; round < 3; round += 1) {
      expect(await ask(old, browser)).toEqual(seen(['ROLE_USER']))
      expect(await ask(adding, browser)).toEqual(seen(['ROLE_EDITOR', 'ROLE_USER']))
      expect(await ask(replacing, browser)).toEqual(seen(['ROLE_EDITOR']))
      expect(await ask(shutting, browser)).toEqual(refused)
    }
    expect(JSON.stringify([...browser.cookies])).toBe(cookies)
  })

  it('do not mix their caches, also where they share the memory of one process', async () => {
    const session = buildSession()
    const memory = { shared: true }
    const [old, next] = [
      startProcess({ session, memory }),
      startProcess({ session, memory, security: promoting }),
    ]
    const browser = await signIn(old)
    const asked = Array.from({ length: 200 }, (_each, at) => ask(at % 2 === 0 ? old : next, browser))
    for (const [at, reading] of (await Promise.all(asked)).entries())
      expect(reading).toEqual(seen([at % 2 === 0 ? 'ROLE_USER' : 'ROLE_EDITOR']))
  })

  it('write the roles of the sign-in again when the idle deadline moves, not those of their own mapping', async () => {
    // The roles do not get too old: a refresh would decide them.
    const session = { ...buildSession(), roleMaxAgeSeconds: 30_000 }
    const [old, next] = [startProcess({ session }), startProcess({ session, security: promoting })]
    const browser = await signIn(old)
    for (const [process, roles] of [
      [next, ['ROLE_EDITOR']],
      [startProcess({ session, security: refusing }), []],
      [old, ['ROLE_USER']],
    ] as const) {
      fixture.now += 1000
      const { auth, setCookies } = await process.engine.authenticate(buildRequest(browser))
      expect([...auth.roles]).toEqual(roles)
      expect(setCookies).not.toEqual([])
      expect(setCookies.join()).not.toContain('Max-Age=0')
      browser.store(setCookies)
    }
    // The keys are still in it.
    expect(await ask(next, browser)).toEqual(seen(['ROLE_EDITOR']))
  })

  it('answer 403 at every gate to a person whom the mapping does not admit, and keep the session', async () => {
    const session = buildSession()
    const [old, next] = [startProcess({ session }), startProcess({ session, security: refusing })]
    const browser = await signIn(old)
    const { engine, events } = next
    for (const gate of [{}, { role: 'ROLE_USER' }, { role: 'ROLE_ADMIN' }, { role: ['ROLE_USER'] }]) {
      const page = (await engine.gate(buildRequest(browser, '/me'), gate)).response
      expect([page?.status, page?.headers.getSetCookie()]).toEqual([403, []])
      expect(page?.headers.get('location')).toBeNull()
      expect(page?.headers.get('cache-control')).toBe('private, no-store')
      expect(await page?.text()).toContain('Signed in as <strong><bdi>ada</bdi>')
      const problem = (await engine.gate(buildRequest(browser, '/api', { accept: 'application/json' }), gate))
        .response
      expect(problem?.status).toBe(403)
      expect(await problem?.json()).toMatchObject({ code: 'role_missing' })
    }
    const refusal = { code: 'gate_refused', level: 'warn', subject: 'ada', requiredRoles: ['ROLE_ADMIN'] }
    expect(events).toContainEqual(expect.objectContaining({ ...refusal, path: '/me', via: 'session' }))

    const answered = await engine.handle(
      buildRequest(browser, '/oauth2/session', { accept: 'application/json' }),
    )
    expect([answered?.status, answered?.headers.getSetCookie()]).toEqual([403, []])
    expect(await answered?.json()).toMatchObject({ code: 'role_missing' })
    const requestAuth = await engine.authenticate(buildRequest(browser))
    expect(requestAuth).toMatchObject({ isRefused: true })
    await expect(requestAuth.tokens()).rejects.toMatchObject({ code: 'tokens_unavailable' })
    // An open gate treats the person as any anonymous caller.
    const open = await engine.gate(buildRequest(browser), { optional: true })
    expect(open.auth?.status).toBe('anonymous')

    expect(await ask(old, browser)).toEqual(seen(['ROLE_USER']))
  })

  it('show the roles of their own mapping at /oauth2/session', async () => {
    const session = buildSession()
    const browser = await signIn(startProcess({ session }))
    const next = startProcess({ session, security: promoting })
    const response = await next.engine.handle(buildRequest(browser, '/oauth2/session'))
    expect(await response?.json()).toMatchObject({ roles: ['ROLE_EDITOR'], user: { subject: 'ada' } })
  })
})

describe('a decision by another mapping', () => {
  it('gives roles by name and by default as the sign-in would', async () => {
    const browser = await signIn(startProcess({ provider: { nameClaim: 'name' } }))
    const provider = { nameClaim: 'name' }
    const decide = async (changed: EngineOptions['security'], roles: readonly string[]) => {
      const process = startProcess({ provider, security: changed })
      expect(await ask(process, browser)).toEqual(seen(roles))
      expect(await ask(process, await signIn(process))).toEqual(seen(roles))
    }
    const requiredRoles: string[] = []
    await decide({ individualRoles: { Ada: ['A'], ada: ['B'] }, requiredRoles }, ['A'])
    await decide({ roleMapping: { Ada: ['A'] }, usernameAsRoleKey: true, requiredRoles }, ['A'])
    await decide({ defaultRoles: ['D'], requiredRoles }, ['D'])
    await decide({ roleMapping: { STAFF: ['A'] }, caseInsensitiveKeys: true, impliedRoles: { A: ['B'] }, requiredRoles }, ['A', 'B']) // prettier-ignore
  })

  it('withholds defaultRoles where the sign-in would', async () => {
    const claims = { groups: ['staff', 7] }
    const browser = await signIn(startProcess(), claims)
    const next = startProcess({ security: { defaultRoles: ['D'], requiredRoles: [] } })
    expect(await ask(next, browser)).toEqual(seen([]))
    expect(await ask(next, await signIn(next, claims))).toEqual(seen([]))
    expect(await ask(next, await signIn(next))).toEqual(seen(['D']))
  })

  it('is what explain explains, and says so', async () => {
    const session = { keep: { trace: true } }
    const browser = await signIn(startProcess({ session }))
    const explain = async (changed: EngineOptions['security']) => {
      const { engine } = startProcess({ session, security: changed })
      return (await engine.authenticate(buildRequest(browser))).explain()
    }
    const unchanged = await explain(security)
    expect(unchanged?.trace.decidedAgain).toBeUndefined()
    expect(unchanged && explainAccess(unchanged)).not.toContain('Decided again')

    const admitted = await explain(promoting)
    expect(admitted).toMatchObject({ admitted: true, roles: ['ROLE_EDITOR'], trace: { decidedAgain: true } })
    const text = admitted && explainAccess(admitted)
    expect(text).toContain('Decided again, from the role keys of the session')
    expect(text).toContain('"staff" grants "ROLE_EDITOR" by roleMapping "staff"')
    expect(text).not.toContain('ROLE_USER')

    const denied = await explain(refusing)
    expect(denied).toMatchObject({ admitted: false, reason: 'role_missing', roles: [] })
    expect(denied && explainAccess(denied)).toContain('Not admitted, role_missing')
    expect(denied && explainAccess(denied, { role: 'ROLE_ADMIN' })).toContain('roleMapping "admins"')
  })

  it('ends with the next refresh, which decides by the mapping of its own process', async () => {
    const session = { store: memoryStore({ now: () => fixture.now }), idleSeconds: 40_000 }
    const [old, next] = [startProcess({ session }), startProcess({ session, security: promoting })]
    const browser = await signIn(old)
    fixture.now += 901
    const { auth, setCookies } = await next.engine.authenticate(buildRequest(browser))
    browser.store(setCookies)
    expect([...auth.roles]).toEqual(['ROLE_EDITOR'])
    expect(next.events.map(({ code }) => code)).toContain('session_refreshed')
    expect(await ask(next, browser)).toEqual(seen(['ROLE_EDITOR']))
    expect(await ask(old, browser)).toEqual(seen(['ROLE_USER']))
  })
})

describe('the roles of the sign-in stand', () => {
  const groups = Array.from({ length: 400 }, (_, at) => `a-group-with-a-long-name-${at}`)

  it.each<[string, Process, Process, Readonly<Record<string, unknown>>]>([
    ['rolesClaims are other ones', {}, { provider: { rolesClaims: ['roles'] } }, {}],
    // A name of the old claim must get no role that the new mapping gives to a name of the new one.
    [
      'nameClaim is another one',
      { provider: { nameClaim: 'name' } },
      { provider: { nameClaim: 'email' } },
      {},
    ],
    ['security is a function here', {}, { security: () => promoting }, {}],
    ['security was a function at the sign-in', { security: () => security }, {}, {}],
    ['the role keys did not fit', {}, {}, { groups: ['staff', ...groups] }],
  ])('where %s', async (_, before, after, claims) => {
    const browser = await signIn(startProcess(before), claims)
    const changed = { ...promoting, individualRoles: { Ada: ['ROLE_EDITOR'] } }
    expect(await ask(startProcess({ security: changed, ...after }), browser)).toEqual(seen(['ROLE_USER']))
  })

  it('where a version of the library wrote it that kept no role keys', async () => {
    const options = {
      baseUrl: origin,
      providers: [{ providerId: 'main', issuerUrl: fixture.provider.issuerUrl, clientId: 'app' }],
      session: { secret: sessionSecret },
    }
    const { names, sealer } = createContext(options, { now: () => fixture.now }, {})
    const last = {
      ...{ v: 1, id: 'x'.repeat(24), pid: 'main', iss: fixture.provider.issuerUrl, sub: 'ada', name: 'Ada' },
      ...{ roles: ['ROLE_USER'], claims: {}, iat: fixture.now, exp: fixture.now + 43_200, seen: fixture.now },
    }
    const next = startProcess({ security: promoting })
    const sealed = await sealer.seal('session', names.session, last)
    const browser = openEngineBrowser(next.engine, [[names.session, sealed]])
    expect(await ask(next, browser)).toEqual(seen(['ROLE_USER']))
  })

  it('where only the order of the configuration is another one', async () => {
    const browser = await signIn(startProcess({ session: { keep: { trace: true } } }))
    const turned = {
      requiredRoles: ['ROLE_USER'],
      roleMapping: { admins: ['ROLE_ADMIN', 'ROLE_USER'], staff: ['ROLE_USER'] },
    }
    const { engine } = startProcess({ security: turned })
    const decision = (await engine.authenticate(buildRequest(browser))).explain()
    expect(decision?.trace.decidedAgain).toBeUndefined()
    expect(decision?.roles).toEqual(['ROLE_USER'])
  })
})

describe('role keys that do not fit', () => {
  const groups = ['staff', ...Array.from({ length: 900 }, (_, at) => `a-group-with-a-long-name-${at}`)]

  it('are left out before all other data, and the log says so', async () => {
    const old = startProcess({ session: { keep: { claims: ['department'] } } })
    const browser = await signIn(old, { groups, department: 'sales' })
    const { auth } = await old.engine.authenticate(buildRequest(browser))
    expect(auth.user?.claims).toMatchObject({ department: 'sales' })
    const [event, ...others] = old.events.filter(({ code }) => code === 'session_reduced')
    expect(others).toEqual([])
    expect(event?.detail).toEqual({ claims: [], moreClaims: 0, trace: false, roleKeys: true })
    expect(event?.message).toContain('was kept without the role keys, because')
    expect(event?.message).toContain('If security changes')
    expect(event?.message).not.toContain('session.keep')
    expect(JSON.stringify(event)).not.toContain('a-group')
  })

  it.each<[string, () => Partial<EngineOptions['session']>]>([
    ['cookies', () => ({ singleProcess: true, keep: { tokens: true } })],
    ['a store', () => ({ store: memoryStore({ now: () => fixture.now }) })],
  ])('are left out at a refresh, too, with one warning, in %s', async (_, buildSession) => {
    const old = startProcess({ session: { ...buildSession(), idleSeconds: 40_000 } })
    const browser = await signIn(old)
    fixture.provider.twist({
      refreshedIdTokenClaims: (claims) => ({ ...claims, groups: ['admins', ...groups] }),
    })
    fixture.now += 901
    const before = buildRequest(browser)
    const answers = await Promise.all(Array.from({ length: 20 }, async () => old.engine.authenticate(before)))
    for (const { auth, setCookies } of answers) {
      expect([...auth.roles]).toEqual(['ROLE_ADMIN', 'ROLE_USER'])
      browser.store(setCookies)
    }
    expect(await ask(old, browser)).toEqual(seen(['ROLE_ADMIN', 'ROLE_USER']))
    expect(old.events.filter(({ code }) => code === 'session_reduced')).toHaveLength(1)
  })
})

it('an application that sends a person who is not admitted to the sign-in again and again gets 403 there', async () => {
  const [old, next] = [startProcess(), startProcess({ security: refusing })]
  const browser = await signIn(old)
  const start = (): Promise<Response | undefined> =>
    next.engine.handle(buildRequest(browser, '/oauth2/authorization/main'))
  // The first time is a sign-in: the person may have got the role.
  expect((await start())?.status).toBe(302)
  for (let again = 0; again < 2; again += 1) await browser.signIn()
  const stopped = await start()
  expect(stopped?.status).toBe(403)
  expect(stopped?.headers.get('location')).toBeNull()
  // Another account may still sign in.
  const other = await next.engine.handle(buildRequest(browser, '/oauth2/authorization/main?switch=1'))
  expect(other?.status).not.toBe(403)
  // And the process that admits the person starts a sign-in as before.
  const admitted = await old.engine.handle(buildRequest(browser, '/oauth2/authorization/main'))
  expect(admitted?.status).toBe(302)
})
