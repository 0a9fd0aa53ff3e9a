import { setImmediate as nextTurn } from 'node:timers/promises'
import { createEngine, explainAccess, type SecurityPerson, type SecuritySource } from '@x/oidc-engine'
import type { SecurityOptions } from '@x/oidc-core'
import { createUserAgent, startMisbehavingProvider, type MisbehavingProvider } from '@x/oidc-testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { clientSecret, sessionSecret, startApp, type App } from './start-app.ts'

const audience = 'https://api.example.com'
let now = 1_793_000_000
let home: MisbehavingProvider
let partner: MisbehavingProvider
let app: App

/** Every person that the function of a provider was called for. */
const asked: Record<'home' | 'partner', SecurityPerson[]> = { home: [], partner: [] }
let decide: (person: SecurityPerson) => SecurityOptions | Promise<SecurityOptions> = rolesOf

/** Each person has a role of their own, by the same group. */
function rolesOf({ providerId, subject }: SecurityPerson): SecurityOptions {
  return { roleMapping: { staff: ['ROLE_USER', `${providerId}-${subject}`] } }
}

const createSource =
  (place: 'home' | 'partner'): SecuritySource =>
  (person) => {
    asked[place].push(person)
    return decide(person)
  }

beforeAll(async () => {
  const clients = [{ clientId: 'app', clientSecret, redirectUris: [] }]
  const claims = { sub: 'ada', name: 'Sam', groups: ['staff'] }
  home = await startMisbehavingProvider({ clients, claims, now: () => now })
  partner = await startMisbehavingProvider({ clients, claims, now: () => now })
  app = await startApp({
    issuerUrl: home.issuerUrl,
    now: () => now,
    provider: { providerId: 'home', nameClaim: 'name', security: createSource('home') },
    providers: [
      {
        providerId: 'partner',
        issuerUrl: partner.issuerUrl,
        clientId: 'app',
        clientSecret,
        nameClaim: 'name',
        rolesClaims: ['groups'],
        security: createSource('partner'),
      },
    ],
    options: { security: undefined, session: { secret: sessionSecret, keep: { trace: true } } },
  })
})
afterEach(() => {
  // Every cached value has expired.
  now += 1000
  decide = rolesOf
  asked.home.length = 0
  asked.partner.length = 0
  for (const provider of [home, partner]) {
    provider.behave()
    provider.setClaims({ sub: 'ada', name: 'Sam', groups: ['staff'] })
  }
})
afterAll(async () => {
  await app.close()
  await home.close()
  await partner.close()
})

const providers = () => ({ home, partner })

/** Signs in at the provider, up to the request with the code. */
async function stopAtCallback(providerId: 'home' | 'partner', claims: Readonly<Record<string, unknown>>) {
  providers()[providerId].setClaims(claims)
  const browser = createUserAgent()
  const stopped = await browser.get(`${app.origin}/oauth2/authorization/${providerId}?returnTo=/me`, {
    stopBefore: `${app.origin}/login/oauth2/code/`,
  })
  return { browser, callback: stopped.chain.at(-1)?.location ?? '' }
}

function buildToken(
  providerId: 'home' | 'partner',
  claims: Readonly<Record<string, unknown>>,
  signer = providers()[providerId],
): Promise<string> {
  const { issuerUrl } = providers()[providerId]
  return signer.signJwt(
    {
      ...{ iss: issuerUrl, aud: audience, client_id: 'mobile', jti: String(Math.random()) },
      ...{ iat: now - 10, exp: now + 300, name: 'Sam', groups: ['staff'], ...claims },
    },
    { typ: 'at+jwt' },
  )
}

async function useToken(token: string, bearer = {}): Promise<string> {
  const header = (name: string) => (name === 'authorization' ? `Bearer ${token}` : undefined)
  const gate = await app.engine.gate(
    { method: 'GET', url: `${app.origin}/api`, header },
    { bearer: { audience, providers: ['home', 'partner'], ...bearer } },
  )
  if (gate.response !== undefined) return String(gate.response.status)
  return [...gate.auth.roles].join(' ')
}

/** Numbers that look random and are the same in each run. */
function createNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state % below
  }
}

describe('200 concurrent requests of several people, by sessions and access tokens', () => {
  const people = [
    { providerId: 'home', sub: 'ada' },
    { providerId: 'home', sub: 'ben' },
    // Another person of the same subject, name and groups.
    { providerId: 'partner', sub: 'ada' },
  ] as const

  it.each([1, 2, 3])('give each person exactly the own roles (order %i)', async (seed) => {
    const draw = createNumbers(seed)
    decide = async (person) => {
      for (let turns = draw(30); turns > 0; turns -= 1) await nextTurn()
      return rolesOf(person)
    }
    const requests: { readonly expected: string; readonly send: () => Promise<string> }[] = []
    for (let index = 0; index < 160; index += 1) {
      const { providerId, sub } = people[index % 3] ?? people[0]
      const expected = [`${providerId}-${sub}`, 'ROLE_USER'].sort().join(' ')
      if (index % 4 === 0) {
        const { browser, callback } = await stopAtCallback(providerId, {
          sub,
          name: 'Sam',
          groups: ['staff'],
        })
        requests.push({
          expected: `/me of Sam: ${expected}`,
          send: async () => (await browser.get(callback)).text,
        })
        // A second request of the same browser, before the first is answered.
        requests.push({
          expected: `/me of Sam: ${expected}`,
          send: async () => (await browser.get(callback)).text,
        })
      } else {
        const token = await buildToken(providerId, { sub })
        requests.push({ expected, send: () => useToken(token) })
      }
    }
    expect(requests).toHaveLength(200)
    expect(asked).toEqual({ home: [], partner: [] })
    const results = await Promise.all(
      requests.map(async ({ send }) => {
        for (let turns = draw(10); turns > 0; turns -= 1) await nextTurn()
        return send()
      }),
    )
    expect(results).toEqual(requests.map(({ expected }) => expected))
    const describePerson = ({ providerId, issuer, subject }: SecurityPerson): string =>
      [providerId, issuer, subject].join(' ')
    expect(new Set(asked.home.map(describePerson))).toEqual(
      new Set([`home ${home.issuerUrl} ada`, `home ${home.issuerUrl} ben`]),
    )
    expect(new Set(asked.partner.map(describePerson))).toEqual(new Set([`partner ${partner.issuerUrl} ada`]))
    // One call for each of 40 sign-ins, and one for all tokens of each person.
    expect(asked.home.length + asked.partner.length).toBe(40 + 3)
  })

  it('also where the function returns one object for all people and changes it', async () => {
    const shared: { roleMapping: Record<string, string[]> } = { roleMapping: {} }
    decide = ({ subject }) => {
      shared.roleMapping['staff'] = ['ROLE_USER', subject]
      return shared
    }
    const tokens = await Promise.all(
      Array.from({ length: 60 }, (_, index) => buildToken('home', { sub: `person-${index % 6}` })),
    )
    const roles = await Promise.all(tokens.map((token) => useToken(token)))
    expect(roles).toEqual(tokens.map((_, index) => `ROLE_USER person-${index % 6}`))
    const first = await stopAtCallback('home', { sub: 'ada', name: 'Ada', groups: ['staff'] })
    const second = await stopAtCallback('home', { sub: 'ben', name: 'Ben', groups: ['staff'] })
    const pages = await Promise.all([first, second].map(({ browser, callback }) => browser.get(callback)))
    expect(pages.map(({ text }) => text)).toEqual(['/me of Ada: ROLE_USER ada', '/me of Ben: ROLE_USER ben'])
  })
})

describe('the person that a security function gets', () => {
  it('is frozen, and has identity and role keys, and no token', async () => {
    const { browser, callback } = await stopAtCallback('home', {
      ...{ sub: 'ada', name: 'Ada', groups: ['staff', 'unmapped', 'staff'], email: 'ada@example.com' },
    })
    await browser.get(callback)
    await useToken(await buildToken('home', { sub: 'ben', name: 'Ben', groups: ['staff'] }))
    expect(asked.home).toEqual([
      {
        ...{ providerId: 'home', issuer: home.issuerUrl, subject: 'ada', name: 'Ada' },
        roleKeys: ['staff', 'unmapped'],
      },
      {
        ...{ providerId: 'home', issuer: home.issuerUrl, subject: 'ben', name: 'Ben' },
        roleKeys: ['staff'],
      },
    ])
    for (const person of asked.home) {
      expect(Object.isFrozen(person)).toBe(true)
      expect(Object.isFrozen(person.roleKeys)).toBe(true)
    }
  })

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['no name', { sub: 'ada', groups: ['staff'] }],
    ['a role key that is too long', { sub: 'ada', name: 'Ada', groups: ['staff', 'x'.repeat(1025)] }],
    ['incomplete claims', { sub: 'ada', name: 'Ada', _claim_names: { groups: 'src1' } }],
  ])('is not handed over where the claims alone deny access: %s', async (_, claims) => {
    const { browser, callback } = await stopAtCallback('home', claims)
    const before = app.events.length
    const page = await browser.get(callback)
    expect(page.status).toBe(403)
    expect(asked.home).toEqual([])
    const denied = app.events.slice(before).find(({ code }) => code === 'access_denied')
    expect(denied?.explanation).toContain('the function security was not called')
    expect(denied?.explanation).not.toContain('known at sign-in')
  })

  it('is never one of a token that is forged, has expired, or lacks a scope', async () => {
    const forged = await buildToken('home', { sub: 'eve' }, partner)
    expect(await useToken(forged)).toBe('401')
    expect(await useToken(await buildToken('home', { sub: 'eve', exp: now - 60 }))).toBe('401')
    expect(await useToken(await buildToken('home', { sub: 'eve', aud: 'other' }))).toBe('401')
    expect(
      await useToken(await buildToken('home', { sub: 'eve', scope: 'read' }), { scopes: ['write'] }),
    ).toBe('403')
    expect(asked).toEqual({ home: [], partner: [] })
  })

  it('is never one of a sign-in whose ID Token is refused', async () => {
    home.twist({ idTokenClaims: (claims) => ({ ...claims, aud: 'other' }) })
    const { browser, callback } = await stopAtCallback('home', { sub: 'eve', name: 'Eve', groups: ['staff'] })
    expect((await browser.get(callback)).status).toBeGreaterThanOrEqual(400)
    expect(asked.home).toEqual([])
  })
})

describe('the explanation of a session', () => {
  it('shows no entries of a security function, neither of this person nor of another one', async () => {
    const { browser, callback } = await stopAtCallback('home', { sub: 'ada', name: 'Ada', groups: ['staff'] })
    await browser.get(callback)
    const other = await stopAtCallback('home', { sub: 'ben', name: 'Ben', groups: ['staff'] })
    await other.browser.get(other.callback)
    const cookie = browser
      .cookies(app.origin)
      .map(({ key, value }) => `${key}=${value}`)
      .join('; ')
    const requestAuth = await app.engine.authenticate(new Request(app.origin, { headers: { cookie } }))
    const decision = requestAuth.explain()
    expect(decision?.roles).toEqual(['ROLE_USER', 'home-ada'])
    const text = decision && explainAccess(decision, { role: 'home-ben' })
    expect(text).toContain('"home-ben" was not granted')
    expect(text).not.toContain('These entries would grant it')
  })
})

describe('access tokens and a security function', () => {
  it('R-14: one person whose call fails gets 503, every other person gets the own roles', async () => {
    decide = (person) => {
      if (person.subject === 'ben') throw new Error('canary')
      return rolesOf(person)
    }
    const [ada, ben] = await Promise.all(['ada', 'ben'].map((sub) => buildToken('home', { sub })))
    const results = await Promise.all([ada, ben, ada, ben].map((token) => useToken(token ?? '')))
    expect(results).toEqual(['ROLE_USER home-ada', '503', 'ROLE_USER home-ada', '503'])
    decide = rolesOf
    expect(await useToken(ben ?? '')).toBe('ROLE_USER home-ben')
  })

  it('a person whose name or role keys are others is asked about again', async () => {
    await useToken(await buildToken('home', { sub: 'zoe' }))
    await useToken(await buildToken('home', { sub: 'zoe' }))
    expect(asked.home).toHaveLength(1)
    await useToken(await buildToken('home', { sub: 'zoe', groups: ['staff', 'more'] }))
    await useToken(await buildToken('home', { sub: 'zoe', groups: ['staff more'] }))
    expect(asked.home.map(({ roleKeys }) => roleKeys)).toEqual([['staff'], ['staff', 'more'], ['staff more']])
  })

  it('an accepted token is not used longer than the value of its person', async () => {
    const early = await buildToken('home', { sub: 'kim' })
    expect(await useToken(early)).toBe('ROLE_USER home-kim')
    now += 50
    const late = await buildToken('home', { sub: 'kim' })
    expect(await useToken(late)).toBe('ROLE_USER home-kim')
    decide = () => ({ roleMapping: { staff: ['ROLE_USER'] } })
    now += 9
    expect(await useToken(late)).toBe('ROLE_USER home-kim')
    now += 1
    expect(await useToken(late)).toBe('ROLE_USER')
  })
})

describe('a role that is named elsewhere', () => {
  const provider = { providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }
  const create = (options: object) =>
    createEngine({
      baseUrl: 'https://app.example.com',
      session: { secret: sessionSecret },
      log: () => undefined,
      ...options,
    } as never)

  it('is not passed through by a function: neither one of the value nor one of the configuration', async () => {
    const api = await startApp({
      issuerUrl: home.issuerUrl,
      now: () => now,
      provider: {
        providerId: 'home',
        security: () => ({
          ...{ passthrough: { allow: ['**'] }, requiredRoles: [], individualRoles: { other: ['OWN'] } },
        }),
      },
      providers: [
        {
          ...{ providerId: 'partner', issuerUrl: partner.issuerUrl, clientId: 'app', clientSecret },
          security: { roleMapping: { admins: ['ADMIN'] }, requiredRoles: [] },
        },
      ],
      options: { security: undefined },
    })
    try {
      home.setClaims({ sub: 'ada', name: 'Ada', groups: ['OWN', 'ADMIN', 'FREE'] })
      const page = await createUserAgent().get(`${api.origin}/oauth2/authorization/home?returnTo=/me`)
      expect(page.text).toBe('/me of ada: FREE')
    } finally {
      await api.close()
    }
  })

  it('a plain passthrough beside a function of another provider must list roles in except', () => {
    const other = { ...provider, providerId: 'other', issuerUrl: 'https://other.example.com' }
    const build = (passthrough: object) => () =>
      create({
        providers: [
          { ...provider, security: () => ({}) },
          { ...other, security: { passthrough } },
        ],
      })
    expect(build({ allow: ['**'] })).toThrow('providers[1].security.passthrough.except must list the roles')
    expect(build({ allow: ['**'], except: [] })).toThrow('except must list')
    expect(build({ allow: ['**'], prefix: 'ROLE_' })).toThrow('except must list')
    expect(build({ allow: ['**'], except: ['ADMIN'] })).not.toThrow()
  })

  it('a value with passthrough beside another function must list roles in except', async () => {
    decide = () => ({ passthrough: { allow: ['**'] }, requiredRoles: [] })
    expect(await useToken(await buildToken('home', { sub: 'pat', groups: ['ADMIN'] }))).toBe('503')
    decide = () => ({ passthrough: { allow: ['**'], except: ['ADMIN'] }, requiredRoles: [] })
    expect(await useToken(await buildToken('home', { sub: 'pat', groups: ['ADMIN', 'FREE'] }))).toBe('FREE')
  })
})
