import { describe, expect, it } from 'vitest'
import type { NameClaim } from '../claims/claim-path.ts'
import type { Claims } from '../claims/json.ts'
import { defineOidcConfig } from '../config/define-oidc-config.ts'
import type { ProviderOptions } from '../config/oidc-options.ts'
import type { AccessSources } from './claim-sources.ts'
import { decideAccess } from './decide-access.ts'
import type { Decision } from './decision.ts'
import { explainAccess } from './explain-access.ts'
import { resolveName } from './resolve-name.ts'

const nameClaim = { firstOf: ['email', ['profile', 'login'], 'sub'] }

const decide = (sources: AccessSources, options: Partial<ProviderOptions> = {}): Decision =>
  decideAccess(
    defineOidcConfig({
      baseUrl: 'https://app.example.com',
      providers: [
        {
          ...{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' },
          nameClaim,
          security: { requiredRoles: [] },
          ...options,
        },
      ],
      session: { secret: 'thirty-two bytes are the least..' },
    }).providers[0],
    sources,
  )

describe('the name by the first of several claims', () => {
  it.each<[Claims, string]>([
    [{ email: 'ada@example.com', profile: { login: 'ada' } }, 'ada@example.com'],
    [{ profile: { login: 'ada' } }, 'ada'],
    [{ email: null, profile: { login: 'ada' } }, 'ada'],
    [{ email: ' ', profile: { login: ['ada'] } }, 'ada'],
    [{ email: ['a@example.com', 'b@example.com'], profile: {} }, 'ada-id'],
    [{ email: 7, profile: 'ada' }, 'ada-id'],
    [{}, 'ada-id'],
  ])('of %j is %s', (claims, name) => {
    const idToken = { sub: 'ada-id', ...claims }
    expect(decide({ idToken })).toMatchObject({ admitted: true, name, subject: 'ada-id' })
    expect(decide({ bearer: idToken })).toMatchObject({ admitted: true, name })
  })

  it('prefers a claim of UserInfo to a later one of the ID Token', () => {
    const sources = { idToken: { sub: 'ada-id' }, userinfo: { sub: 'ada-id', email: 'ada@example.com' } }
    expect(decide(sources).name).toBe('ada@example.com')
  })

  it('is missing where none gives one', () => {
    const decision = decide({ idToken: { sub: 'ada-id' } }, { nameClaim: { firstOf: ['email', 'name'] } })
    expect(decision).toMatchObject({ admitted: false, reason: 'name_missing', name: undefined })
  })

  it('I-17: is no unverified e-mail address, and does not go on to another claim', () => {
    const claims = { sub: 'ada-id', email: 'ada@example.com', email_verified: false }
    expect(decide({ idToken: claims })).toMatchObject({
      ...{ admitted: false, reason: 'email_unverified', name: undefined },
      trace: { nameClaim: 'email' },
    })
    expect(decide({ idToken: claims }, { allowUnverifiedEmail: true }).name).toBe('ada@example.com')
    // The name is another claim, so it does not matter whether the address is verified.
    const other = { firstOf: ['preferred_username', 'email'] }
    const named = { ...claims, preferred_username: 'ada' }
    expect(decide({ idToken: named }, { nameClaim: other }).name).toBe('ada')
  })

  it('is looked up like any other name', () => {
    const security = { individualRoles: { ada: ['ROLE_USER'] } }
    expect(decide({ idToken: { sub: 'x', profile: { login: 'ada' } } }, { security }).roles).toEqual([
      'ROLE_USER',
    ])
  })
})

describe('the trace', () => {
  const explain = (sources: AccessSources, claim: NameClaim = nameClaim): string =>
    explainAccess(decide(sources, { nameClaim: claim })).split('\n')[2] ?? ''

  it('says which claim gave the name, and in which order they were tried', () => {
    expect(decide({ idToken: { sub: 'ada-id', profile: { login: 'ada' } } }).trace).toMatchObject({
      nameClaim: ['profile', 'login'],
      nameClaims: ['email', ['profile', 'login'], 'sub'],
    })
    expect(explain({ idToken: { sub: 'ada-id' } })).toBe(
      '- The name is read from "sub". Tried in this order: "email", ["profile","login"], "sub".',
    )
  })

  it('says it of one claim alone, too', () => {
    for (const claim of ['email', { firstOf: ['email'] }]) {
      const { trace } = decide({ idToken: { sub: 'a', email: 'e' } }, { nameClaim: claim })
      expect([trace.nameClaim, trace.nameClaims]).toEqual(['email', undefined])
      expect(explain({ idToken: { sub: 'a', email: 'e' } }, claim)).toBe('- The name is read from "email".')
    }
  })

  it('names the preferred claim where none gave the name, and the replacement of an access token', () => {
    const claim = { firstOf: ['email', 'name'] }
    expect(decide({ idToken: { sub: 'a' } }, { nameClaim: claim }).trace.nameClaim).toBe('email')
    expect(decide({ bearer: { sub: 'a' } }, { nameClaim: claim }).trace.nameClaim).toBe('sub')
    expect(decide({ bearer: { client_id: 'job' } }, { nameClaim: claim }).trace.nameClaim).toBe('client_id')
  })
})

it('resolves the name of claims that were not decided about', () => {
  const layers = [{ sub: 'ada-id' }, { email: 'ada@example.com' }]
  expect(resolveName(layers, nameClaim)).toEqual({ name: 'ada@example.com', nameClaim: 'email' })
  expect(resolveName(layers, 'sub')).toEqual({ name: 'ada-id', nameClaim: 'sub' })
  expect(resolveName(layers, ['profile', 'login'])).toBeUndefined()
})

it('of a path is that path, also where every object has a firstOf', () => {
  Object.defineProperty(Object.prototype, 'firstOf', { value: ['sub'], configurable: true })
  try {
    expect(resolveName([{ sub: 'ada-id', profile: { login: 'ada' } }], ['profile', 'login'])?.name).toBe(
      'ada',
    )
  } finally {
    Reflect.deleteProperty(Object.prototype, 'firstOf')
  }
})
