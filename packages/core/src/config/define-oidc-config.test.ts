import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOidcError } from '../errors/oidc-error.ts'
import { checkOidcConfig, defineOidcConfig } from './define-oidc-config.ts'
import type { ClientAuthentication, OidcConfig } from './oidc-config.ts'
import type { OidcOptions } from './oidc-options.ts'
import { optionsArbitrary } from '../../tests/options-arbitrary.ts'

const secret = 'thirty-two bytes are the least..'
const least: OidcOptions = {
  baseUrl: 'https://app.example.com/',
  providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com/', clientId: 'app' }],
  session: { secret },
}
const isFrozen = (value: unknown): boolean =>
  Object.isFrozen(value) &&
  (typeof value !== 'object' || value === null || Object.values(value).every(isFrozen))

describe('a configuration', () => {
  it('throws one error that tells every problem and the way out', () => {
    const options = { ...least, baseUrl: undefined, providers: [{ ...least.providers[0], clientSecret: '' }] }
    expect(() => defineOidcConfig(options as unknown as OidcOptions)).toThrow(
      [
        'The OIDC configuration has 2 errors:',
        '- baseUrl has no value: is its environment variable set? Set it.',
        '- providers[0].clientSecret has no value: is its environment variable set? Set it, or leave the key out for a public client.',
      ].join('\n'),
    )
  })

  it('throws an error whose detail holds the warnings, too', () => {
    const options: OidcOptions = { ...least, security: { requiredRoles: [] }, clockSkewSeconds: -1 }
    try {
      defineOidcConfig(options)
      expect.unreachable()
    } catch (error) {
      if (!isOidcError(error, 'config_invalid')) throw error
      expect(error.detail.issues).toEqual(checkOidcConfig(options))
      expect(error.detail.issues.map(({ severity }) => severity)).toEqual(['warning', 'error'])
      expect(error.message).toMatch(/^The OIDC configuration has an error:\n- clockSkewSeconds must/)
    }
  })

  it('names keys that are no identifiers, and the whole', () => {
    const security = { roleMapping: { 'a.b': 'ROLE_USER' } } as unknown as NonNullable<
      OidcOptions['security']
    >
    expect(() => defineOidcConfig({ ...least, security })).toThrow(
      '- security.roleMapping["a.b"] must be a list.',
    )
    expect(() => defineOidcConfig(7 as unknown as OidcOptions)).toThrow(
      'The OIDC configuration has an error:\n- It must be an object. It is a number.',
    )
  })

  it('has every default', () => {
    expect(defineOidcConfig(least)).toEqual({
      baseUrl: 'https://app.example.com',
      providers: [
        {
          providerId: 'main',
          label: 'main',
          signIn: true,
          issuerUrl: 'https://id.example.com/',
          clientId: 'app',
          clientAuthentication: { method: 'none' },
          nameClaim: 'sub',
          scopes: ['openid'],
          rolesClaims: [],
          accessTokenFormat: 'jwt',
          accessTokenIssuer: 'https://id.example.com/',
          accessTokenProfile: 'rfc9068',
          allowUnverifiedEmail: false,
          trustedAudiences: [],
          authorizationParams: {},
          requiredAcrValues: [],
          logoutParams: {},
          providerLogout: true,
          revokeOnLogout: true,
          backChannelLogout: false,
          frontChannelLogout: false,
          allowInsecureIssuer: false,
          security: {
            roleMapping: {},
            individualRoles: {},
            defaultRoles: [],
            requiredRoles: ['ROLE_USER'],
            impliedRoles: {},
            rolePatterns: [],
            passthrough: false,
            caseInsensitiveKeys: false,
            usernameAsRoleKey: false,
          },
        },
      ],
      session: {
        secret: [secret],
        cookieName: expect.stringMatching(/^oidc-[0-9a-f]{8}$/) as string,
        sameSite: 'lax',
        absoluteSeconds: 43_200,
        idleSeconds: 3600,
        signInSeconds: 3600,
        singleProcess: false,
        roleMaxAgeSeconds: undefined,
        roleGraceSeconds: 3600,
        cacheMebibytes: undefined,
        keep: { claims: [], trace: false, tokens: false },
      },
      pages: { locale: 'en' },
      paths: {
        login: '/login',
        authorization: '/oauth2/authorization/{providerId}',
        backChannelLogout: '/logout/connect/back-channel/{providerId}',
        frontChannelLogout: '/logout/connect/front-channel/{providerId}',
        initiateLogin: '/login/initiate',
        callback: '/login/oauth2/code/{providerId}',
        denied: '/login/denied',
        logout: '/logout',
        loggedOut: '/logout/done',
        session: '/oauth2/session',
      },
      clockSkewSeconds: 30,
      accessTokenCacheMebibytes: undefined,
      shareSecurity: false,
      allowInsecureBaseUrl: false,
    })
  })

  it('leaves the engine’s functions out', () => {
    const options = { ...least, fetch: () => undefined, log: () => undefined }
    expect(defineOidcConfig(options)).toEqual(defineOidcConfig(least))
  })

  it('takes in what was changed', () => {
    const config = defineOidcConfig({
      ...least,
      providers: [
        {
          providerId: 'main',
          issuerUrl: 'https://id.example.com',
          clientId: 'app',
          clientSecret: 'secret',
          scopes: ['email', 'openid', 'email'],
          nameClaim: { firstOf: ['email', ['profile', 'login']] },
          rolesClaims: [
            'a',
            ['b', null],
            { path: 'c', select: 'keys', required: true },
            { path: 'd', parse: 'json' },
          ],
          accessTokenIssuer: 'http://adfs.example.com/services/trust',
          accessTokenProfile: 'plain_jwt',
          accessTokenLookup: 'signed_introspection',
          authorizationParams: { audience: 'api' },
          idTokenSigningAlgs: ['ES256'],
          tokenEndpointAuthMethod: 'client_secret_post',
          metadataUrl: 'https://other.example.com/metadata',
        },
      ],
      session: {
        secret: [secret, secret],
        absoluteSeconds: 600,
        cacheMebibytes: 0,
        clearSiteData: ['storage', 'cache', 'cache'],
        keep: { claims: ['department', ['address', 'country']], trace: true, tokens: false },
      },
      paths: { login: '/sign-in' },
      accessTokenCacheMebibytes: 16,
    })
    expect(config.accessTokenCacheMebibytes).toBe(16)
    expect(config.providers[0]).toMatchObject({
      clientAuthentication: { method: 'client_secret_post', clientSecret: 'secret' },
      scopes: ['openid', 'email'],
      rolesClaims: [
        { path: 'a', required: false },
        { path: ['b', null], required: false },
        { path: 'c', select: 'keys', required: true },
        { path: 'd', parse: 'json', required: false },
      ],
      nameClaim: { firstOf: ['email', ['profile', 'login']] },
      accessTokenIssuer: 'http://adfs.example.com/services/trust',
      accessTokenProfile: 'plain_jwt',
      accessTokenLookup: 'signed_introspection',
      authorizationParams: { audience: 'api' },
      idTokenSigningAlgs: ['ES256'],
      metadataUrl: 'https://other.example.com/metadata',
    })
    expect(config.session).toMatchObject({
      secret: [secret, secret],
      idleSeconds: 600,
      cacheMebibytes: 0,
      clearSiteData: ['cache', 'storage'],
      keep: { claims: ['department', ['address', 'country']], trace: true, tokens: false },
    })
    expect(config.paths).toMatchObject({ login: '/sign-in', logout: '/logout' })
  })

  it.each<[unknown, unknown]>([
    [{ claims: true }, { claims: true, trace: false, tokens: false }],
    [
      { claims: false, trace: false },
      { claims: [], trace: false, tokens: false },
    ],
    [
      { claims: undefined, trace: undefined },
      { claims: [], trace: false, tokens: false },
    ],
    [{ claims: [] }, { claims: [], trace: false, tokens: false }],
    [undefined, { claims: [], trace: false, tokens: false }],
  ])('keeps in sessions by %j: %j', (keep, expected) => {
    const config = defineOidcConfig({ ...least, session: { secret, keep } } as OidcOptions)
    expect(config.session.keep).toEqual(expected)
    expect(defineOidcConfig(config)).toEqual(config)
  })

  it.each(['allowUnverifiedEmail', 'allowInsecureIssuer'] as const)(
    'has %s only where it is asked for',
    (flag) => {
      const [provider] = least.providers
      const define = (changes: object): boolean =>
        defineOidcConfig({
          ...least,
          providers: [{ ...provider, clientSecret: 's', ...changes }],
        } as OidcOptions).providers[0][flag]
      expect(define({ [flag]: true })).toBe(true)
      expect(define({ [flag]: false })).toBe(false)
      expect(define({})).toBe(false)
    },
  )

  it('gives a path of pathsToAuthorities two rules, one of them for the access token', () => {
    const [provider] = defineOidcConfig({
      ...least,
      providers: [
        { providerId: 'a', issuerUrl: 'https://a.example', clientId: 'a', pathsToAuthorities: ['a/b'] },
      ],
    }).providers
    expect(provider.rolesClaims).toEqual([
      { path: ['a', 'b'], required: false },
      { path: ['a', 'b'], from: 'accessToken', required: false },
    ])
  })
})

describe('the client authentication of a provider', () => {
  const [provider] = least.providers
  const define = (changes: object): OidcConfig =>
    defineOidcConfig({ ...least, providers: [{ ...provider, ...changes }] } as OidcOptions)
  const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'

  it.each<[object, ClientAuthentication]>([
    [{}, { method: 'none' }],
    [{ tokenEndpointAuthMethod: 'none' }, { method: 'none' }],
    [{ clientSecret: 's' }, { method: 'client_secret_as_discovered', clientSecret: 's' }],
    ...(['client_secret_basic', 'client_secret_post'] as const).map(
      (method): [object, ClientAuthentication] => [
        { clientSecret: 's', tokenEndpointAuthMethod: method },
        { method, clientSecret: 's' },
      ],
    ),
    [
      { clientSecret: certificate, useClientSecretAsCertificate: true },
      { method: 'client_certificate_header', certificate },
    ],
  ])(
    'of the options %j is one case, and stays it when the result is defined once more',
    (changes, expected) => {
      const config = define(changes)
      expect(config.providers[0].clientAuthentication).toEqual(expected)
      // The secret stands at one place alone.
      expect(Object.keys(config.providers[0])).not.toContain('clientSecret')
      expect(defineOidcConfig(config)).toEqual(config)
      expect(defineOidcConfig(JSON.parse(JSON.stringify(config)) as OidcOptions)).toEqual(config)
    },
  )

  it.each<[unknown, readonly string[]]>([
    [undefined, ['clientAuthentication.method missing']],
    [null, ['clientAuthentication invalid_type']],
    [{}, ['clientAuthentication.method missing']],
    [{ method: undefined }, ['clientAuthentication.method missing']],
    [{ method: 'private_key_jwt' }, ['clientAuthentication.method invalid_value']],
    [{ method: 'none', clientSecret: 's' }, ['clientAuthentication.clientSecret conflict']],
    [{ method: 'client_secret_basic' }, ['clientAuthentication.clientSecret missing']],
    [{ method: 'client_secret_post', clientSecret: '' }, ['clientAuthentication.clientSecret missing']],
    [
      { method: 'client_secret_as_discovered', clientSecret: 1 },
      ['clientAuthentication.clientSecret invalid_type'],
    ],
    [
      { method: 'client_secret_basic', clientSecret: 's', certificate },
      ['clientAuthentication.certificate conflict'],
    ],
    [
      { method: 'client_certificate_header', clientSecret: certificate },
      ['clientAuthentication.clientSecret conflict', 'clientAuthentication.certificate missing'],
    ],
    [
      { method: 'client_certificate_header', certificate: 'a\0b' },
      ['clientAuthentication.certificate invalid_value'],
    ],
    [{ method: 'none', secret: 's' }, ['clientAuthentication.secret unknown_key']],
  ])('is checked where it comes from a result: %j', (clientAuthentication, expected) => {
    const found = checkOidcConfig({ ...least, providers: [{ ...provider, clientAuthentication }] })
    expect(found.map(({ path, code }) => `${path.slice(2).join('.')} ${code}`)).toEqual(expected)
  })

  it.each([
    { clientSecret: 'new' },
    { useClientSecretAsCertificate: false },
    { tokenEndpointAuthMethod: 'none' },
  ])('of a result cannot be combined with %j', (changes) => {
    const { providers } = define({ clientSecret: 'old' })
    const found = checkOidcConfig({ ...least, providers: [{ ...providers[0], ...changes }] })
    expect(found.map(({ path, code }) => [path.at(-1), code])).toEqual([
      [Object.keys(changes)[0], 'conflict'],
    ])
    expect(JSON.stringify(found)).not.toMatch(/"(?:old|new)"/u)
  })
})

describe('the security of a provider', () => {
  const provider = { providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }
  const roleMapping = { staff: ['ROLE_USER'] }

  it('replaces the shared one whole', () => {
    const config = defineOidcConfig({
      ...least,
      providers: [provider, { ...provider, providerId: 'other', security: { defaultRoles: ['ROLE_GUEST'] } }],
      security: { requiredRoles: ['ROLE_STAFF'] },
    })
    expect(config.providers.map(({ security }) => security.requiredRoles)).toEqual([
      ['ROLE_STAFF'],
      ['ROLE_USER'],
    ])
  })

  it('takes in the deprecated roleMapping, and keeps what else counts', () => {
    const shared = { requiredRoles: ['ROLE_STAFF'] }
    const of = (security: OidcOptions['security'], own?: OidcOptions['security']): unknown => {
      const [first] = defineOidcConfig({
        ...least,
        security,
        providers: [{ ...provider, roleMapping, security: own }],
      }).providers
      return first.security
    }
    expect(of(undefined)).toMatchObject({ roleMapping, requiredRoles: ['ROLE_USER'] })
    expect(of(shared)).toMatchObject({ roleMapping, requiredRoles: ['ROLE_STAFF'] })
    expect(of(shared, { requiredRoles: ['ROLE_OWN'] })).toMatchObject({
      roleMapping,
      requiredRoles: ['ROLE_OWN'],
    })
  })

  it('reserves every role that the configuration names, at whichever provider', () => {
    const config = defineOidcConfig({
      ...least,
      shareSecurity: true,
      security: { individualRoles: { ada: ['I'] } },
      providers: [
        {
          ...provider,
          security: { passthrough: { allow: ['**'], except: ['IN_CODE'] }, requiredRoles: ['G'] },
        },
        {
          ...provider,
          providerId: 'other',
          security: {
            roleMapping: { x: ['M'] },
            rolePatterns: [{ pattern: '*', roles: ['P'] }],
            impliedRoles: { UP: ['DOWN'] },
            defaultRoles: ['D'],
          },
        },
      ],
    })
    expect(config.providers[0].security.passthrough).toEqual({
      allow: ['**'],
      except: ['D', 'DOWN', 'G', 'I', 'IN_CODE', 'M', 'P', 'ROLE_USER', 'UP'],
    })
  })
})

describe('the session cookie', () => {
  const cookieName = (baseUrl: string): string => defineOidcConfig({ ...least, baseUrl }).session.cookieName

  it('is called after the base URL, because cookies ignore ports', () => {
    expect(cookieName('http://localhost:3000')).not.toBe(cookieName('http://localhost:3001'))
    expect(cookieName('http://localhost:3000/')).toBe(cookieName('http://localhost:3000'))
    expect(cookieName('http://localhost:3000')).toMatch(/^oidc-[0-9a-f]{8}$/)
  })
})

describe('any options that pass the check', () => {
  it('define a configuration that is frozen and defines itself', () => {
    fc.assert(
      fc.property(optionsArbitrary, (options) => {
        const config = defineOidcConfig(options)
        expect(isFrozen(config)).toBe(true)
        expect(defineOidcConfig(config)).toEqual(config)
        expect(defineOidcConfig(JSON.parse(JSON.stringify(config)) as OidcOptions)).toEqual(config)
      }),
    )
  })

  it('are left as they are', () => {
    fc.assert(
      fc.property(optionsArbitrary, (options) => {
        const before = JSON.stringify(options)
        defineOidcConfig(options)
        expect(JSON.stringify(options)).toBe(before)
        expect(Object.isFrozen(options.providers)).toBe(false)
      }),
    )
  })
})
