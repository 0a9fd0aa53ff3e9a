import { describe, expect, it } from 'vitest'
import { checkOidcConfig, defineOidcConfig } from './define-oidc-config.ts'
import type { SignInProviderConfig } from './oidc-config.ts'
import type { ProviderOptions, SessionOptions } from './oidc-options.ts'

const secret = 'thirty-two bytes are the least..'

function build(provider: Partial<ProviderOptions>, session: Partial<SessionOptions> = {}) {
  return {
    baseUrl: 'https://app.example.com',
    providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app', ...provider }],
    security: { individualRoles: { ada: ['ROLE_USER'] } },
    session: { secret, ...session },
  }
}

const issues = (...given: Parameters<typeof build>): readonly string[] =>
  checkOidcConfig(build(...given)).map(({ severity, path, code }) => `${severity} ${path.join('.')} ${code}`)

const define = (provider: Partial<ProviderOptions>) =>
  defineOidcConfig(build(provider)).providers[0] as SignInProviderConfig

describe('metadata', () => {
  it('keeps members of each kind', () => {
    const metadata = {
      end_session_endpoint: 'https://id.example.com/logout?x=1',
      revocation_endpoint: 'https://id.example.com/revoke',
      revocation_endpoint_auth_methods_supported: ['client_secret_post'],
      prompt_values_supported: ['login'],
      authorization_response_iss_parameter_supported: true,
    }
    expect(define({ metadata }).metadata).toEqual(metadata)
    expect(define({})).not.toHaveProperty('metadata')
  })

  it.each<[ProviderOptions['metadata'], string]>([
    [{ token_endpoint: 'n/a' }, 'error providers.0.metadata.token_endpoint invalid_url'],
    [{ jwks_uri: 'http://id.example.com/jwks' }, 'error providers.0.metadata.jwks_uri insecure_url'],
    [{ jwks_uri: 7 as never }, 'error providers.0.metadata.jwks_uri invalid_type'],
    [
      { prompt_values_supported: 'login' as never },
      'error providers.0.metadata.prompt_values_supported invalid_type',
    ],
    [
      { authorization_response_iss_parameter_supported: 'true' as never },
      'error providers.0.metadata.authorization_response_iss_parameter_supported invalid_type',
    ],
    [
      { end_sesion_endpoint: 'https://x' } as never,
      'error providers.0.metadata.end_sesion_endpoint unknown_key',
    ],
    ['https://id.example.com' as never, 'error providers.0.metadata invalid_type'],
  ])('%j: %s', (metadata, issue) => {
    expect(issues({ metadata })).toEqual([issue])
  })

  it('may use http to another machine where allowInsecureIssuer says so, with a warning', () => {
    const metadata = { token_endpoint: 'http://keycloak:8080/token' }
    expect(issues({ metadata, allowInsecureIssuer: true })).toEqual([
      'warning providers.0.metadata.token_endpoint insecure_issuer',
    ])
  })

  it('may use http to this machine', () => {
    expect(issues({ metadata: { token_endpoint: 'http://localhost:8080/token' } })).toEqual([])
  })
})

describe('logoutParams', () => {
  it('are kept', () => {
    const logoutParams = { logout_uri: 'https://app.example.com/logout/done' }
    expect(define({ logoutParams }).logoutParams).toEqual(logoutParams)
  })

  it.each(['id_token_hint', 'logout_hint', 'client_id', 'post_logout_redirect_uri', 'state'])(
    'cannot replace %s',
    (name) => {
      expect(issues({ logoutParams: { [name]: 'x' } })).toEqual([
        `error providers.0.logoutParams.${name} reserved`,
      ])
    },
  )
})

describe('providerLogout', () => {
  it('is true unless it is false', () => {
    expect(
      [define({}), define({ providerLogout: false })].map(({ providerLogout }) => providerLogout),
    ).toEqual([true, false])
    expect(issues({ providerLogout: 'no' as never })).toEqual([
      'error providers.0.providerLogout invalid_type',
    ])
  })
})

describe('revokeOnLogout', () => {
  it('is true unless it is false', () => {
    expect(
      [define({}), define({ revokeOnLogout: false })].map(({ revokeOnLogout }) => revokeOnLogout),
    ).toEqual([true, false])
    expect(issues({ revokeOnLogout: 'no' as never })).toEqual([
      'error providers.0.revokeOnLogout invalid_type',
    ])
  })
})

describe('unsafe', () => {
  const clientSecret = 'secret'

  it.each([
    [{ withoutNonce: true }, /only PKCE binds/u],
    [{ withoutPkce: true }, /only nonce binds/u],
    [{ withoutNonce: true, withoutPkce: true }, /only state binds/u],
  ])('%j is warned of', (unsafe, words) => {
    const found = checkOidcConfig(build({ unsafe, clientSecret }))
    expect(found.map(({ severity, path, code }) => [severity, path.join('.'), code])).toEqual([
      ['warning', 'providers.0.unsafe', 'unsafe'],
    ])
    expect(found[0]?.message).toMatch(words)
  })

  it('needs client authentication', () => {
    expect(issues({ unsafe: { withoutPkce: true } })).toContain('error providers.0.unsafe conflict')
    // A secret without a value is one error, and not two.
    expect(issues({ unsafe: { withoutPkce: true }, clientSecret: '' })).not.toContain(
      'error providers.0.unsafe conflict',
    )
  })

  it('is nothing where nothing is switched off', () => {
    expect(define({ unsafe: { withoutNonce: false } })).not.toHaveProperty('unsafe')
    expect(issues({ unsafe: {} })).toEqual([])
  })
})

describe('requiredAcrValues', () => {
  it('are kept, each once', () => {
    expect(define({ requiredAcrValues: ['gold', 'gold'] }).requiredAcrValues).toEqual(['gold'])
  })
})

describe('session.signInSeconds', () => {
  it.each([59, 86_401, 1.5, '3600'])('refuses %j', (signInSeconds) => {
    expect(issues({}, { signInSeconds: signInSeconds as never })).toEqual([
      'error session.signInSeconds out_of_range',
    ])
  })
})

describe('paths.afterLogout', () => {
  const paths = (afterLogout: unknown): readonly string[] =>
    checkOidcConfig({ ...build({}), paths: { afterLogout } }).map(
      ({ path, code }) => `${path.join('.')} ${code}`,
    )

  it.each(['/', '/bye', '/a/b'])('%s is kept', (afterLogout) => {
    expect(defineOidcConfig({ ...build({}), paths: { afterLogout } }).paths.afterLogout).toBe(afterLogout)
  })

  it('is absent by default', () => {
    expect(defineOidcConfig(build({})).paths).not.toHaveProperty('afterLogout')
  })

  it.each([
    ['bye', 'invalid_path'],
    ['//evil.example', 'invalid_path'],
    ['/bye?x=1', 'invalid_path'],
    ['/{providerId}', 'invalid_path'],
    ['https://evil.example', 'invalid_path'],
    [7, 'invalid_type'],
    ['/logout/done', 'duplicate'],
    ['/login', 'duplicate'],
    ['/login/oauth2/code/main', 'duplicate'],
  ])('%s is an error: %s', (afterLogout, code) => {
    expect(paths(afterLogout)).toEqual([`paths.afterLogout ${code}`])
  })
})

describe('allowInsecureBaseUrl', () => {
  const insecure = (baseUrl: string, allowInsecureBaseUrl?: unknown): readonly string[] =>
    checkOidcConfig({ ...build({}), baseUrl, allowInsecureBaseUrl }).map(
      ({ severity, path, code }) => `${severity} ${path.join('.')} ${code}`,
    )

  it.each(['http://app:3000', 'http://192.168.1.10:3000'])('lets %s pass with a warning', (baseUrl) => {
    expect(insecure(baseUrl)).toEqual(['error baseUrl insecure_url'])
    expect(insecure(baseUrl, true)).toEqual(['warning baseUrl insecure_base_url'])
    const config = defineOidcConfig({ ...build({}), baseUrl, allowInsecureBaseUrl: true })
    expect(defineOidcConfig(config)).toEqual(config)
  })

  it('changes nothing at https and at this machine', () => {
    expect(insecure('https://app.example.com', true)).toEqual([])
    expect(insecure('http://localhost:3000', true)).toEqual([])
  })

  it.each(['true', 1])('refuses %j', (value) => {
    expect(insecure('http://app:3000', value)).toEqual([
      'error baseUrl insecure_url',
      'error allowInsecureBaseUrl invalid_type',
    ])
  })
})
