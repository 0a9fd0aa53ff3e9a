import { describe, expect, it } from 'vitest'
import { checkOidcConfig } from './define-oidc-config.ts'

const issuerUrl = 'https://id.example.com'
const people = { providerId: 'main', issuerUrl, clientId: 'app', clientSecret: 'secret' }
const workloads = { providerId: 'main', issuerUrl, signIn: false }
const introspection = { clientId: 'api', clientSecret: 'secret' }

const check = (provider: object) =>
  checkOidcConfig({
    baseUrl: 'https://app.example.com',
    providers: [provider],
    session: { secret: 'thirty-two bytes are the least..' },
  })

const errors = (provider: object): readonly string[] =>
  check(provider)
    .filter(({ severity }) => severity === 'error')
    .map(({ path, code }) => `${path.slice(2).join('.')} ${code}`)

describe('metadata that would refuse every sign-in', () => {
  it.each<[object, string]>([
    [{ response_types_supported: ['id_token'] }, 'response_types_supported'],
    [{ response_types_supported: [] }, 'response_types_supported'],
    [{ code_challenge_methods_supported: ['plain'] }, 'code_challenge_methods_supported'],
    [{ require_pushed_authorization_requests: true }, 'require_pushed_authorization_requests'],
    [{ token_endpoint_auth_methods_supported: ['private_key_jwt'] }, 'token_endpoint_auth_methods_supported'],
    [{ id_token_signing_alg_values_supported: ['none', 'HS256'] }, 'id_token_signing_alg_values_supported'],
  ])('%j is an error, but not without sign-ins', (metadata, member) => {
    expect(errors({ ...people, metadata })).toEqual([`metadata.${member} conflict`])
    expect(errors({ ...workloads, metadata })).toEqual([])
  })

  it('includes methods of the revocation endpoint that take no secret, without which no token is revoked', () => {
    const metadata = { revocation_endpoint_auth_methods_supported: ['private_key_jwt'] }
    expect(errors({ ...people, metadata })).toEqual([
      'metadata.revocation_endpoint_auth_methods_supported conflict',
    ])
    expect(errors({ ...workloads, metadata })).toEqual([])
  })

  it('says what came, what was expected and what to do', () => {
    const [found] = check({ ...people, metadata: { response_types_supported: ['id_token'] } })
    expect(found?.message).toBe("lacks 'code', the only flow of this library. Add it.")
  })

  it.each<object>([
    { metadata: { response_types_supported: ['code', 'id_token'] } },
    { metadata: { code_challenge_methods_supported: ['plain'] }, unsafe: { withoutPkce: true } },
    { metadata: { code_challenge_methods_supported: ['plain', 'S256'] } },
    { metadata: { require_pushed_authorization_requests: false } },
    { metadata: { token_endpoint_auth_methods_supported: ['client_secret_post'] } },
    {
      metadata: { token_endpoint_auth_methods_supported: ['private_key_jwt'] },
      tokenEndpointAuthMethod: 'client_secret_basic',
    },
    { metadata: { id_token_signing_alg_values_supported: ['HS256', 'ES256'] } },
    { metadata: { id_token_signing_alg_values_supported: ['HS256'] }, idTokenSigningAlgs: ['ES256'] },
  ])('%j is none', (provider) => {
    expect(errors({ ...people, ...provider })).toEqual([])
  })

  it('concerns no public client by its ways to authenticate', () => {
    const { clientSecret: _, ...client } = people
    expect(errors({ ...client, metadata: { token_endpoint_auth_methods_supported: ['none'] } })).toEqual([])
  })
})

describe('metadata that would refuse every look-up of a token', () => {
  const methods = { introspection_endpoint_auth_methods_supported: ['private_key_jwt'] }
  const algorithms = { introspection_signing_alg_values_supported: ['HS256'] }

  it.each<[object, readonly string[]]>([
    [
      { metadata: methods, introspection },
      ['metadata.introspection_endpoint_auth_methods_supported conflict'],
    ],
    [{ metadata: methods, introspection: { ...introspection, authMethod: 'client_secret_basic' } }, []],
    [{ metadata: methods }, []],
    [
      { metadata: algorithms, introspection, accessTokenLookup: 'signed_introspection' },
      ['metadata.introspection_signing_alg_values_supported conflict'],
    ],
    [
      {
        metadata: algorithms,
        introspection,
        accessTokenLookup: 'signed_introspection',
        idTokenSigningAlgs: ['ES256'],
      },
      [],
    ],
    [{ metadata: algorithms, introspection, accessTokenLookup: 'introspection' }, []],
  ])('%j: %j', (provider, expected) => {
    expect(errors({ ...people, ...provider })).toEqual(expected)
    expect(errors({ ...workloads, ...provider })).toEqual(expected)
  })
})

describe('metadataUrl', () => {
  const metadataUrl = 'https://inside.example.com/metadata'
  const metadata = { jwks_uri: `${issuerUrl}/keys` }
  const whole = {
    ...metadata,
    authorization_endpoint: `${issuerUrl}/authorize`,
    token_endpoint: `${issuerUrl}/token`,
  }

  it.each<[object, readonly string[]]>([
    [{ ...people, metadata: whole }, ['metadataUrl conflict']],
    [{ ...people, metadata }, []],
    [{ ...workloads, metadata }, ['metadataUrl conflict']],
    [{ ...workloads, metadata: { introspection_endpoint: `${issuerUrl}/introspect` } }, []],
    [workloads, []],
  ])('is an error where it is never fetched: %j', (provider, expected) => {
    expect(errors({ ...provider, metadataUrl })).toEqual(expected)
  })
})
