import { createHash, randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { EngineOptions } from '@x/oidc-engine'
import type { JsonRecord } from '@x/oidc-testing'

/** A provider as its own documentation describes it. */
export interface ProviderDocumentation {
  readonly metadataUrl: string
  readonly metadata: Readonly<JsonRecord>
  /** What the JOSE header of tokens has beside `alg` and `kid`. */
  readonly header?: Readonly<JsonRecord>
  readonly idToken: Readonly<JsonRecord>
  readonly userinfo?: Readonly<JsonRecord> | undefined
  /** How clients may send their secret. */
  readonly clientAuthentication: readonly ('client_secret_basic' | 'client_secret_post')[]
  readonly scopes: readonly string[]
  /** Whether ID Tokens have `at_hash`. */
  readonly hashesAccessTokens?: boolean
  /** Leaves `nonce` out of ID Tokens, and refuses a token request with `code_verifier`, as LinkedIn does. */
  readonly knowsNeitherNonceNorPkce?: boolean
  readonly buildTokenResponse: (tokens: {
    readonly idToken: string
    readonly accessToken: string
  }) => Readonly<JsonRecord>
  /** The status of the key set. @default 200 */
  readonly keysStatus?: number
}

/** The registration of an application there. */
export interface ClientRegistration {
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUris: readonly string[]
}

/** A provider that answers at the addresses of the real one, without a network. */
export interface DocumentedProvider {
  readonly fetch: NonNullable<EngineOptions['fetch']>
  /** Signs the person in, or refuses to, with these parameters; gives the address that the browser is sent back to. */
  readonly authorize: (location: string | null, refusal?: Readonly<Record<string, string>>) => string
  readonly signJwt: (claims: Readonly<JsonRecord>) => Promise<string>
}

interface Code {
  readonly redirectUri: string
  readonly nonce: string | null
  readonly challenge: string | null
}

let keys: ReturnType<typeof generateKeyPair> | undefined

/** Starts it. A request that the documentation does not describe fails the test. */
export async function createDocumentedProvider(
  documentation: ProviderDocumentation,
  client: ClientRegistration,
): Promise<DocumentedProvider> {
  keys ??= generateKeyPair('RS256')
  const { privateKey, publicKey } = await keys
  const kid = 'documented'
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' }
  const codes = new Map<string, Code>()
  const accessTokens = new Set<string>()
  const { metadata } = documentation

  const signJwt: DocumentedProvider['signJwt'] = (claims) =>
    new SignJWT(claims).setProtectedHeader({ ...documentation.header, alg: 'RS256', kid }).sign(privateKey)

  function authorize(location: string | null, refusal?: Readonly<Record<string, string>>): string {
    const { origin, pathname, searchParams: sent } = new URL(location ?? '')
    const endpoint = new URL(String(metadata['authorization_endpoint']))
    expectSame('authorization endpoint', origin + pathname, endpoint.origin + endpoint.pathname)
    for (const [name, value] of endpoint.searchParams) expectSame(name, sent.get(name), value)
    expectSame('response_type', sent.get('response_type'), 'code')
    expectSame('client_id', sent.get('client_id'), client.clientId)
    const redirectUri = sent.get('redirect_uri') ?? ''
    expectOneOf('redirect_uri', redirectUri, client.redirectUris)
    const scopes = (sent.get('scope') ?? '').split(' ')
    for (const scope of scopes) expectOneOf('scope', scope, documentation.scopes)
    expectOneOf('openid', 'openid', scopes)

    const callback = new URL(redirectUri)
    const code = randomUUID()
    codes.set(code, { redirectUri, nonce: sent.get('nonce'), challenge: sent.get('code_challenge') })
    for (const [name, value] of Object.entries(refusal ?? { code })) callback.searchParams.set(name, value)
    callback.searchParams.set('state', sent.get('state') ?? '')
    return callback.href
  }

  async function answerToken(headers: Headers, form: URLSearchParams): Promise<Response> {
    if (!isClient(headers, form)) return refuse('invalid_client', 401)
    const { knowsNeitherNonceNorPkce = false } = documentation
    if (knowsNeitherNonceNorPkce && form.has('code_verifier')) return refuse('invalid_client', 401)
    const code = form.get('code') ?? ''
    const granted = codes.get(code)
    codes.delete(code)
    const isGranted =
      form.get('grant_type') === 'authorization_code' &&
      granted?.redirectUri === form.get('redirect_uri') &&
      (knowsNeitherNonceNorPkce || isVerified(granted.challenge, form.get('code_verifier')))
    if (!isGranted) return refuse('invalid_grant', 400)
    const nonce = knowsNeitherNonceNorPkce ? null : granted.nonce
    const accessToken = randomUUID()
    accessTokens.add(accessToken)
    const idToken = await signJwt({
      ...documentation.idToken,
      ...(nonce !== null && { nonce }),
      ...(documentation.hashesAccessTokens === true && { at_hash: hashHalf(accessToken) }),
    })
    return Response.json(documentation.buildTokenResponse({ idToken, accessToken }))
  }

  function isClient(headers: Headers, form: URLSearchParams): boolean {
    const { clientAuthentication: methods } = documentation
    const [scheme, encoded = ''] = (headers.get('authorization') ?? '').split(' ')
    if (scheme === 'Basic') {
      const credentials = Buffer.from(encoded, 'base64').toString().split(':').map(decodeForm)
      return methods.includes('client_secret_basic') && isSameClient(credentials)
    }
    return (
      methods.includes('client_secret_post') &&
      isSameClient([form.get('client_id'), form.get('client_secret')])
    )
  }

  const isSameClient = ([id, secret]: readonly (string | null)[]): boolean =>
    id === client.clientId && secret === client.clientSecret

  function answerUserinfo(headers: Headers): Response {
    const token = /^bearer (.+)$/iu.exec(headers.get('authorization') ?? '')?.[1] ?? ''
    return accessTokens.has(token)
      ? Response.json(documentation.userinfo ?? {})
      : refuse('invalid_token', 401)
  }

  const endpoints = new Map<
    unknown,
    (headers: Headers, body: URLSearchParams) => Response | Promise<Response>
  >([
    [documentation.metadataUrl, () => Response.json(metadata)],
    [metadata['jwks_uri'], () => answerKeys(documentation.keysStatus ?? 200)],
    [metadata['token_endpoint'], answerToken],
    [metadata['userinfo_endpoint'], answerUserinfo],
  ])

  const answerKeys = (status: number): Response =>
    status === 200 ? Response.json({ keys: [jwk] }) : new Response(null, { status })

  return {
    authorize,
    signJwt,
    async fetch(url, init) {
      const [, answer] = [...endpoints].find(([address]) => isAddress(address, url)) ?? []
      if (answer === undefined) throw new Error(`the documentation has no ${url}`)
      const body = init.body instanceof URLSearchParams ? init.body.toString() : init.body
      return answer(new Headers(init.headers), new URLSearchParams(typeof body === 'string' ? body : ''))
    },
  }
}

/** The port of https may be written. */
const isAddress = (address: unknown, url: string): boolean =>
  typeof address === 'string' && new URL(address).href === new URL(url).href

const decodeForm = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '))

/** @see OpenID Connect Core 1.0, section 3.1.3.6 */
const hashHalf = (token: string): string =>
  createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url')

function isVerified(challenge: string | null, verifier: string | null): boolean {
  if (challenge === null) return verifier === null
  return (
    createHash('sha256')
      .update(verifier ?? '')
      .digest('base64url') === challenge
  )
}

function refuse(error: string, status: number): Response {
  return Response.json({ error, error_description: 'as the documentation says' }, { status })
}

function expectSame(what: string, came: string | null, expected: string): void {
  expectOneOf(what, came, [expected])
}

function expectOneOf(what: string, came: string | null, expected: readonly string[]): void {
  if (came === null || !expected.includes(came))
    throw new Error(`${what} is ${String(came)}, registered are ${expected.join(', ')}`)
}
