import { describe, expect, it } from 'vitest'
import { decideAccess } from '../roles/decide-access.ts'
import { checkOidcConfig, defineOidcConfig } from './define-oidc-config.ts'
import type { AccessTokenProviderOptions } from './oidc-options.ts'

const base = {
  baseUrl: 'https://app.example.com',
  session: { secret: 'thirty-two bytes are the least..' },
  security: { individualRoles: { ada: ['ROLE_USER'] } },
}
const ci = { providerId: 'ci', issuerUrl: 'https://ci.example.com' }
const introspection = { clientId: 'api', clientSecret: 'secret' }

const check = (provider: object) => checkOidcConfig({ ...base, providers: [{ ...ci, ...provider }] })

const issues = (provider: object): readonly string[] =>
  check(provider).map(({ severity, path, code }) => `${severity} ${path.slice(2).join('.')} ${code}`)

const define = (provider: Partial<AccessTokenProviderOptions> = {}) =>
  defineOidcConfig({ ...base, providers: [{ ...ci, signIn: false, ...provider }] })

describe('signIn: false', () => {
  it('needs no client, and has none', () => {
    const { security: _, ...provider } = define().providers[0]
    expect(provider).toEqual({
      providerId: 'ci',
      signIn: false,
      issuerUrl: 'https://ci.example.com',
      nameClaim: 'sub',
      rolesClaims: [],
      accessTokenFormat: 'jwt',
      accessTokenIssuer: 'https://ci.example.com',
      accessTokenProfile: 'plain_jwt',
      allowUnverifiedEmail: false,
      allowInsecureIssuer: false,
    })
  })

  it('gives a result that may be defined again', () => {
    const config = define({
      introspection,
      accessTokenFormat: 'opaque',
      unsafe: { withoutIntrospectionAudience: true },
      metadata: { jwks_uri: 'https://ci.example.com/keys' },
    })
    expect(defineOidcConfig(config)).toEqual(config)
    expect(config.providers[0]).toMatchObject({
      introspection: {
        clientId: 'api',
        clientAuthentication: { method: 'client_secret_as_discovered', clientSecret: 'secret' },
      },
      unsafe: { withoutIntrospectionAudience: true },
    })
  })

  it.each<[string, unknown]>([
    ['clientId', 'app'],
    ['clientId', ''],
    ['clientSecret', 'secret'],
    ['useClientSecretAsCertificate', true],
    ['tokenEndpointAuthMethod', 'none'],
    ['clientAuthentication', { method: 'none' }],
    ['scopes', ['email']],
    ['trustedAudiences', ['other']],
    ['authorizationParams', { prompt: 'login' }],
    ['requiredAcrValues', ['gold']],
    ['logoutParams', { x: '1' }],
    ['providerLogout', true],
    ['revokeOnLogout', true],
    ['completeClaims', () => undefined],
  ])('refuses %s: %j', (key, value) => {
    expect(issues({ signIn: false, [key]: value })).toEqual([`error ${key} conflict`])
    expect(issues({ signIn: false, [key]: undefined })).toEqual([])
  })

  it('says what to do about a client', () => {
    const [found] = check({ signIn: false, clientId: 'app' })
    expect(found?.message).toBe(
      'is for sign-ins, and signIn is false. Leave one of them out. To have tokens introspected, set introspection.',
    )
  })

  it.each(['no', 0, 'false', null])('is true or false, and not %j', (signIn) => {
    const expected = signIn === null ? [] : ['error signIn invalid_type']
    expect(issues({ signIn, clientId: 'app' })).toEqual(expected)
  })

  it('with true, and without a value, there is a client', () => {
    for (const signIn of [true, undefined]) expect(issues({ signIn })).toEqual(['error clientId missing'])
  })

  it('has no ID Token that a rule could read', () => {
    const rolesClaims = ['repository', { path: 'groups', from: 'idToken' }]
    expect(issues({ signIn: false, rolesClaims })).toEqual(['error rolesClaims.1.from conflict'])
    expect(issues({ clientId: 'app', rolesClaims })).toEqual([])
  })

  it.each(['accessToken', 'userinfo'] as const)('lets rules read the token with from: %s', (from) => {
    const [provider] = define({ rolesClaims: [{ path: 'repository', from }] }).providers
    const { trace } = decideAccess(provider, { bearer: { sub: 'x', repository: 'octo/app' } })
    expect(trace.rules[0]?.keys).toEqual(['octo/app'])
  })

  it('keeps a profile that is named', () => {
    expect(define({ accessTokenProfile: 'rfc9068' }).providers[0].accessTokenProfile).toBe('rfc9068')
  })

  it.each<[object, readonly string[]]>([
    [{ accessTokenFormat: 'opaque' }, ['error accessTokenFormat conflict']],
    [{ accessTokenLookup: 'introspection' }, ['error accessTokenLookup conflict']],
    [{ accessTokenLookup: 'signed_introspection' }, ['error accessTokenLookup conflict']],
    [
      { accessTokenFormat: 'opaque', accessTokenLookup: 'introspection' },
      ['error accessTokenLookup conflict'],
    ],
    [{ accessTokenFormat: 'opaque', accessTokenLookup: 'userinfo' }, []],
    [{ accessTokenFormat: 'opaque', introspection }, []],
    [{ accessTokenLookup: 'introspection', introspection }, []],
  ])('introspects as a client alone: %j', (provider, expected) => {
    expect(issues({ signIn: false, ...provider })).toEqual(expected)
  })
})

describe('a claim whose name has dots and slashes', () => {
  it('is one step of a path', () => {
    const [provider] = define({
      rolesClaims: [['kubernetes.io', 'serviceaccount', 'name'], 'repository'],
      security: {
        roleMapping: { deployer: ['ROLE_DEPLOYER'], 'octo-org/octo-repo': ['ROLE_RELEASER'] },
        requiredRoles: ['ROLE_DEPLOYER', 'ROLE_RELEASER'],
      },
    }).providers
    const kubernetes = { 'kubernetes.io': { namespace: 'ci', serviceaccount: { name: 'deployer' } } }
    expect(decideAccess(provider, { bearer: { sub: 'a', ...kubernetes } }).roles).toEqual(['ROLE_DEPLOYER'])
    expect(decideAccess(provider, { bearer: { sub: 'a', repository: 'octo-org/octo-repo' } }).roles).toEqual([
      'ROLE_RELEASER',
    ])
    const split = { kubernetes: { io: { serviceaccount: { name: 'deployer' } } } }
    expect(decideAccess(provider, { bearer: { sub: 'a', ...split } }).roles).toEqual([])
  })
})

describe('introspection', () => {
  const missing = ['error introspection.clientId missing', 'error introspection.clientSecret missing']

  it.each<[unknown, readonly string[]]>([
    [introspection, []],
    [{ ...introspection, authMethod: 'client_secret_post' }, []],
    [undefined, []],
    [null, ['error introspection invalid_type']],
    ['api', ['error introspection invalid_type']],
    [{}, missing],
    [{ clientId: 'api' }, ['error introspection.clientSecret missing']],
    [{ clientId: 'api', clientSecret: undefined }, ['error introspection.clientSecret missing']],
    [{ clientId: 'api', clientSecret: '' }, ['error introspection.clientSecret missing']],
    [{ ...introspection, authMethod: 'none' }, ['error introspection.authMethod invalid_value']],
    [{ ...introspection, scopes: [] }, ['error introspection.scopes unknown_key']],
    [
      { clientId: 'api', clientAuthentication: { method: 'none' } },
      ['error introspection.clientAuthentication conflict'],
    ],
    [
      { ...introspection, clientAuthentication: { method: 'client_secret_basic', clientSecret: 's' } },
      ['error introspection.clientSecret conflict'],
    ],
  ])('%j: %j', (given, expected) => {
    expect(issues({ clientId: 'app', introspection: given })).toEqual(expected)
  })

  it('lets a public client have its tokens introspected', () => {
    const provider = { clientId: 'app', accessTokenLookup: 'introspection' }
    expect(issues(provider)).toEqual(['error accessTokenLookup conflict'])
    expect(issues({ ...provider, introspection })).toEqual([])
  })

  it('names how the client authenticates', () => {
    const provider = {
      ...ci,
      clientId: 'app',
      introspection: { ...introspection, authMethod: 'client_secret_post' },
    }
    expect(defineOidcConfig({ ...base, providers: [provider] }).providers[0].introspection).toEqual({
      clientId: 'api',
      clientAuthentication: { method: 'client_secret_post', clientSecret: 'secret' },
    })
  })
})

describe('unsafe.withoutIntrospectionAudience', () => {
  const unsafe = { withoutIntrospectionAudience: true }
  const warning = 'warning unsafe.withoutIntrospectionAudience unsafe'
  const error = 'error unsafe.withoutIntrospectionAudience conflict'

  it.each<[object, string]>([
    [{ clientId: 'app', clientSecret: 's' }, warning],
    [{ clientId: 'app', introspection }, warning],
    [{ signIn: false, introspection }, warning],
    // Without a client that introspects there is no answer.
    [{ clientId: 'app' }, error],
    [{ signIn: false }, error],
  ])('%j: %s', (provider, expected) => {
    expect(issues({ ...provider, unsafe })).toEqual([expected])
  })

  it('says what is lost', () => {
    const [found] = check({ clientId: 'app', clientSecret: 's', unsafe })
    expect(found?.message).toContain('other APIs of the provider pass, too. Refresh tokens pass')
  })

  it.each([{ withoutNonce: true }, { withoutPkce: true }])('leaves no sign-in to %j', (protections) => {
    expect(issues({ signIn: false, unsafe: protections })).toEqual(['error unsafe conflict'])
  })

  it('may stand beside the others', () => {
    const unsafeConfig = { withoutPkce: true, withoutNonce: false, ...unsafe }
    expect(issues({ clientId: 'app', clientSecret: 's', unsafe: unsafeConfig })).toEqual([
      'warning unsafe unsafe',
      warning,
    ])
  })
})

describe('options that would make every sign-in fail, or are never used', () => {
  const opaque = { clientId: 'app', accessTokenFormat: 'opaque' }

  it('include a required claim of an access token that sign-ins do not read', () => {
    const rule = { path: 'groups', from: 'accessToken' }
    expect(issues({ ...opaque, rolesClaims: ['roles', { ...rule, required: true }] })).toEqual([
      'error rolesClaims.1.required conflict',
    ])
    expect(issues({ ...opaque, rolesClaims: [rule, { path: 'groups', required: true }] })).toEqual([])
    expect(issues({ clientId: 'app', rolesClaims: [{ ...rule, required: true }] })).toEqual([])
    expect(
      issues({
        signIn: false,
        accessTokenFormat: 'opaque',
        introspection,
        rolesClaims: [{ ...rule, required: true }],
      }),
    ).toEqual([])
  })

  it('include logoutParams of a sign-out that does not go to the provider', () => {
    const logoutParams = { logout_uri: 'https://app.example.com/' }
    expect(issues({ clientId: 'app', logoutParams, providerLogout: false })).toEqual([
      'error logoutParams conflict',
    ])
  })

  it('include acr_values that requiredAcrValues replace', () => {
    const authorizationParams = { acr_values: 'silver' }
    expect(issues({ clientId: 'app', authorizationParams, requiredAcrValues: ['gold'] })).toEqual([
      'error authorizationParams conflict',
    ])
  })
})
