import { describe, expect, it } from 'vitest'
import { checkOidcConfig } from './define-oidc-config.ts'
import { renderIssue } from './issues.ts'

type Fields = Readonly<Record<string, unknown>>

const secret = 'thirty-two bytes are the least..'
const provider: Fields = {
  ...{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' },
  rolesClaims: ['groups'],
}
const options = (changes: Fields = {}): Fields => ({
  baseUrl: 'https://app.example.com',
  providers: [provider],
  security: { rolePatterns: [{ pattern: 'staff', roles: ['ROLE_USER'] }] },
  session: { secret },
  ...changes,
})
const withProvider = (changes: Fields): Fields => options({ providers: [{ ...provider, ...changes }] })
const withSecurity = (security: unknown): Fields => options({ security })

/** The issues as short texts: severity, path, code. */
const issues = (value: unknown): readonly string[] =>
  checkOidcConfig(value).map(({ severity, path, code }) => `${severity} ${path.join('.')} ${code}`)

it('finds nothing wrong with the least that is needed', () => {
  expect(issues(options())).toEqual([])
})

it('reports all problems at once', () => {
  expect(issues({ providers: [{}], session: {} })).toEqual([
    'error baseUrl missing',
    'error providers.0.providerId missing',
    'error providers.0.issuerUrl missing',
    'error providers.0.clientId missing',
    'error session.secret missing',
  ])
})

describe('an unknown key', () => {
  it.each<[Fields, string, string]>([
    [options({ basUrl: 'x' }), 'basUrl', 'baseUrl'],
    [options({ Providers: [] }), 'Providers', 'providers'],
    [withProvider({ client_id: 'x' }), 'providers.0.client_id', 'clientId'],
    [withProvider({ roleClaims: [] }), 'providers.0.roleClaims', 'rolesClaims'],
    [withProvider({ rolesClaims: [{ path: 'a', frm: 'idToken' }] }), 'providers.0.rolesClaims.0.frm', 'from'],
    [withSecurity({ roleMappings: {} }), 'security.roleMappings', 'roleMapping'],
    [withSecurity({ passthrough: { allow: [], alow: [] } }), 'security.passthrough.alow', 'allow'],
    [options({ session: { secret, coockieName: 'x' } }), 'session.coockieName', 'cookieName'],
    [options({ paths: { logn: '/x' } }), 'paths.logn', 'login'],
  ])('is an error that names the nearest one: %#', (value, path, nearest) => {
    expect(checkOidcConfig(value)).toEqual([
      {
        severity: 'error',
        path: path.split('.').map((step) => (step === '0' ? 0 : step)),
        code: 'unknown_key',
        message: `is unknown. The nearest key is "${nearest}".`,
      },
    ])
  })

  it('may be called __proto__', () => {
    expect(issues(JSON.parse('{"__proto__":{"baseUrl":"https://app.example.com"}}'))).toContain(
      'error __proto__ unknown_key',
    )
  })
})

describe('the base URL', () => {
  it.each([
    'app.example.com',
    '//app.example.com',
    'ftp://app.example.com',
    'https://',
    'https://app.example.com?x=1',
    'https://app.example.com#x',
    'https://user@app.example.com',
    'https://user:pass@app.example.com',
    'https://app.example.com/a/../b',
    'https://app.example.com/a//b',
    'https://app.example.com//',
    'https://app.example.com:0',
    'https://app.example.com:65536',
    'https://app.example.com:443',
    'http://localhost:80',
    'https://App.example.com',
    'https://app..example.com',
    'https://app.example.com\\evil',
    'https://app.example.com/\r\nX: y',
    ' https://app.example.com',
    'https://bücher.example',
    'javascript:alert(1)',
    '/',
    '//',
  ])('must not be %j', (baseUrl) => {
    expect(issues(options({ baseUrl }))).toEqual(['error baseUrl invalid_url'])
  })

  it.each([
    'http://app.example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://notlocalhost',
    'http://10.0.0.1',
  ])('must not be %j, which is not secure', (baseUrl) => {
    expect(issues(options({ baseUrl }))).toEqual(['error baseUrl insecure_url'])
  })

  it.each([
    'https://app.example.com/',
    'https://app.example.com:8443/mounted/here',
    'https://app.example.com:80',
    'http://localhost:443',
    'http://localhost:3000',
    'http://app.localhost:3000',
    'http://127.0.0.1:3000',
    'http://127.1.2.3',
    'http://[::1]:3000',
  ])('may be %j', (baseUrl) => {
    expect(issues(options({ baseUrl }))).toEqual([])
  })
})

describe('the providers', () => {
  it.each<[unknown, string]>([
    [undefined, 'missing'],
    [[], 'missing'],
    [{}, 'invalid_type'],
    ['main', 'invalid_type'],
    [null, 'invalid_type'],
  ])('must not be %j', (providers, code) => {
    expect(issues(options({ providers }))).toEqual([`error providers ${code}`])
  })

  it('have ids of their own', () => {
    expect(issues(options({ providers: [provider, provider], security: {} }))).toEqual([
      'error providers.1.providerId duplicate',
    ])
  })

  it('are not told that a missing id is a duplicate', () => {
    const nameless = { ...provider, providerId: '' }
    expect(issues(options({ providers: [nameless, nameless], security: {} }))).toEqual([
      'error providers.0.providerId missing',
      'error providers.1.providerId missing',
    ])
  })

  it.each(['', 'a b', 'a/b', '../x', 'x'.repeat(65), '{providerId}', 'é'])(
    'have no id like %j',
    (providerId) => {
      expect(issues(withProvider({ providerId }))).toContainEqual(
        expect.stringMatching(/^error providers\.0\.providerId (?:missing|invalid_value)$/),
      )
    },
  )

  it.each([
    'id.example.com',
    'https://id.example.com?x=1',
    'https://id.example.com#x',
    'https://user:pass@id.example.com',
    'https://id.example.com/./a',
    'https://id.example.com/%2E%2e/a',
    'https://id.example.com ',
  ])('have no issuer like %j', (issuerUrl) => {
    expect(issues(withProvider({ issuerUrl }))).toEqual(['error providers.0.issuerUrl invalid_url'])
  })

  it('have no issuer on http, unless it is asked for', () => {
    const issuerUrl = 'http://keycloak:8080/realms/main'
    expect(issues(withProvider({ issuerUrl }))).toEqual(['error providers.0.issuerUrl insecure_url'])
    expect(issues(withProvider({ issuerUrl, allowInsecureIssuer: true }))).toEqual([
      'warning providers.0.issuerUrl insecure_issuer',
    ])
    expect(issues(withProvider({ issuerUrl: 'http://localhost:8080' }))).toEqual([])
    expect(issues(withProvider({ allowInsecureIssuer: true }))).toEqual([])
  })

  it('may be discovered elsewhere', () => {
    const metadataUrl = 'http://keycloak:8080/.well-known/openid-configuration'
    expect(issues(withProvider({ metadataUrl: 'https://id.example.com/x?p=policy' }))).toEqual([])
    expect(issues(withProvider({ metadataUrl: 'keycloak' }))).toEqual([
      'error providers.0.metadataUrl invalid_url',
    ])
    expect(issues(withProvider({ metadataUrl }))).toEqual(['error providers.0.metadataUrl insecure_url'])
    expect(issues(withProvider({ metadataUrl, allowInsecureIssuer: true }))).toEqual([
      'warning providers.0.metadataUrl insecure_issuer',
    ])
  })

  it.each<[Fields, string]>([
    [{ scopes: ['email profile'] }, 'scopes invalid_value'],
    [{ scopes: 'email' }, 'scopes invalid_type'],
    [{ scopes: [''] }, 'scopes.0 empty'],
    [{ scopes: [1] }, 'scopes.0 invalid_type'],
    [{ scopes: null }, 'scopes invalid_type'],
    [{ accessTokenFormat: 'saml' }, 'accessTokenFormat invalid_value'],
    [{ accessTokenIssuer: '' }, 'accessTokenIssuer empty'],
    [{ accessTokenProfile: 'jwt' }, 'accessTokenProfile invalid_value'],
    [{ accessTokenProfile: { main: 'plain_jwt' } }, 'accessTokenProfile invalid_value'],
    [{ accessTokenLookup: 'jwt' }, 'accessTokenLookup invalid_value'],
    [{ accessTokenLookup: 'introspection' }, 'accessTokenLookup conflict'],
    [{ accessTokenLookup: 'signed_introspection' }, 'accessTokenLookup conflict'],
    [{ accessTokenLookup: undefined }, 'accessTokenLookup missing'],
    [{ tokenProfile: 'plain_jwt' }, 'tokenProfile unknown_key'],
    [{ allowUnverifiedEmail: 'yes' }, 'allowUnverifiedEmail invalid_type'],
    [{ trustedAudiences: ['a', 2] }, 'trustedAudiences.1 invalid_type'],
    [{ tokenEndpointAuthMethod: 'private_key_jwt' }, 'tokenEndpointAuthMethod invalid_value'],
    [{ nameClaim: '' }, 'nameClaim empty'],
    [{ nameClaim: [] }, 'nameClaim invalid_claim'],
    [{ nameClaim: 7 }, 'nameClaim invalid_claim'],
    [{ nameClaim: {} }, 'nameClaim.firstOf invalid_claim'],
    [{ nameClaim: { firstOf: [] } }, 'nameClaim.firstOf invalid_claim'],
    [{ nameClaim: { firstOf: null } }, 'nameClaim.firstOf invalid_type'],
    [{ nameClaim: { firstOf: 'email' } }, 'nameClaim.firstOf invalid_type'],
    [{ nameClaim: { firstOf: ['email', ''] } }, 'nameClaim.firstOf.1 empty'],
    [{ nameClaim: { firstOf: [7] } }, 'nameClaim.firstOf.0 invalid_claim'],
    [{ nameClaim: { firstOf: [['a', -1], 'sub'] } }, 'nameClaim.firstOf.0.1 invalid_claim'],
    [{ nameClaim: { firstOf: ['sub'], anyOf: [] } }, 'nameClaim.anyOf unknown_key'],
    [{ security: [] }, 'security invalid_type'],
    [{ completeClaims: 'groups' }, 'completeClaims invalid_type'],
    // A name that is no claim is not another name than `sub`.
    [{ nameClaim: '', security: { individualRoles: { ada: ['A'] } } }, 'nameClaim empty'],
  ])('are refused with %j', (changes, issue) => {
    expect(issues(withProvider(changes))).toEqual([`error providers.0.${issue}`])
  })

  it('may have their access tokens looked up as a client that proves who it is, or at UserInfo', () => {
    expect(issues(withProvider({ accessTokenLookup: 'userinfo' }))).toEqual([])
    expect(issues(withProvider({ accessTokenLookup: 'introspection', clientSecret: 's' }))).toEqual([])
    // An environment variable that is not set is one mistake, and not two.
    expect(issues(withProvider({ accessTokenLookup: 'introspection', clientSecret: undefined }))).toEqual([
      'error providers.0.clientSecret missing',
    ])
  })

  it('are told what a key is called today', () => {
    const [issue] = checkOidcConfig(withProvider({ tokenProfile: 'plain_jwt' }))
    expect(issue?.message).toBe('is an old name. The new name is accessTokenProfile.')
  })

  it('are told which values a key may have', () => {
    const [issue] = checkOidcConfig(withProvider({ accessTokenFormat: 'saml' }))
    expect(issue?.message).toBe("must be 'jwt' or 'opaque'.")
  })

  it.each([['none'], ['HS256'], ['RS256', 'hs512'], ['RS257'], []])(
    'K-06: never accept %j on ID Tokens',
    (...algs) => {
      expect(issues(withProvider({ idTokenSigningAlgs: algs }))).toEqual([
        'error providers.0.idTokenSigningAlgs invalid_value',
      ])
    },
  )

  it('accept asymmetric signatures that are named', () => {
    expect(issues(withProvider({ idTokenSigningAlgs: ['RS256', 'EdDSA'] }))).toEqual([])
  })
})

describe('the client secret', () => {
  it.each([undefined, '', null])('is a mistake when it is there as %j', (clientSecret) => {
    const [issue] = checkOidcConfig(withProvider({ clientSecret }))
    expect(issue).toMatchObject({ path: ['providers', 0, 'clientSecret'], code: 'missing' })
    expect(issue?.message).toContain('environment variable')
  })

  it.each<[Fields, readonly string[]]>([
    [{ clientSecret: 's', tokenEndpointAuthMethod: 'none' }, ['tokenEndpointAuthMethod conflict']],
    [{ tokenEndpointAuthMethod: 'client_secret_basic' }, ['tokenEndpointAuthMethod conflict']],
    [{ useClientSecretAsCertificate: true }, ['clientSecret missing']],
    [{ useClientSecretAsCertificate: true, clientSecret: 'a\0b' }, ['clientSecret invalid_value']],
    [{ useClientSecretAsCertificate: true, clientSecret: 'a\tb' }, ['clientSecret invalid_value']],
    [{ useClientSecretAsCertificate: true, clientSecret: 'é' }, ['clientSecret invalid_value']],
    [
      {
        useClientSecretAsCertificate: true,
        clientSecret: 's',
        tokenEndpointAuthMethod: 'client_secret_post',
      },
      ['tokenEndpointAuthMethod conflict'],
    ],
    [{ tokenEndpointAuthMethod: 'none' }, []],
    [{ clientSecret: 's', tokenEndpointAuthMethod: 'client_secret_post' }, []],
    [{ useClientSecretAsCertificate: true, clientSecret: 's', tokenEndpointAuthMethod: 'none' }, []],
    [
      {
        useClientSecretAsCertificate: true,
        clientSecret: '-----BEGIN CERTIFICATE-----\r\nMIIB\n-----END CERTIFICATE-----\n',
      },
      [],
    ],
  ])('fits the way it is sent: %j', (changes, expected) => {
    expect(issues(withProvider(changes))).toEqual(expected.map((issue) => `error providers.0.${issue}`))
  })

  it('never appears in a message, wherever it was put', () => {
    const leak = 'correct horse battery staple'
    const values = [leak, [leak]]
    const keys = [
      'baseUrl',
      'providers',
      'security',
      'session',
      'paths',
      'clockSkewSeconds',
      'accessTokenCacheMebibytes',
      'shareSecurity',
      'fetch',
    ]
    const providerKeys = [
      'providerId',
      'issuerUrl',
      'nameClaim',
      'scopes',
      'rolesClaims',
      'accessTokenFormat',
      'security',
    ]
    for (const value of values) {
      for (const key of keys)
        expect(JSON.stringify(checkOidcConfig(options({ [key]: value })))).not.toContain(leak)
      for (const key of providerKeys) {
        expect(JSON.stringify(checkOidcConfig(withProvider({ [key]: value })))).not.toContain(leak)
      }
    }
    expect(JSON.stringify(checkOidcConfig(options({ session: { secret: 'too short' } })))).not.toContain(
      'too short',
    )
  })
})

describe('authorization parameters', () => {
  it.each([
    'client_id',
    'redirect_uri',
    'response_type',
    'response_mode',
    'scope',
    'state',
    'nonce',
    'code_challenge',
    'code_challenge_method',
    'request',
    'request_uri',
  ])('cannot override %s', (name) => {
    expect(issues(withProvider({ authorizationParams: { [name]: 'x' } }))).toEqual([
      `error providers.0.authorizationParams.${name} reserved`,
    ])
  })

  it.each(['audience', 'login_state', 'requested_scope', 'scope_hint', 'request_context', 'nonces'])(
    'may be called %s',
    (name) => {
      expect(issues(withProvider({ authorizationParams: { [name]: 'x' } }))).toEqual([])
    },
  )

  it('are texts by name', () => {
    expect(issues(withProvider({ authorizationParams: { audience: 'api', prompt: '' } }))).toEqual([])
    expect(issues(withProvider({ authorizationParams: { max_age: 1 } }))).toEqual([
      'error providers.0.authorizationParams.max_age invalid_type',
    ])
    expect(issues(withProvider({ authorizationParams: 'audience=api' }))).toEqual([
      'error providers.0.authorizationParams invalid_type',
    ])
  })
})

describe('a rule', () => {
  it.each<[unknown, string]>([
    ['', '0 empty'],
    [[], '0 invalid_claim'],
    [['a', -1], '0.1 invalid_claim'],
    [['a', 1.5], '0.1 invalid_claim'],
    [['a', 2 ** 53], '0.1 invalid_claim'],
    [['a', ''], '0.1 invalid_claim'],
    [['a', true], '0.1 invalid_claim'],
    [['a', ['b']], '0.1 invalid_claim'],
    [7, '0 invalid_claim'],
    [null, '0 invalid_claim'],
    [{}, '0.path invalid_claim'],
    [{ path: 'a', from: 'cookie' }, '0.from invalid_value'],
    [{ path: 'a', split: '' }, '0.split empty'],
    [{ path: 'a', split: '123456789' }, '0.split out_of_range'],
    [{ path: 'a', select: 'values' }, '0.select invalid_value'],
    [{ path: 'a', select: {} }, '0.select.member missing'],
    [{ path: 'a', select: { member: '' } }, '0.select.member missing'],
    [{ path: 'a', select: { member: 1 } }, '0.select.member invalid_type'],
    [{ path: 'a', stripPrefix: '' }, '0.stripPrefix empty'],
    [{ path: 'a', required: 1 }, '0.required invalid_type'],
    [{ path: 'a', truncatesAt: 0 }, '0.truncatesAt out_of_range'],
    [{ path: 'a', truncatesAt: '100' }, '0.truncatesAt out_of_range'],
    [{ path: 'a', whenTrue: '' }, '0.whenTrue empty'],
  ])('must not be %j', (rule, issue) => {
    expect(issues(withProvider({ rolesClaims: [rule] }))).toEqual([`error providers.0.rolesClaims.${issue}`])
  })

  it.each([
    'a',
    ['a', 0, null],
    [0],
    { path: 'a', split: '12345678' },
    {
      path: ['a'],
      from: 'userinfo',
      select: 'keys',
      stripPrefix: '/',
      required: true,
      truncatesAt: 1,
      whenTrue: 'x',
    },
    { path: 'a', select: { member: 'name' } },
    { path: 'a', from: undefined, split: undefined, select: undefined },
  ])('may be %j', (rule) => {
    expect(issues(withProvider({ rolesClaims: [rule] }))).toEqual([])
  })
})

describe('the deprecated pathsToAuthorities', () => {
  it('warns', () => {
    expect(issues(withProvider({ rolesClaims: [], pathsToAuthorities: ['a/b'] }))).toEqual([
      'warning providers.0.pathsToAuthorities deprecated_key',
    ])
  })

  it.each(['https://example.com/roles', '/a', 'a//b', 'a/'])('refuses %j', (path) => {
    expect(issues(withProvider({ pathsToAuthorities: [path] }))).toContain(
      'error providers.0.pathsToAuthorities invalid_claim',
    )
  })

  it('does not stand beside rolesClaims', () => {
    expect(issues(withProvider({ pathsToAuthorities: ['a'], rolesClaims: ['a'] }))).toContain(
      'error providers.0.pathsToAuthorities conflict',
    )
  })
})

describe('security', () => {
  it.each<[unknown, string]>([
    [[], ' invalid_type'],
    [null, ' invalid_type'],
    [{ roleMapping: { staff: 'ROLE_USER' } }, '.roleMapping.staff invalid_type'],
    [{ roleMapping: { staff: [''] } }, '.roleMapping.staff.0 empty'],
    [{ roleMapping: { staff: undefined } }, '.roleMapping.staff invalid_type'],
    [{ roleMapping: { '': [] } }, '.roleMapping. empty'],
    [{ roleMapping: ['staff'] }, '.roleMapping invalid_type'],
    [{ individualRoles: { '': [] } }, '.individualRoles. empty'],
    [{ defaultRoles: 'ROLE_GUEST' }, '.defaultRoles invalid_type'],
    [{ requiredRoles: null }, '.requiredRoles invalid_type'],
    [{ requiredRoles: 'ROLE_USER' }, '.requiredRoles invalid_type'],
    [{ requiredRoles: [''] }, '.requiredRoles.0 empty'],
    [{ rolePatterns: {} }, '.rolePatterns invalid_type'],
    [{ rolePatterns: ['a*'] }, '.rolePatterns.0 invalid_type'],
    [{ rolePatterns: [{ pattern: 'a***', roles: [] }] }, '.rolePatterns.0.pattern invalid_pattern'],
    [{ rolePatterns: [{ pattern: '', roles: [] }] }, '.rolePatterns.0.pattern missing'],
    [{ rolePatterns: [{ pattern: 'a' }] }, '.rolePatterns.0.roles missing'],
    [{ passthrough: true }, '.passthrough invalid_type'],
    [{ passthrough: {} }, '.passthrough.allow missing'],
    [{ passthrough: { allow: ['***'] } }, '.passthrough.allow.0 invalid_pattern'],
    [{ passthrough: { allow: [7] } }, '.passthrough.allow.0 invalid_type'],
    [{ passthrough: { allow: ['*'], prefix: '' } }, '.passthrough.prefix empty'],
    [{ impliedRoles: { A: ['A'] } }, '.impliedRoles cycle'],
    [{ impliedRoles: { A: ['B'], B: ['C'], C: ['A'] } }, '.impliedRoles cycle'],
    [{ roleMapping: { Staff: [], staff: [] }, caseInsensitiveKeys: true }, '.roleMapping.staff duplicate'],
  ])('must not be %j', (security, issue) => {
    const found = issues(withProvider({ security })).filter((text) => text.startsWith('error'))
    expect(found).toContain(`error providers.0.security${issue}`)
  })

  it('names the roles of a circle', () => {
    const [issue] = checkOidcConfig(withSecurity({ impliedRoles: { X: ['A'], A: ['B'], B: ['C', 'A'] } }))
    expect(issue?.message).toContain('A → B → A')
  })

  it('tells keys apart that differ by more than ASCII case', () => {
    const roleMapping = { Équipe: ['ROLE_USER'], équipe: [] }
    expect(issues(withSecurity({ roleMapping, caseInsensitiveKeys: true }))).toEqual([])
  })

  it.each<[Fields, string]>([
    [{ requiredRoles: [] }, 'requiredRoles'],
    [{ defaultRoles: ['ROLE_USER'] }, 'defaultRoles'],
    [{ defaultRoles: ['A'], impliedRoles: { A: ['B'], B: ['ROLE_USER'] } }, 'defaultRoles'],
  ])('R-14: warns when the gate stands open: %j', (security, key) => {
    expect(issues(withSecurity(security))).toEqual([`warning security.${key} gate_open`])
    expect(issues(withProvider({ security }))).toEqual([`warning providers.0.security.${key} gate_open`])
  })

  it.each<Fields>([
    { individualRoles: { ada: ['ROLE_USER'] } },
    { usernameAsRoleKey: true, roleMapping: { ada: ['ROLE_USER'] } },
  ])('warns when roles are given by a name that may be given to another user: %j', (security) => {
    expect(issues(withProvider({ security, nameClaim: 'email' }))).toEqual([
      'warning providers.0.nameClaim mutable_name',
    ])
    expect(issues(withProvider({ security, nameClaim: { firstOf: ['sub', 'email'] } }))).toEqual([
      'warning providers.0.nameClaim mutable_name',
    ])
    expect(issues(withProvider({ security, nameClaim: { firstOf: ['sub', ['sub']] } }))).toEqual([])
    expect(issues(withProvider({ security, nameClaim: ['sub'] }))).toEqual([])
    expect(issues(withProvider({ security }))).toEqual([])
  })

  it('says of a provider’s deprecated roleMapping where it belongs', () => {
    const roleMapping = { staff: ['ROLE_USER'] }
    expect(issues(withProvider({ roleMapping }))).toEqual(['warning providers.0.roleMapping deprecated_key'])
    expect(issues(withProvider({ roleMapping, security: { roleMapping } }))).toEqual([
      'warning providers.0.roleMapping deprecated_key',
      'error providers.0.roleMapping conflict',
    ])
    expect(issues(withProvider({ roleMapping: { A: [], a: [] } }))).toEqual([
      'warning providers.0.roleMapping deprecated_key',
    ])
    const folding = { roleMapping: { A: [], a: [] }, security: { caseInsensitiveKeys: true } }
    expect(issues(withProvider(folding))).toContain('error providers.0.roleMapping.a duplicate')
  })
})

describe('how a rule reads lists that come as text', () => {
  const withRule = (rule: Fields): Fields => withProvider({ rolesClaims: [{ path: 'groups', ...rule }] })

  it('is JSON without a word, and brackets with a warning of commas', () => {
    expect(issues(withRule({ parse: 'json', select: 'keys', whenTrue: 'x', stripPrefix: '/' }))).toEqual([])
    const [warning, ...others] = checkOidcConfig(withRule({ parse: 'bracketed', stripPrefix: '/' }))
    expect(warning).toMatchObject({
      ...{ severity: 'warning', code: 'ambiguous_list' },
      path: ['providers', 0, 'rolesClaims', 0, 'parse'],
    })
    expect(warning?.message).toContain('a comma in the name of a group makes two keys')
    expect(others).toEqual([])
  })

  it.each<[Fields, string]>([
    [{ parse: 'csv' }, 'parse invalid_value'],
    [{ parse: true }, 'parse invalid_value'],
    [{ parse: 'json', split: ',' }, 'split conflict'],
    [{ parse: 'bracketed', split: ',' }, 'split conflict'],
    [{ parse: 'bracketed', select: 'keys' }, 'select conflict'],
  ])('must not be %j', (rule, issue) => {
    const errors = issues(withRule(rule)).filter((text) => text.startsWith('error'))
    expect(errors).toEqual([`error providers.0.rolesClaims.0.${issue}`])
  })
})

describe('security shared by several providers', () => {
  const providers = [provider, { ...provider, providerId: 'other' }]

  it.each<Fields>([
    { roleMapping: { staff: ['ROLE_USER'] } },
    { individualRoles: { ada: ['ROLE_USER'] } },
    { rolePatterns: [{ pattern: '*', roles: ['ROLE_USER'] }] },
    { passthrough: { allow: ['*'] }, individualRoles: { ada: ['ROLE_USER'] } },
  ])('must be meant to be shared: %j', (security) => {
    expect(issues(options({ providers, security }))).toEqual(['error security shared_security'])
    expect(issues(options({ providers, security, shareSecurity: true }))).toEqual([])
    expect(issues(options({ security }))).toEqual([])
    // It belongs to the one that has none of its own, and to no one where each has one.
    const own = { security: { roleMapping: { staff: ['ROLE_USER'] } } }
    const [first, other] = [provider, { ...provider, ...own, providerId: 'other' }]
    expect(issues(options({ providers: [first, other], security }))).toEqual([])
    expect(issues(options({ providers: [{ ...first, ...own }, other], security }))).toEqual([])
  })

  it('may hold what depends on no name', () => {
    const security = {
      requiredRoles: ['A'],
      impliedRoles: { B: ['A'] },
      defaultRoles: ['C'],
      roleMapping: {},
    }
    expect(issues(options({ providers, security }))).toEqual([
      'warning security.requiredRoles gate_never_opens',
    ])
  })
})

describe('the session', () => {
  it.each<[Fields, string]>([
    [{}, 'secret missing'],
    [{ secret: undefined }, 'secret missing'],
    [{ secret: '' }, 'secret missing'],
    [{ secret: [] }, 'secret missing'],
    [{ secret: [secret, undefined] }, 'secret.1 missing'],
    [{ secret: [secret, ''] }, 'secret.1 missing'],
    [{ secret: 42 }, 'secret invalid_type'],
    [{ secret: 'x'.repeat(31) }, 'secret too_short'],
    [{ secret: ` ${secret}` }, 'secret invalid_value'],
    [{ secret: [secret, ` ${secret}`] }, 'secret.1 invalid_value'],
    [{ secret: [`${secret}\n`, secret] }, 'secret.0 invalid_value'],
    [{ secret: 'é'.repeat(15) }, 'secret too_short'],
    [{ secret, absoluteSeconds: 0 }, 'absoluteSeconds out_of_range'],
    [{ secret, absoluteSeconds: 1e9 }, 'absoluteSeconds out_of_range'],
    [{ secret, idleSeconds: 1.5 }, 'idleSeconds out_of_range'],
    [{ secret, cacheMebibytes: -1 }, 'cacheMebibytes out_of_range'],
    [{ secret, cacheMebibytes: 4097 }, 'cacheMebibytes out_of_range'],
    [{ secret, absoluteSeconds: 60, idleSeconds: 61 }, 'idleSeconds out_of_range'],
    [{ secret, keep: ['trace'] }, 'keep invalid_type'],
    [{ secret, keep: 'trace' }, 'keep invalid_type'],
    [{ secret, keep: null }, 'keep invalid_type'],
    [{ secret, keep: { tokens: 'yes' } }, 'keep.tokens invalid_type'],
    [{ secret, keep: { token: true } }, 'keep.token unknown_key'],
    [{ secret, keep: { trace: 'yes' } }, 'keep.trace invalid_type'],
    [{ secret, keep: { claims: 'department' } }, 'keep.claims invalid_type'],
    [{ secret, keep: { claims: null } }, 'keep.claims invalid_type'],
    [{ secret, keep: { claims: ['department', 7] } }, 'keep.claims.1 invalid_claim'],
    [{ secret, keep: { claims: [['address', '']] } }, 'keep.claims.0.1 invalid_claim'],
    [{ secret, cookieName: '' }, 'cookieName empty'],
    [{ secret, clearSiteData: 'cache' }, 'clearSiteData invalid_type'],
    [{ secret, clearSiteData: ['cookies'] }, 'clearSiteData invalid_value'],
    [{ secret, clearSiteData: ['cache', '*'] }, 'clearSiteData invalid_value'],
    [{ secret, clearSiteData: ['cache"'] }, 'clearSiteData invalid_value'],
  ])('must not be %j', (session, issue) => {
    expect(issues(options({ session }))).toEqual([`error session.${issue}`])
  })

  it.each<[readonly unknown[], string]>([
    [['trace'], '{ trace: true }'],
    [['claims'], '{ claims: true }'],
    [['trace', 'claims'], '{ claims: true, trace: true }'],
    [[], '{ claims: [...] }, with the names of claims'],
    [['a secret', 7, 'trace'], '{ trace: true }'],
    [['a secret'], '{ claims: [...] }, with the names of claims'],
  ])('keeps what an object names; of the former list %j the message has the new form', (keep, form) => {
    const [issue, ...others] = checkOidcConfig(options({ session: { secret, keep } }))
    expect(issue).toMatchObject({ path: ['session', 'keep'], code: 'invalid_type' })
    expect(issue?.message).toBe(`must be an object, and not a list: write keep: ${form}.`)
    expect(others).toEqual([])
  })

  it.each(['a;b', 'a b', 'a\r\nb', 'a=b', 'a,b', 'a"b', 'é', '__Host-x', '__secure-x', 'x'.repeat(65)])(
    'S-06: has no cookie called %j',
    (cookieName) => {
      expect(issues(options({ session: { secret, cookieName } }))).toEqual([
        'error session.cookieName invalid_value',
      ])
    },
  )

  it.each(['x'.repeat(64), 'App-1_a', 'my__Host-x', '_Host-x'])(
    'may have a cookie called %s',
    (cookieName) => {
      expect(issues(options({ session: { secret, cookieName } }))).toEqual([])
    },
  )

  it.each([
    ['U+007F', 1],
    ['U+0080', 2],
    ['U+07FF', 2],
    ['U+0800', 3],
    ['U+D7FF', 3],
    ['U+E000', 3],
    ['U+FFFF', 3],
    ['U+10000', 4],
    ['U+10FFFF', 4],
  ])('counts the bytes of a secret and not its characters: %s has %i', (sign, bytes) => {
    const text = String.fromCodePoint(Number.parseInt(sign.slice(2), 16))
    const enough = Math.ceil(32 / bytes)
    expect(issues(options({ session: { secret: text.repeat(enough) } }))).toEqual([])
    expect(issues(options({ session: { secret: text.repeat(enough - 1) } }))).toEqual([
      'error session.secret too_short',
    ])
  })
})

describe('a path', () => {
  it.each([
    'login',
    '/a/../b',
    '/a/./b',
    '/a?b',
    '/a#b',
    '/a b',
    '/a\\b',
    '//a',
    '/a/',
    '/',
    '/%61',
    '/{id}',
    'https://evil.example',
  ])('must not be %j', (login) => {
    expect(issues(options({ paths: { login } }))).toEqual(['error paths.login invalid_path'])
  })

  it.each<[Fields, string]>([
    [{ authorization: '/start' }, 'authorization invalid_path'],
    [{ callback: '/callback', denied: '/callback' }, 'denied duplicate'],
    [{ authorization: '/a/{providerId}/{providerId}' }, 'authorization invalid_path'],
    [{ callback: '/cb-{providerId}' }, 'callback invalid_path'],
    [{ login: '/login/{providerId}' }, 'login invalid_path'],
    [{ logout: '/login' }, 'logout duplicate'],
    [{ callback: '/login/{providerId}', denied: '/login/main' }, 'denied duplicate'],
    [{ callback: '/x/{providerId}', authorization: '/x/{providerId}' }, 'callback duplicate'],
    [{ login: 1 }, 'login invalid_type'],
  ])('must not be in %j', (paths, issue) => {
    expect(issues(options({ paths }))).toEqual([`error paths.${issue}`])
  })

  it('may lack the provider at the redirect URI of the only one', () => {
    const paths = { callback: '/callback' }
    const security = { requiredRoles: [] }
    expect(issues(options({ paths }))).toEqual([])
    expect(
      issues(options({ paths, providers: [provider, { ...provider, providerId: 'b' }], security })),
    ).toContain('error paths.callback invalid_path')
  })

  it('may be any other', () => {
    expect(issues(options({ paths: { login: '/sign-in', callback: '/cb/{providerId}/here' } }))).toEqual([])
    expect(issues(options({ paths: { login: '/.well-known/login', denied: '/...' } }))).toEqual([])
  })
})

describe('the rest', () => {
  it.each([-1, 4097, 1.5, '48', NaN, Infinity])('must not give access tokens %j MiB', (mebibytes) => {
    expect(issues(options({ accessTokenCacheMebibytes: mebibytes }))).toEqual([
      'error accessTokenCacheMebibytes out_of_range',
    ])
  })

  it.each([-1, 301, 1.5, '30', NaN, Infinity])('must not have a clock skew of %j', (clockSkewSeconds) => {
    expect(issues(options({ clockSkewSeconds }))).toEqual(['error clockSkewSeconds out_of_range'])
  })

  it('lets the engine’s functions through', () => {
    const action = (): void => undefined
    expect(issues(options({ fetch: action, log: action, completeClaims: action }))).toEqual([])
    expect(issues(withProvider({ completeClaims: action }))).toEqual([])
    expect(issues(options({ fetch: undefined }))).toEqual([])
    expect(issues(options({ fetch: 'x', log: {}, completeClaims: [] }))).toEqual([
      'error fetch invalid_type',
      'error log invalid_type',
      'error completeClaims invalid_type',
    ])
  })
})

describe('a mistake of the first hour', () => {
  it.each<[Fields, string, string]>([
    [options({ baseUrl: 'localhost:3000' }), 'baseUrl', 'has no scheme'],
    [withProvider({ issuerUrl: 'id.example.com/realms/main' }), 'providers.0.issuerUrl', 'has no scheme'],
    [withProvider({ clientId: 'app ' }), 'providers.0.clientId', 'a blank at its beginning or end'],
    [withProvider({ clientSecret: 'a secret\n' }), 'providers.0.clientSecret', 'a control character'],
    [
      withProvider({ clientAuthentication: { method: 'client_secret_post', clientSecret: 'a secret\n' } }),
      'providers.0.clientAuthentication.clientSecret',
      'a control character',
    ],
    [
      withProvider({
        introspection: {
          clientId: 'app\r',
          clientAuthentication: { method: 'client_secret_basic', clientSecret: 'a secret' },
        },
      }),
      'providers.0.introspection.clientId',
      'a control character',
    ],
    [options({ clientID: 'app' }), 'clientID', 'The nearest key is "clientId" in providers[0].'],
    [options({ roleMapping: {} }), 'roleMapping', 'Move it into'],
  ])('is an error that says what to do: %#', (value, path, text) => {
    const found = checkOidcConfig(value).filter(({ severity }) => severity === 'error')
    expect(found.map((issue) => issue.path.join('.'))).toEqual([path])
    expect(found[0]?.message).toContain(text)
  })

  it('warns of a client id and a secret that providers may read in another way', () => {
    const value = withProvider({ clientId: 'café', clientSecret: 'é' })
    expect(issues(value).filter((line) => line.includes('client'))).toEqual([
      'warning providers.0.clientId unusual_characters',
      'warning providers.0.clientSecret unusual_characters',
    ])
  })

  it.each<[unknown, string]>([
    [
      options({ baseUrl: ' https://app.example.com' }),
      'baseUrl has a blank at its beginning or end: remove it.',
    ],
    [options({ baseUrl: 'HTTPS://app.example.com' }), 'baseUrl has a scheme other than https and http'],
    [options({ baseUrl: 'https://ada:secret@app.example.com' }), 'baseUrl has a user name: remove it.'],
    [options({ baseUrl: 'https://app.example.com/?x=1' }), 'baseUrl has a query: remove it.'],
    [options({ baseUrl: 'https://app.example.com/#x' }), 'baseUrl has a fragment: remove it.'],
    [
      withProvider({ metadataUrl: 'https://id.example.com/m?x=1#x' }),
      'providers[0].metadataUrl has a fragment',
    ],
    [options({ session: 'secret' }), 'session must be an object, such as { secret: … }. It is a string.'],
    [
      options({ session: { secret, keep: true } }),
      'session.keep must be an object, such as { tokens: … }. It is true.',
    ],
    [
      options({ session: { secret, tokens: true } }),
      'session.tokens is unknown here. Move it into session.keep.',
    ],
    [
      options({ session: { secret: `${secret} ` } }),
      'session.secret has a blank at its beginning or end. Remove it.',
    ],
    [
      withProvider({ unsafe: true }),
      'providers[0].unsafe must be an object, such as { withoutNonce: … }. It is true.',
    ],
    [withProvider({ scopes: 'openid' }), 'providers[0].scopes must be a list. It is a string.'],
    [withProvider({ clientSecret: {} }), 'providers[0].clientSecret must be a string. It is an object.'],
    [options({ shareSecurity: [] }), 'shareSecurity must be true or false. It is a list.'],
    [options({ log: null }), 'log must be a function. It has no value.'],
    [options({ clockSkewSeconds: 500 }), 'clockSkewSeconds must be a whole number from 0 to 300. It is 500.'],
    [
      options({ clockSkewSeconds: '5' }),
      'clockSkewSeconds must be a whole number from 0 to 300. It is a string.',
    ],
    [withProvider({ accessTokenFormat: 7 }), "accessTokenFormat must be 'jwt' or 'opaque'. It is a number."],
    [
      withProvider({ tokenEndpointAuthMethod: 'x' }),
      "tokenEndpointAuthMethod must be 'none', 'client_secret_basic' or 'client_secret_post'.",
    ],
    ['x', 'The configuration must be an object. It is a string.'],
  ])('is one error that says what came, and no secret: %#', (value, text) => {
    const errors = checkOidcConfig(value).filter(({ severity }) => severity === 'error')
    expect(errors.map(renderIssue).join()).toContain(text)
    expect(errors).toHaveLength(1)
    expect(errors.map(renderIssue).join()).not.toContain('ada:secret')
  })

  it.each([
    {},
    { roleMapping: { staff: ['ROLE_EDITOR'] } },
    { defaultRoles: ['ROLE_GUEST'] },
    // It gives no role that the configuration names.
    { passthrough: { allow: ['*'] } },
  ])('warns where no person can be admitted: %j', (security) => {
    expect(issues(withSecurity(security))).toEqual(['warning security.requiredRoles gate_never_opens'])
    expect(issues(withProvider({ security }))).toEqual([
      'warning providers.0.security.requiredRoles gate_never_opens',
    ])
    expect(issues({ ...withSecurity(security), session: {} })).toEqual(['error session.secret missing'])
  })

  it.each([
    { roleMapping: { staff: ['ROLE_USER'] } },
    { individualRoles: { ada: ['ROLE_USER'] } },
    { rolePatterns: [{ pattern: 'a*', roles: ['ROLE_USER'] }] },
    { defaultRoles: ['ROLE_ADMIN'], impliedRoles: { ROLE_ADMIN: ['ROLE_USER'] } },
    { requiredRoles: [] },
    { usernameAsRoleKey: true, roleMapping: { ada: ['ROLE_USER'] } },
  ])('does not where some can: %j', (security) => {
    expect(issues(withSecurity(security)).join()).not.toContain('gate_never_opens')
  })

  it.each<[Fields, boolean]>([
    [{ roleMapping: { staff: ['ROLE_USER'] } }, true],
    [{ rolePatterns: [{ pattern: 'a*', roles: ['ROLE_USER'] }], usernameAsRoleKey: true }, true],
    [{ roleMapping: { ada: ['ROLE_USER'] }, usernameAsRoleKey: true }, false],
    [{ individualRoles: { ada: ['ROLE_USER'] } }, false],
  ])(
    'warns where role keys would give a required role, and no rolesClaims say where they are: %j',
    (security, isWarned) => {
      const without = { ...provider, rolesClaims: [] }
      const [warning] = checkOidcConfig(options({ providers: [without], security })).filter(
        ({ code }) => code === 'gate_never_opens',
      )
      expect(warning?.message.includes('Set rolesClaims')).toBe(isWarned || undefined)
      const second = { ...provider, providerId: 'second' }
      for (const providers of [
        [without, second],
        [second, without],
      ])
        expect(issues(options({ providers, security, shareSecurity: true })).join()).not.toContain(
          'never_opens',
        )
    },
  )
})
