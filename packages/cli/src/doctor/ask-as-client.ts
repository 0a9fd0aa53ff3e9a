import { cleanText, type ClientAuthentication } from '@x/oidc-core'
import {
  allowInsecureRequests,
  type AuthorizationServer,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  customFetch,
  genericTokenEndpointRequest,
  introspectionRequest,
  None,
} from 'oauth4webapi'
import { parseObject } from './ask.ts'
import { type ConnectionFailure, describeConnectionFailure } from './connection-failure.ts'
import { readBody } from './read-body.ts'
import { buildAddress, type Metadata, type SetUp } from './set-up.ts'
import { summarize } from './summarize-page.ts'

/** How a client proves itself, in the words of the configuration. */
export type Method = Exclude<ClientAuthentication['method'], 'client_secret_as_discovered'>

/** A client with the method that is used. */
export interface Client {
  readonly clientId: string
  readonly method: Method
  /** The secret, or the certificate. */
  readonly secret?: string | undefined
}

/** What an endpoint for clients answered. */
export interface ClientAnswer {
  readonly status: number
  /** The member `error`; empty if there is none. */
  readonly error: string
  readonly members: Readonly<Record<string, unknown>> | undefined
  /** What the provider says, on one line. */
  readonly words: string
}

/** An answer, or why there is none. */
export type AskedAsClient =
  | { readonly answer: ClientAnswer; readonly failure?: undefined }
  | { readonly failure: ConnectionFailure; readonly answer?: undefined }

/** A code and a token that no provider issued. */
const invented = 'oidc-doctor-asks-with-an-invented-value'
const timeoutMilliseconds = 10_000

/** Picks the method for a configured client, which the provider's metadata may decide. */
export function resolveClient(
  clientId: string,
  authentication: ClientAuthentication,
  offered: readonly string[] | undefined,
): Client {
  if (authentication.method === 'none') return { clientId, method: 'none' }
  if (authentication.method === 'client_certificate_header')
    return { clientId, method: authentication.method, secret: authentication.certificate }
  const { clientSecret: secret } = authentication
  if (authentication.method !== 'client_secret_as_discovered')
    return { clientId, method: authentication.method, secret }
  // Without the member it is client_secret_basic (OpenID Connect Discovery 1.0, section 3).
  const isBasic = offered === undefined || offered.includes('client_secret_basic')
  return { clientId, method: isBasic ? 'client_secret_basic' : 'client_secret_post', secret }
}

/** Exchanges an invented code. @see RFC 6749, section 4.1.3 */
export function exchangeInventedCode(
  setUp: SetUp,
  metadata: Metadata,
  client: Client,
): Promise<AskedAsClient> {
  const redirectUri = buildAddress(setUp, 'callback')
  const parameters = { code: invented, redirect_uri: redirectUri, code_verifier: invented }
  return send((options) =>
    genericTokenEndpointRequest(
      toServer(metadata),
      { client_id: client.clientId },
      buildClientAuth(client),
      'authorization_code',
      parameters,
      { ...options(setUp), headers: buildHeaders(client) },
    ),
  )
}

/** Introspects an invented token. @see RFC 7662, section 2.1 */
export function introspectInventedToken(
  setUp: SetUp,
  metadata: Metadata,
  client: Client,
): Promise<AskedAsClient> {
  return send((options) =>
    introspectionRequest(
      toServer(metadata),
      { client_id: client.clientId },
      buildClientAuth(client),
      invented,
      {
        ...options(setUp),
        headers: buildHeaders(client),
      },
    ),
  )
}

const toServer = (metadata: Metadata): AuthorizationServer => metadata as unknown as AuthorizationServer

function buildClientAuth({ method, secret = '' }: Client): ClientAuth {
  if (method === 'client_secret_basic') return ClientSecretBasic(secret)
  return method === 'client_secret_post' ? ClientSecretPost(secret) : None()
}

function buildHeaders({ method, secret = '' }: Client): Headers {
  return new Headers(method === 'client_certificate_header' ? { 'x-cert': encodeURIComponent(secret) } : {})
}

const buildOptions = ({ network }: SetUp) => ({
  [customFetch]: network.fetch as never,
  [allowInsecureRequests]: true,
  signal: AbortSignal.timeout(timeoutMilliseconds),
})

async function send(request: (options: typeof buildOptions) => Promise<Response>): Promise<AskedAsClient> {
  try {
    const response = await request(buildOptions)
    const body = await readBody(response)
    const members = parseObject(body)
    const { error, error_description: description } = members ?? {}
    return {
      answer: {
        status: response.status,
        error: typeof error === 'string' ? cleanText(error, 60) : '',
        members,
        words: typeof description === 'string' ? cleanText(description, 200) : members ? '' : summarize(body),
      },
    }
  } catch (error) {
    return { failure: describeConnectionFailure(error) }
  }
}
