import { describe, expect, it } from 'vitest'
import { checkOidcConfig } from './define-oidc-config.ts'
import { fromAtoti } from './from-atoti.ts'

const documented = {
  provider_id: 'auth0',
  issuer_url: '',
  client_id: 'some client ID',
  client_secret: 'some client secret',
  name_claim: 'email',
  scopes: ['email', 'profile'],
  roles_claims: ['https://example:com/roles', ['other', 'path', 'to', 'roles']],
}

const codes = (record: Readonly<Record<string, unknown>>): readonly string[] =>
  fromAtoti(record).warnings.map(({ path, code }) => `${path.join('.')} ${code}`)

describe('the example of Atoti’s documentation', () => {
  it('becomes an entry of providers', () => {
    expect(fromAtoti(documented).provider).toEqual({
      providerId: 'auth0',
      issuerUrl: '',
      clientId: 'some client ID',
      clientSecret: 'some client secret',
      nameClaim: 'email',
      scopes: ['email', 'profile'],
      rolesClaims: ['https://example:com/roles', ['other', 'path', 'to', 'roles']],
    })
  })

  it('is asked about its colon', () => {
    expect(fromAtoti(documented).warnings).toEqual([
      {
        severity: 'warning',
        path: ['roles_claims'],
        code: 'colon_for_dot',
        message:
          'names "https://example:com/roles", which is read literally. Did you mean "https://example.com/roles"?',
      },
    ])
  })

  it('lacks only what it leaves empty', () => {
    const { provider } = fromAtoti(documented)
    const session = { secret: 'thirty-two bytes are the least..' }
    const options = { baseUrl: 'https://app.example.com', providers: [provider], session }
    expect(checkOidcConfig(options).map(({ path }) => path.join('.'))).toEqual(['providers.0.issuerUrl'])
  })
})

describe('an attribute', () => {
  it('that is None is left out, but for the secret, whose absence would mean a public client', () => {
    const record = { provider_id: 'a', name_claim: null, role_mapping: undefined, client_secret: null }
    expect(fromAtoti(record).provider).toEqual({ providerId: 'a', clientSecret: null })
  })

  it('of OidcSecurity may stand beside the others or below security', () => {
    const record = {
      role_mapping: { a: ['A'] },
      security: { default_roles: ['D'], individual_roles: { ada: ['I'] } },
    }
    expect(fromAtoti(record).provider).toEqual({
      security: { roleMapping: { a: ['A'] }, defaultRoles: ['D'], individualRoles: { ada: ['I'] } },
    })
  })

  it('that reads user names in Atoti is told apart', () => {
    expect(codes({ role_mapping: { ada: ['A'] } })).toEqual(['role_mapping username_is_no_key'])
  })

  it('that is unknown is named with the nearest one', () => {
    expect(fromAtoti({ role_claims: [] }).warnings).toEqual([
      {
        severity: 'warning',
        path: ['role_claims'],
        code: 'unknown_key',
        message: 'is unknown. The nearest key is "roles_claims".',
      },
    ])
    expect(codes({ security: { security: {}, constructor: 1 } })).toEqual([
      'security.security unknown_key',
      'security.constructor unknown_key',
    ])
  })

  it('is translated whole', () => {
    const record = {
      access_token_format: 'opaque',
      use_client_secret_as_certificate: true,
      paths_to_authorities: ['a/b'],
    }
    expect(fromAtoti(record)).toEqual({
      provider: {
        accessTokenFormat: 'opaque',
        useClientSecretAsCertificate: true,
        pathsToAuthorities: ['a/b'],
      },
      warnings: [],
    })
  })
})

it.each([
  'https://example.com/roles',
  'https://example.com:8443/roles',
  'cognito:groups',
  'urn:x:y',
  'urn:at:https://example:com',
  'a:b/c',
  7,
  Symbol('https://example:com/roles'),
])('asks nothing about the claim %j', (claim) => {
  expect(codes({ roles_claims: [claim], name_claim: claim })).toEqual([])
})

it('asks about a path and the name claim, too', () => {
  expect(codes({ roles_claims: [['a', 'https://a:b:c']], name_claim: 'http://example:com/name' })).toEqual([
    'roles_claims colon_for_dot',
    'name_claim colon_for_dot',
  ])
})

it.each([
  ['https://example:com', 'https://example.com'],
  ['https://login:example:com/a:b/c', 'https://login.example.com/a:b/c'],
  ['https://login:1and1/roles', 'https://login.1and1/roles'],
])('asks whether %s should be %s', (claim, meant) => {
  expect(fromAtoti({ name_claim: claim }).warnings[0]?.message).toContain(`Did you mean "${meant}"?`)
})

it('repeats no attribute that is not a claim name: one of them is the secret', () => {
  expect(codes({ client_secret: 'https://example:com/secret', issuer_url: 'https://id:example' })).toEqual([])
})

it('takes rules in their long form', () => {
  const rule = { path: ['a', null], select: { member: 'name' } }
  expect(fromAtoti({ roles_claims: ['a', rule] }).provider).toEqual({ rolesClaims: ['a', rule] })
})

it.each([null, 7, 'text', [], [['provider_id', 'main']]])(
  'gives nothing for what is no record: %j',
  (value) => {
    const nothing = { provider: {}, warnings: [] }
    expect(fromAtoti(value as unknown as Record<string, unknown>)).toEqual(nothing)
    expect(fromAtoti({ security: value })).toEqual(nothing)
  },
)
