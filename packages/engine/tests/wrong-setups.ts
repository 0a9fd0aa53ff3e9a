import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import { checkOidcConfig, renderIssue } from '@x/oidc-core'
import type { EngineEvent, EngineOptions, EngineProviderOptions } from '@x/oidc-engine'
import { buildCertificate, type JsonRecord, type JwsParts, type Twists } from '@x/oidc-testing'
import type { BearerFixture } from './bearer-fixture.ts'
import { openEngineBrowser } from './engine-browser.ts'
import type { Fixture } from './sign-in-fixture.ts'
import { createAppEngine, sessionSecret } from './start-app.ts'

/** Something that people set up wrongly, and the line that has to say so. */
export interface WrongSetup {
  readonly mistake: string
  /** Gives the line of the log, or of the console for a configuration that is refused. */
  readonly run: () => Promise<string>
  /** Words that name the cause, and words that name the next step. */
  readonly cause: string
  readonly step: string
}

const baseUrl = 'http://localhost:3000'
const merge = (given: JsonRecord) => (own: JsonRecord) => ({ ...own, ...given })

/** Lists them, for a provider whose clock and application agree. */
export function listWrongSetups(fixture: Fixture, api: BearerFixture): readonly WrongSetup[] {
  interface Setup {
    readonly twists?: Twists
    readonly provider?: Partial<EngineProviderOptions>
    readonly options?: Partial<EngineOptions>
    readonly startTimer?: (seconds: number, onEnd: () => void) => () => void
  }

  /** Signs in as a browser does, and gives the last line. */
  async function signIn({ twists = {}, provider = {}, options = {}, startTimer }: Setup): Promise<string> {
    fixture.provider.twist(twists)
    const { engine, events } = createAppEngine(baseUrl, {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      provider,
      options,
      ...(startTimer && { startTimer }),
    })
    const browser = openEngineBrowser(engine)
    const start = await browser.get('/oauth2/authorization/main')
    if (start.status === 302) {
      const atProvider = await fetch(start.headers.get('location') ?? '', { redirect: 'manual' })
      await browser.get(atProvider.headers.get('location') ?? '')
    }
    return render(events)
  }

  /** Answers the token request, and no other, in this way. */
  const tokenError = (error: string, description: string, status = 400): Twists => ({
    respond: ({ path }) =>
      path === '/token'
        ? {
            status,
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ error, error_description: description }),
          }
        : undefined,
  })

  const authorizationError = (error: string, description: string): Twists => ({
    authorizationResponse: (params) => {
      params.delete('code')
      params.set('error', error)
      params.set('error_description', description)
    },
  })

  async function atServer(server: Server, scheme: 'http' | 'https'): Promise<string> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = server.address() as AddressInfo
      return await signIn({ provider: { issuerUrl: `${scheme}://localhost:${port}` } })
    } finally {
      server.close()
    }
  }

  const tlsServer = (name: string): Server => createTlsServer(buildCertificate(name))

  async function atClosedPort(): Promise<string> {
    const server = createTcpServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    return signIn({ provider: { issuerUrl: `http://localhost:${port}` } })
  }

  async function sendToken(claims: JsonRecord, header: JsonRecord = {}): Promise<string> {
    const { send, events } = api.createApi()
    await send(`Bearer ${await api.sign(api.buildClaims(claims), header)}`)
    return render(events.filter(({ level }) => level === 'warn'))
  }

  /** What an application prints that does not start. */
  const check =
    (changes: Readonly<Record<string, unknown>>, provider: JsonRecord = {}) =>
    async () => {
      const issues = checkOidcConfig({
        baseUrl,
        providers: [
          { providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app', ...provider },
        ],
        security: { requiredRoles: [] },
        session: { secret: sessionSecret },
        ...changes,
      })
      const [first] = issues.filter(({ code }) => code !== 'gate_open')
      return Promise.resolve(first === undefined ? '' : renderIssue(first))
    }

  return [
    {
      mistake: 'Nothing listens at the port of the provider',
      run: atClosedPort,
      cause: 'ECONNREFUSED',
      step: 'Check that the provider runs',
    },
    {
      mistake: 'The host name of the provider is unknown',
      run: () => signIn({ provider: { issuerUrl: 'https://id.invalid' } }),
      cause: 'the host name cannot be resolved',
      step: 'Check the host name in issuerUrl',
    },
    {
      mistake: 'The certificate of the provider comes from a private authority',
      run: () => atServer(tlsServer('localhost'), 'https'),
      cause: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      step: 'NODE_EXTRA_CA_CERTS',
    },
    {
      mistake: 'https at a port that speaks http',
      run: () => signIn({ provider: { issuerUrl: fixture.provider.issuerUrl.replace('http:', 'https:') } }),
      cause: 'does not speak https',
      step: 'write http://',
    },
    {
      mistake: 'http at a port that speaks https',
      run: () => atServer(tlsServer('localhost'), 'http'),
      cause: 'The discovery request to provider main failed',
      step: 'Use https://',
    },
    {
      mistake: 'The provider closes every connection',
      run: () => signIn({ twists: { respond: () => 'reset' } }),
      cause: 'the connection was closed before the answer',
      step: 'Use https:// if the server speaks https',
    },
    {
      mistake: 'The provider does not answer in time',
      run: () =>
        signIn({
          twists: { respond: () => 'hang' },
          startTimer: (_seconds, onEnd) => {
            setImmediate(onEnd)
            return () => undefined
          },
        }),
      cause: 'no answer within 10 seconds',
      step: 'Check firewalls',
    },
    {
      mistake: 'The provider is down behind its load balancer',
      run: () => signIn({ twists: { respond: () => ({ status: 503 }) } }),
      cause: 'it answered 503',
      step: 'Check the provider, and the proxies',
    },
    {
      mistake: 'The address of the provider redirects',
      run: () =>
        signIn({
          twists: { respond: () => ({ status: 301, headers: { location: 'https://other.example' } }) },
        }),
      cause: 'it redirects',
      step: 'Write the address to which it redirects',
    },
    {
      mistake: 'A page of a proxy in place of the metadata',
      run: () =>
        signIn({
          twists: { respond: () => ({ headers: { 'content-type': 'text/html' }, body: '<h1>Sign in</h1>' }) },
        }),
      cause: 'its content type is "text/html"',
      step: 'open this address on the machine of the application',
    },
    {
      mistake: 'Metadata that is not JSON',
      run: () => signIn({ twists: { metadata: () => 'no JSON' } }),
      cause: 'the response is not a JSON object',
      step: 'Check issuerUrl',
    },
    {
      mistake: 'issuerUrl is the address of the metadata',
      run: () =>
        signIn({
          provider: { issuerUrl: `${fixture.provider.issuerUrl}/.well-known/openid-configuration` },
        }),
      cause: 'the request was answered 404',
      step: 'issuerUrl is the issuer itself, without /.well-known/openid-configuration',
    },
    {
      mistake: 'issuerUrl names a realm that does not exist',
      run: () => signIn({ provider: { issuerUrl: `${fixture.provider.issuerUrl}/realms/nain` } }),
      cause: 'the request was answered 404',
      step: 'Check issuerUrl',
    },
    {
      mistake: 'issuerUrl differs from the issuer by a slash',
      run: () => signIn({ twists: { metadata: merge({ issuer: `${fixture.provider.issuerUrl}/` }) } }),
      cause: 'calls itself',
      step: 'a trailing slash included',
    },
    {
      mistake: 'The client secret is wrong',
      run: () => signIn({ provider: { clientSecret: 'another secret' } }),
      cause: 'does not accept this client (invalid_client',
      step: "try tokenEndpointAuthMethod: 'client_secret_post'",
    },
    {
      mistake: 'The client may not use the authorization code flow',
      run: () =>
        signIn({ twists: tokenError('unauthorized_client', 'Client not allowed for direct access grants') }),
      cause: 'unauthorized_client',
      step: 'Allow this client the grant authorization_code',
    },
    {
      mistake: 'A scope that the provider does not know',
      run: () => signIn({ twists: authorizationError('invalid_scope', 'Invalid scopes: openid rolls') }),
      cause: 'invalid_scope, through the browser, so not trusted: "Invalid scopes: openid rolls"',
      step: 'Check scopes',
    },
    {
      mistake: 'The client is registered for pushed authorization requests',
      run: () =>
        signIn({
          twists: authorizationError('invalid_request', 'Pushed Authorization Request is only allowed.'),
        }),
      cause: 'Pushed Authorization Request is only allowed.',
      step: 'registered for pushed authorization requests (RFC 9126)',
    },
    {
      mistake: 'The client is registered for DPoP',
      run: () => signIn({ twists: tokenError('invalid_request', 'DPoP proof is missing') }),
      cause: 'DPoP proof is missing',
      step: 'registered for DPoP (RFC 9449)',
    },
    {
      mistake: 'The provider gives tokens that are bound to a key',
      run: () => signIn({ twists: { tokenResponse: merge({ token_type: 'DPoP' }) } }),
      cause: 'its token_type is DPoP',
      step: 'Switch DPoP off for this client',
    },
    {
      mistake: 'The client is registered for a signed JWT',
      run: () =>
        signIn({
          twists: tokenError('invalid_client', 'Parameter client_assertion_type is missing', 401),
        }),
      cause: 'client_assertion_type is missing',
      step: 'registered for a signed JWT (private_key_jwt)',
    },
    {
      mistake: 'The code was used before',
      run: () => signIn({ twists: tokenError('invalid_grant', 'Code not valid') }),
      cause: 'invalid_grant, "Code not valid"',
      step: 'The browser was redirected to its page or to a new sign-in',
    },
    {
      mistake: 'The ID Token is for another client',
      run: () => signIn({ twists: { idTokenClaims: merge({ aud: 'other-app', azp: 'other-app' }) } }),
      cause: 'aud: it is "other-app", expected was "app"',
      step: 'Check clientId',
    },
    {
      mistake: 'The clock of this machine is an hour late',
      run: () =>
        signIn({ twists: { idTokenClaims: merge({ iat: fixture.now + 3600, exp: fixture.now + 3900 }) } }),
      cause: 'iat: it is',
      step: 'Check the clock of this machine',
    },
    {
      mistake: 'The client signs ID Tokens with HS256',
      run: () => signIn({ twists: { idTokenSign: withHeader({ alg: 'HS256' }) } }),
      cause: 'alg is "HS256", and HMAC is not supported',
      step: 'Choose RS256 for the ID Tokens of this client at the provider',
    },
    {
      mistake: 'The ID Token is unsigned',
      run: () => signIn({ twists: { idTokenSign: withHeader({ alg: 'none' }) } }),
      cause: 'it is unsigned (alg none)',
      step: 'Choose RS256',
    },
    {
      mistake: 'The ID Token is encrypted',
      run: () => signIn({ twists: { idTokenSign: () => encryptedToken } }),
      cause: 'it is encrypted (JWE)',
      step: 'Switch the encryption of ID Tokens off',
    },
    {
      mistake: 'An API gets access tokens without the type at+jwt',
      run: () => sendToken({}, { typ: 'JWT' }),
      cause: 'its typ is "JWT", expected "at+jwt"',
      step: "set accessTokenProfile: 'plain_jwt'",
    },
    {
      mistake: 'An API gets access tokens for another audience',
      run: () => sendToken({ aud: 'account' }),
      cause: 'its aud is "account", expected "https://api.example.com"',
      step: 'an audience mapper',
    },
    {
      mistake: 'An API gets access tokens of another issuer',
      run: () => sendToken({ iss: 'https://sts.example.com/' }),
      cause: 'its iss is "https://sts.example.com/"',
      step: 'set its accessTokenIssuer',
    },
    {
      mistake: 'A role key is mapped in another spelling',
      run: async () => {
        fixture.provider.setClaims({ sub: 'ada', name: 'Ada', groups: ['/Staff'] })
        return signIn({})
      },
      cause: '"/Staff" grants nothing: unmapped',
      step: 'Hint: roleMapping has "staff"; case and a leading "/" must match',
    },
    {
      mistake: 'A `fetch` of the options has a mistake',
      run: () =>
        signIn({
          options: {
            fetch: () => {
              throw new TypeError("Cannot read properties of undefined (reading 'headers')")
            },
          },
        }),
      cause: 'the fetch of the options threw a TypeError',
      step: 'Correct the function fetch of the options',
    },
    {
      mistake: 'A URL without its scheme',
      run: check({ baseUrl: 'localhost:3000' }),
      cause: 'has no scheme',
      step: 'write https://',
    },
    {
      mistake: 'A key in the wrong object',
      run: check({ clientId: 'app' }),
      cause: 'clientId is unknown here',
      step: 'Move it into providers[0]',
    },
    {
      mistake: 'An environment variable that is not set',
      run: check({}, { clientSecret: undefined }),
      cause: 'providers[0].clientSecret has no value',
      step: 'is its environment variable set',
    },
    {
      mistake: 'A line break at the end of a secret',
      run: check({}, { clientSecret: 'a secret from a file\n' }),
      cause: 'has a control character',
      step: 'Remove it',
    },
    {
      mistake: 'No entry gives the required role',
      run: check({ security: { roleMapping: { admins: ['ROLE_ADMIN'] } } }),
      cause: 'requires "ROLE_USER" by default, but no entry gives it',
      step: 'set requiredRoles: []',
    },
  ]
}

/** The last line, as the console shows it. */
function render(events: readonly EngineEvent[]): string {
  const { message = '', explanation } = events.at(-1) ?? {}
  return explanation === undefined ? message : `${message}\n${explanation}`
}

const withHeader =
  (changes: JsonRecord) =>
  ({ header, payload }: JwsParts): string => {
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    return `${encode({ ...(header as JsonRecord), ...changes })}.${encode(payload)}.${changes['alg'] === 'none' ? '' : 'c2lnbmF0dXJl'}`
  }

const encryptedToken = `${Buffer.from('{"alg":"RSA-OAEP","enc":"A256GCM"}').toString('base64url')}.a.b.c.d`
