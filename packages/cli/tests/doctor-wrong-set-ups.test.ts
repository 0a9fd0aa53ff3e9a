import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  buildCertificate,
  type JsonRecord,
  type MisbehavingProvider,
  startMisbehavingProvider,
  type Twists,
} from '@x/oidc-testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CheckName, Finding, FindingState } from '../src/doctor/finding.ts'
import { runCli } from './run-cli.ts'
import type { Surroundings } from '../src/index.ts'

let provider: MisbehavingProvider
let folder: string

beforeAll(async () => {
  provider = await startMisbehavingProvider()
  folder = mkdtempSync(join(tmpdir(), 'oidc-doctor-'))
})
afterEach(() => provider.behave())
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await provider.close()
})

interface Setup {
  readonly mistake: string
  readonly twists?: (issuer: string) => Twists
  /** Members of the provider in a configuration file. */
  readonly config?: JsonRecord
  readonly security?: JsonRecord
  readonly surroundings?: Partial<Surroundings>
  readonly check: CheckName
  readonly state?: FindingState
  readonly message: RegExp
  readonly todo: RegExp
}

const json = (value: unknown, status = 200) => ({
  ...{ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) },
})
const discovery = '/.well-known/openid-configuration'
const answer = (path: string, given: NonNullable<ReturnType<NonNullable<Twists['respond']>>>): Twists => ({
  respond: (request) => (request.path === path ? given : undefined),
})
const changeMetadata = (members: JsonRecord): Twists => ({ metadata: (own) => ({ ...own, ...members }) })
const changeKeys = (change: (keys: readonly JsonRecord[]) => readonly unknown[]): Twists => ({
  jwks: ({ keys }) => ({ keys: change(keys) }),
})
const answerError = (error: string, description: string): Twists => ({
  authorizationResponse: (params) => {
    params.delete('code')
    params.set('error', error)
    params.set('error_description', description)
  },
})
const fail = (code: string): Partial<Surroundings> => ({
  fetch: async () => {
    throw new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
  },
})

const setups: readonly Setup[] = [
  {
    mistake: 'the issuer has no discovery document',
    twists: () => ({ respond: () => ({ status: 404, body: 'Not found' }) }),
    ...{
      check: 'discovery',
      message: /the answer is 404 \("Not found"\)/u,
      todo: /issuerUrl is the address in front of it.*https:\/\/\S+\/docs\/providers/u,
    },
  },
  {
    mistake: 'a page stands at the address of the discovery document',
    twists: () => answer(discovery, { headers: { 'content-type': 'text/html' }, body: '<h1>Hello</h1>' }),
    ...{ check: 'discovery', message: /no JSON object came, but text\/html/u, todo: /Open/u },
  },
  {
    mistake: 'a proxy asks for a sign-in in front of the discovery document',
    twists: () =>
      answer(discovery, { status: 302, headers: { location: 'https://proxy.example.com/login' } }),
    ...{ check: 'discovery', message: /302, to https:\/\/proxy\.example\.com\/login/u, todo: /Open/u },
  },
  {
    mistake: 'the issuer lacks the slash at its end',
    twists: (issuer) => changeMetadata({ issuer: `${issuer}/` }),
    ...{
      check: 'issuer',
      message: /differ by a slash at the end/u,
      todo: /Write issuerUrl: "http:\/\/localhost:\d+\/"/u,
    },
  },
  {
    mistake: 'the provider calls itself by another host',
    twists: () => changeMetadata({ issuer: 'https://internal.example.com' }),
    ...{
      check: 'issuer',
      message: /names itself https:\/\/internal\.example\.com/u,
      todo: /Write issuerUrl/u,
    },
  },
  {
    mistake: 'the provider signs for many tenants',
    twists: () => changeMetadata({ issuer: 'https://login.example.com/{tenantid}/v2.0' }),
    ...{ check: 'issuer', message: /\{tenantid\}/u, todo: /issuerTemplate/u },
  },
  {
    mistake: 'the document is not one of a provider',
    twists: () => answer(discovery, json({ name: 'something else' })),
    ...{ check: 'issuer', message: /has no issuer/u, todo: /OpenID Connect/u },
  },
  {
    mistake: 'the provider has no token endpoint',
    twists: () => changeMetadata({ token_endpoint: undefined }),
    ...{ check: 'endpoints', message: /lacks token_endpoint/u, todo: /metadata/u },
  },
  {
    mistake: 'a proxy in front of the provider hides https from it',
    twists: () => changeMetadata({ token_endpoint: 'http://id.example.com/token' }),
    ...{
      check: 'endpoints',
      message: /token_endpoint \(http:\/\/id\.example\.com/u,
      todo: /X-Forwarded-Proto/u,
    },
  },
  {
    mistake: 'the provider has the implicit flow alone',
    twists: () => changeMetadata({ response_types_supported: ['id_token'] }),
    ...{ check: 'endpoints', message: /response_type=code/u, todo: /authorization code flow/u },
  },
  {
    mistake: 'ID Tokens are signed with the secret of the client',
    twists: () => changeMetadata({ id_token_signing_alg_values_supported: ['HS256'] }),
    ...{ check: 'algorithms', message: /signs ID Tokens with HS256/u, todo: /RS256/u },
  },
  {
    mistake: 'the provider has PKCE without S256',
    twists: () => changeMetadata({ code_challenge_methods_supported: ['plain'] }),
    ...{ check: 'pkce', message: /with plain, and not with S256/u, todo: /S256/u },
  },
  {
    mistake: 'the provider announces iss, and sends none',
    twists: () => ({
      authorizationResponse: (params) => {
        params.delete('iss')
      },
    }),
    ...{ check: 'iss', message: /sends none/u, todo: /authorization_response_iss_parameter_supported/u },
  },
  {
    mistake: 'the answer names another issuer',
    twists: () => ({
      authorizationResponse: (params) => {
        params.set('iss', 'https://evil.example.com')
      },
    }),
    ...{ check: 'iss', message: /names https:\/\/evil\.example\.com/u, todo: /alike/u },
  },
  {
    mistake: 'something changes state on the way',
    twists: () => ({
      authorizationResponse: (params) => {
        params.set('state', 'other')
      },
    }),
    ...{ check: 'redirect_uri', message: /does not send state back/u, todo: /proxy/u },
  },
  {
    mistake: 'the keys cannot be fetched',
    twists: () => answer('/jwks', { status: 500, body: 'Oops' }),
    ...{ check: 'keys', message: /500 and no JWK Set \("Oops"\)/u, todo: /jwks_uri/u },
  },
  {
    mistake: 'there are no keys',
    twists: () => changeKeys(() => []),
    ...{ check: 'keys', message: /Of 0 keys none/u, todo: /signing keys/u },
  },
  {
    mistake: 'there are only keys for encryption',
    twists: () => changeKeys((keys) => keys.map((key) => ({ ...key, use: 'enc' }))),
    ...{ check: 'keys', message: /Of \d keys none verifies/u, todo: /signing keys/u },
  },
  {
    mistake: 'the key is too short',
    twists: () => changeKeys((keys) => keys.map((key) => ({ ...key, n: String(key['n']).slice(0, 171) }))),
    ...{ check: 'keys', message: /Of \d keys none verifies/u, todo: /signing keys/u },
  },
  {
    mistake: 'a private key is published',
    twists: () => changeKeys((keys) => keys.map((key) => ({ ...key, d: 'AQAB' }))),
    ...{ check: 'keys', message: /publishes a private/u, todo: /at once/u },
  },
  {
    mistake: 'keys share a kid',
    twists: () => changeKeys((keys) => [...keys, ...keys]),
    ...{ check: 'keys', state: 'warning', message: /the same kid/u, todo: /kid of its own/u },
  },
  {
    mistake: 'the clock of this machine is two minutes ahead',
    surroundings: { now: () => Date.now() / 1000 + 121 },
    ...{ check: 'clock', message: /1(19|20|21) s ahead of the provider's/u, todo: /NTP/u },
  },
  {
    mistake: 'the clock of this machine is a little behind',
    surroundings: { now: () => Date.now() / 1000 - 12 },
    ...{ check: 'clock', state: 'warning', message: /1[123] s behind the provider's/u, todo: /NTP/u },
  },
  {
    mistake: 'the client may not use the authorization code flow',
    twists: () => answerError('unauthorized_client', 'not allowed'),
    ...{ check: 'client', message: /unauthorized_client, "not allowed"/u, todo: /authorization code flow/u },
  },
  {
    mistake: 'the client is set to another PKCE method',
    twists: () => answerError('invalid_request', 'Invalid parameter: code_challenge_method'),
    ...{ check: 'pkce', message: /code_challenge_method/u, todo: /to S256/u },
  },
  {
    mistake: 'the client is set to another PKCE method, in the words of Keycloak',
    twists: () =>
      answerError(
        'invalid_request',
        'Invalid parameter: code challenge method is not matching the configured one',
      ),
    ...{ check: 'pkce', message: /code challenge method/u, todo: /to S256/u },
  },
  {
    mistake: 'the secret is wrong, in the words of Keycloak',
    twists: () =>
      answer(
        '/token',
        json({ error: 'unauthorized_client', error_description: 'Invalid client credentials' }, 401),
      ),
    surroundings: { environment: { OIDC_CLIENT_SECRET: 'canary-secret' } },
    ...{ check: 'client', message: /401 unauthorized_client/u, todo: /Check clientId and clientSecret/u },
  },
  {
    mistake: 'the client does not exist, so its sign-out is refused as well',
    twists: () => ({
      respond: ({ path }) =>
        path === '/authorize' || path === '/logout'
          ? { status: 400, headers: { 'content-type': 'text/html' }, body: '<p>Client not found.</p>' }
          : undefined,
    }),
    ...{ check: 'client', message: /Client not found/u, todo: /does not know "app"/u },
  },
  {
    mistake: 'the client is disabled',
    twists: () => answer('/authorize', { status: 400, headers: {}, body: 'Client disabled.' }),
    ...{ check: 'client', message: /Client disabled/u, todo: /Enable the client/u },
  },
  {
    mistake: 'the realm is disabled',
    twists: () => answer('/authorize', { status: 400, headers: {}, body: 'Realm not enabled' }),
    ...{ check: 'endpoints', message: /Realm not enabled/u, todo: /Enable the realm/u },
  },
  {
    mistake: 'a scope does not exist',
    twists: () => answerError('invalid_scope', 'Invalid scopes: openid profile'),
    ...{ check: 'scopes', message: /invalid_scope/u, todo: /Correct scopes \(now: openid profile\)/u },
  },
  {
    mistake: 'a scope is misspelt, and the provider lists those that it has',
    twists: () => ({
      ...changeMetadata({ scopes_supported: ['openid', 'email'] }),
      ...answerError('invalid_scope', 'Invalid scopes: openid profile'),
    }),
    ...{ check: 'scopes', message: /invalid_scope/u, todo: /the provider does not list profile/u },
  },
  {
    mistake: 'the client does not exist, in the page of Keycloak',
    twists: () =>
      answer('/authorize', {
        status: 400,
        headers: { 'content-type': 'text/html' },
        body: '<html><head><title>Sign in to main</title></head><body><div id="kc-header">MAIN</div><h1 id="kc-page-title"> We are sorry... </h1><div id="kc-error-message"><p class="instruction">Client not found &amp; more.</p><p><a href="/">Back to Application</a></p></div></body></html>',
      }),
    ...{ check: 'client', message: /with 400: "Client not found & more\."/u, todo: /does not know "app"/u },
  },
  {
    mistake: 'everyone is admitted, and the configuration says so',
    security: { requiredRoles: [] },
    config: {},
    ...{
      check: 'configuration',
      state: 'warning',
      message: /every user/u,
      todo: /may use the application, leave it\. Else name a role/u,
    },
  },
  {
    mistake: 'the provider accepts the secret in the form alone',
    twists: () => ({
      respond: ({ path, headers }) =>
        path === '/token' && headers.authorization !== undefined
          ? json({ error: 'invalid_client', error_description: 'method' }, 401)
          : undefined,
    }),
    surroundings: { environment: { OIDC_CLIENT_SECRET: 'canary-secret' } },
    ...{
      check: 'client',
      message: /401 invalid_client/u,
      todo: /tokenEndpointAuthMethod: 'client_secret_post'/u,
    },
  },
  {
    mistake: 'the provider has no sign-out',
    twists: () => changeMetadata({ end_session_endpoint: undefined }),
    ...{
      check: 'sign_out',
      state: 'warning',
      message: /no end_session_endpoint/u,
      todo: /providerLogout: false/u,
    },
  },
  {
    mistake: 'roles are read from UserInfo, which the provider does not have',
    config: { rolesClaims: [{ path: 'groups', from: 'userinfo' }] },
    twists: () => changeMetadata({ userinfo_endpoint: undefined }),
    ...{ check: 'userinfo', message: /1 of rolesClaims read UserInfo/u, todo: /from: 'idToken'/u },
  },
  {
    mistake: 'opaque tokens are looked up, and the provider has no introspection',
    config: { accessTokenFormat: 'opaque', clientSecret: 'canary-secret' },
    twists: () => changeMetadata({ introspection_endpoint: undefined }),
    ...{
      check: 'introspection',
      message: /no introspection endpoint/u,
      todo: /accessTokenLookup: 'userinfo'/u,
    },
  },
  {
    mistake: 'the client may not introspect',
    config: { accessTokenFormat: 'opaque', clientSecret: 'canary-secret' },
    twists: () => answer('/introspect', json({ error: 'access_denied' }, 403)),
    ...{ check: 'introspection', message: /403 access_denied/u, todo: /Allow the client to introspect/u },
  },
  {
    mistake: 'back-channel logout is set, and the provider has none',
    config: { backChannelLogout: true },
    ...{ check: 'back_channel', state: 'warning', message: /does not announce/u, todo: /calls back/u },
  },
  {
    mistake: 'the host name is misspelt',
    surroundings: fail('ENOTFOUND'),
    ...{ check: 'discovery', message: /no address in DNS \(ENOTFOUND\)/u, todo: /spelling/u },
  },
  {
    mistake: 'the certificate has expired',
    surroundings: fail('CERT_HAS_EXPIRED'),
    ...{ check: 'discovery', message: /has expired \(TLS\)/u, todo: /Renew/u },
  },
  {
    mistake: 'a firewall swallows the request',
    surroundings: {
      fetch: async () => {
        throw new DOMException('The operation was aborted due to timeout', 'TimeoutError')
      },
    },
    ...{ check: 'discovery', message: /within 10 seconds/u, todo: /firewall/u },
  },
]

async function examine(issuer: string, setup: Partial<Setup>) {
  const args =
    setup.config === undefined
      ? ['--issuer', issuer, '--client-id', 'app']
      : ['--config', writeConfig(issuer, setup.config, setup.security)]
  const { output, errors, exitCode } = await runCli(['doctor', '--json', ...args], setup.surroundings)
  expect(output + errors).not.toContain('canary')
  return { exitCode, findings: (JSON.parse(output) as { findings: readonly Finding[] }).findings }
}

function writeConfig(issuerUrl: string, members: JsonRecord, security: JsonRecord = {}): string {
  const options = {
    baseUrl: 'http://localhost:3000',
    providers: [{ providerId: 'main', issuerUrl, clientId: 'app', rolesClaims: ['groups'], ...members }],
    security: { roleMapping: { staff: ['ROLE_USER'] }, ...security },
    session: { secret: 'a secret of more than thirty-two bytes' },
  }
  // Node loads a file once for each process.
  const path = join(folder, `oidc-${randomUUID()}.config.mjs`)
  writeFileSync(path, `export default ${JSON.stringify(options)}\n`)
  return path
}

describe('doctor names the cause', () => {
  it('of nothing where nothing is wrong', async () => {
    const { findings, exitCode } = await examine(provider.issuerUrl, {})
    expect(findings.filter(({ state }) => state !== 'ok')).toEqual([])
    expect(exitCode).toBe(0)
  })

  it.each(setups)('$mistake', async (setup) => {
    provider.twist(setup.twists?.(provider.issuerUrl) ?? {})
    const { findings, exitCode } = await examine(provider.issuerUrl, setup)
    const [first, ...others] = findings.filter(({ state }) => state !== 'ok')
    expect(first).toMatchObject({ check: setup.check, state: setup.state ?? 'problem' })
    expect(first?.message).toMatch(setup.message)
    expect(first?.todo).toMatch(setup.todo)
    // One mistake, one line.
    expect(others).toEqual([])
    expect(exitCode).toBe(setup.state === undefined ? 1 : 0)
  })
})

describe('doctor does not use the document of another issuer', () => {
  // OpenID Connect Discovery 1.0, section 4.3.
  it.each([
    ['by --issuer', undefined],
    ['by a configuration', { clientSecret: 'canary-secret', accessTokenFormat: 'opaque' }],
  ])('and sends nothing but the request for it: %s', async (_, config) => {
    provider.requests.clear()
    provider.twist(changeMetadata({ issuer: 'https://evil.example' }))
    const { findings } = await examine(provider.issuerUrl, {
      ...(config && { config }),
      surroundings: { environment: { OIDC_CLIENT_SECRET: 'canary-secret' } },
    })
    expect(provider.requests.all.map(({ path }) => path)).toEqual([discovery])
    const wrong = findings.filter(({ state }) => state !== 'ok')
    expect(wrong).toMatchObject([{ check: 'issuer', state: 'problem' }])
    expect(wrong[0]?.todo).toMatch(/Nothing more was checked: metadata of another issuer must not be used/u)
    expect(findings.map(({ check }) => check)).not.toContain('endpoints')
  })
})

describe('doctor says', () => {
  const run = async (...args: readonly string[]) =>
    (await runCli(['doctor', '--issuer', provider.issuerUrl, '--client-id', 'app', ...args])).output

  it('what it assumes of the application, how to give others, and what it does not check', async () => {
    const output = await run()
    expect(output).toContain(
      'Redirect URI: http://localhost:3000/login/oauth2/code/main (the provider id main and the usual path: --provider and --callback give others)',
    )
    expect(output).toMatch(/\nRoles are not checked here: oidc login shows what the provider sends\.\n$/u)
  })

  it('nothing of the kind where both are given, and asks with them', async () => {
    const asked: string[] = []
    provider.twist({ respond: ({ path }) => void asked.push(path) })
    const output = await run('--provider', 'shop', '--callback', '/callback')
    expect(output).not.toContain('Redirect URI:')
    expect(asked).toContain('/authorize')
  })

  it('that a callback is no path', async () => {
    const { exitCode, errors } = await runCli([
      'doctor',
      '--issuer',
      'https://a.example',
      '--client-id',
      'app',
      '--callback',
      'callback',
    ])
    expect(errors).toMatch(/such as \/callback/u)
    expect(exitCode).toBe(2)
  })
})

describe('doctor names the cause of a real connection', () => {
  const listen = async (server: Server): Promise<string> => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  it('that is refused', async () => {
    const server = createTcpServer()
    const host = await listen(server)
    await new Promise((resolve) => server.close(resolve))
    const { findings } = await examine(`http://${host}`, {})
    expect(findings).toMatchObject([{ check: 'discovery', state: 'problem' }])
    expect(findings[0]?.message).toMatch(/no server listens .*\(ECONNREFUSED\)/u)
  })

  it('whose certificate is signed by itself', async () => {
    const { key, cert } = buildCertificate('localhost')
    const server = createTlsServer({ key, cert })
    const host = await listen(server)
    const { findings } = await examine(`https://${host}`, {})
    server.close()
    expect(findings[0]?.message).toMatch(/signed by itself|does not trust|another host/u)
    expect(findings[0]?.todo).toMatch(/NODE_EXTRA_CA_CERTS|host name/u)
  })

  it('to a port without TLS', async () => {
    const { findings } = await examine(provider.issuerUrl.replace('http:', 'https:'), {})
    expect(findings[0]?.message).toMatch(/TLS/u)
  })
})
