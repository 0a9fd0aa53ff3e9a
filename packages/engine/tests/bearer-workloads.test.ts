import { isOidcError } from '@x/oidc-core'
import type { EngineAccessTokenProviderOptions, EngineOptions } from '@x/oidc-engine'
import type { JsonRecord } from '@x/oidc-testing'
import { describe, expect, it, vi } from 'vitest'
import { audience, useBearerFixture, type Api } from './bearer-fixture.ts'

const fixture = useBearerFixture()

/** What GitHub Actions and Kubernetes publish: their issuer, their keys, and no endpoint. */
const workloadMetadata = ({ issuer, jwks_uri: keys }: JsonRecord) => ({
  issuer,
  jwks_uri: keys,
  response_types_supported: ['id_token'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
})

const security: EngineOptions['security'] = {
  roleMapping: {
    'octo-org/octo-repo': ['ROLE_DEPLOYER'],
    deployer: ['ROLE_DEPLOYER'],
  },
  requiredRoles: ['ROLE_DEPLOYER'],
}

function createApi(provider: Partial<EngineAccessTokenProviderOptions> = {}): Api {
  const workloads: EngineAccessTokenProviderOptions = {
    providerId: 'ci',
    issuerUrl: fixture.provider.issuerUrl,
    signIn: false,
    rolesClaims: ['repository', ['kubernetes.io', 'serviceaccount', 'name']],
    ...provider,
  }
  return fixture.createApi({}, { providers: [workloads], security })
}

/** As GitHub documents the token of a job. */
const buildGitHubClaims = (changes: JsonRecord = {}): JsonRecord => ({
  jti: 'example-id',
  sub: 'repo:octo-org/octo-repo:environment:prod',
  environment: 'prod',
  aud: audience,
  ref: 'refs/heads/main',
  sha: 'example-sha',
  repository: 'octo-org/octo-repo',
  repository_owner: 'octo-org',
  actor_id: '12',
  repository_visibility: 'private',
  repository_id: '74',
  repository_owner_id: '65',
  run_id: 'example-run-id',
  run_number: '10',
  run_attempt: '2',
  runner_environment: 'github-hosted',
  actor: 'octocat',
  workflow: 'example-workflow',
  head_ref: '',
  base_ref: '',
  event_name: 'workflow_dispatch',
  ref_type: 'branch',
  job_workflow_ref: 'octo-org/octo-automation/.github/workflows/oidc.yml@refs/heads/main',
  iss: fixture.provider.issuerUrl,
  nbf: fixture.now - 600,
  exp: fixture.now + 300,
  iat: fixture.now - 10,
  ...changes,
})

/** As Kubernetes documents the token of a service account. */
const buildKubernetesClaims = (): JsonRecord => ({
  aud: [audience],
  exp: fixture.now + 3600,
  iat: fixture.now - 10,
  iss: fixture.provider.issuerUrl,
  jti: 'ea28ed49-2e11-4280-9ec5-bc3d1d84661a',
  'kubernetes.io': {
    namespace: 'ci',
    node: { name: 'node-1', uid: '646e7c5e-32d6-4d42-9dbd-e504e6cbe6b1' },
    pod: { name: 'deployer-69cbfb9798', uid: '81a3d6e4-1c5a-4d4b-9b1d-2f8a1b1f2c3d' },
    serviceaccount: { name: 'deployer', uid: '6e7c5e64-32d6-4d42-9dbd-e504e6cbe6b1' },
    warnafter: fixture.now + 3607,
  },
  nbf: fixture.now - 10,
  sub: 'system:serviceaccount:ci:deployer',
})

const signGitHub = (changes?: JsonRecord, header: JsonRecord = { typ: 'JWT', x5t: 'example-thumbprint' }) =>
  fixture.provider.signJwt(buildGitHubClaims(changes), header)

const messages = ({ events }: Api): readonly string[] => events.map(({ message }) => message)

describe('the token of a workload, whose provider has an issuer and keys alone', () => {
  it('opens an API, as GitHub Actions sends it', async () => {
    fixture.provider.twist({ metadata: workloadMetadata })
    const api = createApi({ nameClaim: 'repository' })
    const token = await signGitHub()
    const { auth } = await api.send(`Bearer ${token}`)
    expect(auth).toMatchObject({
      via: 'bearer',
      expiresAt: fixture.now + 300,
      user: { subject: 'repo:octo-org/octo-repo:environment:prod', name: 'octo-org/octo-repo' },
    })
    expect([...(auth?.roles ?? [])]).toEqual(['ROLE_DEPLOYER'])
    // The second time it is cached.
    expect(await api.judge(token)).toBe('200')
    expect(fixture.provider.requests.count('/jwks')).toBe(1)
  })

  it('opens an API, as Kubernetes sends it: no JOSE type, and a claim whose name has a dot', async () => {
    fixture.provider.twist({ metadata: workloadMetadata })
    const token = await fixture.provider.signJwt(buildKubernetesClaims(), { typ: undefined })
    const { auth } = await createApi().send(`Bearer ${token}`)
    expect(auth?.user.name).toBe('system:serviceaccount:ci:deployer')
    expect([...(auth?.roles ?? [])]).toEqual(['ROLE_DEPLOYER'])
  })

  it('may have iss, sub, aud, iat and exp alone', async () => {
    fixture.provider.twist({ metadata: workloadMetadata })
    const { now } = fixture
    const least = { iss: fixture.provider.issuerUrl, sub: 'job', aud: audience, iat: now, exp: now + 300 }
    const api = fixture.createApi(
      {},
      {
        providers: [{ providerId: 'ci', issuerUrl: fixture.provider.issuerUrl, signIn: false }],
        security: { requiredRoles: [] },
      },
    )
    expect(await api.judge(await fixture.provider.signJwt(least, { typ: 'JWT' }))).toBe('200')
  })

  it('of another repository lacks the role', async () => {
    fixture.provider.twist({ metadata: workloadMetadata })
    expect(await createApi().judge(await signGitHub({ repository: 'octo-org/other' }))).toBe(
      '403 role_missing role_missing',
    )
  })

  it.each<readonly [string, JsonRecord]>([
    ['aud', { aud: 'https://github.com/octo-org' }],
    ['aud', { aud: undefined }],
    ['aud', { aud: [] }],
    ['iss', { iss: 'https://evil.example' }],
    ['exp', { exp: 0 }],
    ['exp', { exp: undefined }],
    ['nbf', { nbf: 1_793_000_000 + 31 }],
    ['iat', { iat: 1_793_000_000 + 31 }],
    ['sub', { sub: undefined }],
    ['sub', { sub: '' }],
    // Of an ID Token or a logout token, or of a sign-in.
    ['kind', { nonce: 'n' }],
    ['kind', { at_hash: 'x' }],
    ['kind', { c_hash: 'x' }],
    ['kind', { events: {} }],
    ['kind', { auth_time: 1 }],
    ['kind', { amr: ['pwd'] }],
    ['kind', { sid: 's' }],
    ['kind', { typ: 'ID' }],
    ['kind', { token_use: 'id' }],
    // For its own client.
    ['kind', { azp: audience }],
  ])('R-04: is refused by the rule %s with %j', async (rule, changes) => {
    fixture.provider.twist({ metadata: workloadMetadata })
    expect(await createApi().judge(await signGitHub(changes))).toBe(`401 invalid_token ${rule}`)
  })

  it.each(['logout+jwt', 'id+jwt', 'secevent+jwt'])('R-04: is refused with the JOSE type %s', async (typ) => {
    fixture.provider.twist({ metadata: workloadMetadata })
    expect(await createApi().judge(await signGitHub({}, { typ }))).toBe('401 invalid_token typ')
  })

  it('R-04: is refused with the signature of another key', async () => {
    fixture.provider.twist({ metadata: workloadMetadata })
    const forged = await fixture.stranger.signJwt(buildGitHubClaims(), { typ: 'JWT' })
    expect(await createApi().judge(forged)).toMatch(/^401 invalid_token /u)
  })

  it.each([
    ['metadata without keys', ({ issuer }: JsonRecord) => ({ issuer })],
    ['metadata of another issuer', (own: JsonRecord) => ({ ...workloadMetadata(own), issuer: 'https://x' })],
  ])('is 503 with %s, and never 401', async (_, metadata) => {
    fixture.provider.twist({ metadata })
    expect(await createApi().judge(await signGitHub())).toBe('503 token_unverifiable')
  })
})

describe('where the provider signs people in, too', () => {
  const endpoints = ['authorization_endpoint', 'token_endpoint'] as const

  it.each(endpoints)('R-04: a token without a claim of an access token is refused: %s', async (endpoint) => {
    fixture.provider.twist({ metadata: (own) => ({ ...workloadMetadata(own), [endpoint]: own[endpoint] }) })
    const api = createApi()
    expect(await api.judge(await signGitHub())).toBe('401 invalid_token kind')
    expect(messages(api).at(-1)).toContain("set its accessTokenProfile: 'workload_jwt'")
    expect(await api.judge(await signGitHub({ scope: 'deploy' }))).toBe('200')
  })

  const malformed = ['/authorize', 42, ['https://id.example.com/authorize'], {}, false]

  it.each<JsonRecord>([
    ...malformed.flatMap((value) => endpoints.map((endpoint) => ({ [endpoint]: value }))),
    // Amazon EKS.
    { authorization_endpoint: 'urn:kubernetes:programmatic_authorization' },
    { authorization_endpoint: 'http://id.example.com/authorize' },
    { authorization_endpoint: 'https://user:password@id.example.com/authorize' },
    { userinfo_endpoint: 'https://id.example.com/userinfo' },
    { end_session_endpoint: 'https://id.example.com/logout' },
    { end_session_endpoint: 7 },
  ])("R-04: so say %j, which only 'workload_jwt' ignores", async (members) => {
    fixture.provider.twist({ metadata: (own) => ({ ...workloadMetadata(own), ...members }) })
    const token = await signGitHub()
    expect(await createApi().judge(token)).toBe('401 invalid_token kind')
    expect(await createApi({ accessTokenProfile: 'workload_jwt' }).judge(token)).toBe('200')
  })

  it.each<JsonRecord>([
    { userinfo_endpoint: 'urn:example:userinfo' },
    { introspection_endpoint: 'https://user:password@id.example.com/introspect' },
    { jwks_uri: 'urn:example:keys' },
  ])('is 503 with %j, to which a request could be sent', async (members) => {
    fixture.provider.twist({ metadata: (own) => ({ ...workloadMetadata(own), ...members }) })
    const api = createApi({ accessTokenProfile: 'workload_jwt' })
    expect(await api.judge(await signGitHub())).toBe('503 token_unverifiable')
  })

  it('R-04: nothing is known of an issuer of tokens that is not the issuer of the metadata', async () => {
    fixture.provider.twist({ metadata: workloadMetadata })
    const accessTokenIssuer = 'https://people.example.com'
    const token = await signGitHub({ iss: accessTokenIssuer })
    expect(await createApi({ accessTokenIssuer }).judge(token)).toBe('401 invalid_token kind')
    const workloads = createApi({ accessTokenIssuer, accessTokenProfile: 'workload_jwt' })
    expect(await workloads.judge(token)).toBe('200')
  })

  it('R-04: begins to, and its metadata say so when they are fetched again', async () => {
    fixture.provider.twist({ metadata: workloadMetadata })
    const api = createApi()
    expect(await api.judge(await signGitHub())).toBe('200')
    fixture.provider.twist({ metadata: (own) => own })
    fixture.now += 3601
    let sent = 0
    await vi.waitFor(async () => {
      expect(await api.judge(await signGitHub({ jti: `job ${++sent}` }))).toBe('401 invalid_token kind')
    })
  })

  it('R-04: the client of another entry with the same issuer is no audience of a workload', async () => {
    const people = { providerId: 'people', issuerUrl: fixture.provider.issuerUrl, clientId: 'app' }
    const workloads: EngineAccessTokenProviderOptions = {
      ...{ providerId: 'ci', issuerUrl: fixture.provider.issuerUrl, signIn: false },
      accessTokenProfile: 'workload_jwt',
    }
    const api = fixture.createApi({}, { providers: [people, workloads], security: { requiredRoles: [] } })
    const idToken = await signGitHub({ aud: [audience, 'app'] })
    expect(await api.judge(idToken, { providers: ['ci'] })).toBe('401 invalid_token kind')
    expect(() => api.engine.bearer({ audience: 'app', providers: ['ci'] })).toThrow(
      /bearer\.audience cannot be a clientId of sign-ins at provider ci/u,
    )
    const [policy, codes] = [
      { audience: 'app', providers: ['ci'], accessTokenProfile: 'plain_jwt' } as const,
      api.events,
    ]
    await api.judge(idToken, policy)
    expect(codes.map(({ code }) => code)).toContain('audience_is_client_id')
  })

  it("passes with accessTokenProfile: 'workload_jwt'", async () => {
    expect(await createApi({ accessTokenProfile: 'workload_jwt' }).judge(await signGitHub())).toBe('200')
  })

  it("R-04: an ID Token of a person does not pass with 'workload_jwt'", async () => {
    const api = createApi({ accessTokenProfile: 'workload_jwt' })
    for (const marks of [{ nonce: 'n' }, { at_hash: 'x' }, { auth_time: 1, sid: 's' }, { azp: audience }])
      expect(await api.judge(await signGitHub(marks))).toBe('401 invalid_token kind')
  })

  it("refuses the client's own ID Tokens, and its id as the audience, with 'workload_jwt'", async () => {
    const api = fixture.createApi({ accessTokenProfile: 'workload_jwt' })
    expect(await api.judge(await signGitHub({ aud: [audience, 'app'] }))).toBe('401 invalid_token kind')
    expect(() => api.engine.bearer({ audience: ['app', audience] })).toThrow(
      /bearer\.audience cannot be a clientId of sign-ins at provider main/u,
    )
  })

  it("with 'rfc9068' the JOSE type is needed, and the log says which option may be wrong", async () => {
    fixture.provider.twist({ metadata: workloadMetadata })
    const api = createApi({ accessTokenProfile: 'rfc9068' })
    expect(await api.judge(await signGitHub())).toBe('401 invalid_token typ')
    expect(messages(api).join()).toContain("set accessTokenProfile: 'plain_jwt'")
  })
})

describe('metadata of the configuration', () => {
  const keys = () => ({ jwks_uri: `${fixture.provider.issuerUrl}/jwks` })

  it("with jwks_uri there is no discovery, and 'workload_jwt' says what is issued", async () => {
    const api = createApi({ metadata: keys(), accessTokenProfile: 'workload_jwt' })
    expect(await api.judge(await signGitHub())).toBe('200')
    expect(api.asked).toEqual([`${fixture.provider.issuerUrl}/jwks`])
  })

  it('R-04: nothing is known of the other endpoints, so a claim of an access token is needed by default', async () => {
    const api = createApi({ metadata: keys() })
    expect(await api.judge(await signGitHub())).toBe('401 invalid_token kind')
    expect(api.asked).toEqual([])
  })
})

it('a workload has no client, and asks for one at no endpoint', () => {
  const create = () => createApi({ clientId: 'app' } as object)
  expect(create).toThrow(/providers\[0\]\.clientId is for sign-ins, and signIn is false/u)
  try {
    createApi({ accessTokenLookup: 'introspection' })
    expect.unreachable()
  } catch (error) {
    expect(isOidcError(error, 'config_invalid')).toBe(true)
  }
})
