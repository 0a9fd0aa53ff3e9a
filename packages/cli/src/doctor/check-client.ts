import {
  type ClientAnswer,
  type Client,
  exchangeInventedCode,
  introspectInventedToken,
  resolveClient,
} from './ask-as-client.ts'
import { type CheckName, type Finding, ok, problem, unknown } from './finding.ts'
import { type Metadata, readText, readTexts, type SetUp } from './set-up.ts'

const describe = (endpoint: string, { status, error, words }: ClientAnswer): string =>
  `The ${endpoint} endpoint answers ${status}${error && ` ${error}`}${words && `: "${words}"`}.`

const isRefused = ({ status, error }: ClientAnswer): boolean => status === 401 || error === 'invalid_client'

/**
 * Exchanges an invented code: `invalid_grant` shows that the provider knows the client and its secret.
 * @see RFC 6749, section 5.2
 */
export async function checkClient(setUp: SetUp, metadata: Metadata): Promise<Finding> {
  const { clientId, clientAuthentication } = setUp.provider
  const offered = readTexts(metadata, 'token_endpoint_auth_methods_supported')
  const client = resolveClient(clientId, clientAuthentication, offered)
  const { answer, failure } = await exchangeInventedCode(setUp, metadata, client)
  if (failure) return problem('client', `The token endpoint: ${failure.why}.`, failure.todo)
  if (answer.error === 'invalid_grant')
    return ok('client', `The provider accepts the client (${client.method}).`)
  const message = describe('token', answer)
  // Keycloak says so of a wrong secret, too, and then with 401.
  if (answer.error === 'unauthorized_client' && answer.status !== 401)
    return problem('client', message, 'Allow the client the authorization code flow at the provider.')
  if (isRefused(answer)) return problem('client', message, await findRemedy(setUp, metadata, client))
  return unknown('client', message, 'Sign in once: the log says what the provider answers to a real code.')
}

/** Tries the other ways in which a client may prove itself. */
async function findRemedy(setUp: SetUp, metadata: Metadata, client: Client): Promise<string> {
  if (client.method === 'client_certificate_header')
    return 'Check the certificate: it must be the one that the provider knows for this client.'
  if (client.method === 'none')
    return 'The provider knows a secret for this client: set clientSecret in the configuration, or OIDC_CLIENT_SECRET with --issuer. Or make it a public client there.'
  const others = (['client_secret_basic', 'client_secret_post', 'none'] as const).filter(
    (method) => method !== client.method,
  )
  for (const method of others) {
    const { answer } = await exchangeInventedCode(setUp, metadata, { ...client, method })
    if (answer?.error === 'invalid_grant')
      return method === 'none'
        ? 'The provider takes this client for a public one: leave clientSecret out, or make it confidential there.'
        : `The provider accepts the secret with ${method}: set tokenEndpointAuthMethod: '${method}'.`
  }
  return 'Check clientId and clientSecret. Copy the secret anew: it is often cut off, or that of another environment, or expired.'
}

/** Introspects an invented token: `active` is false if the client may ask. @see RFC 7662, section 2.2 */
export async function checkIntrospection(setUp: SetUp, metadata: Metadata): Promise<readonly Finding[]> {
  const { provider } = setUp
  const lookup =
    provider.accessTokenLookup ?? (provider.accessTokenFormat === 'opaque' ? 'introspection' : undefined)
  if (lookup !== 'introspection' && provider.introspection === undefined) return []
  const check: CheckName = 'introspection'
  if (readText(metadata, 'introspection_endpoint') === undefined)
    return [
      problem(
        check,
        'Access tokens are looked up by introspection, and the provider has no introspection endpoint.',
        "Set accessTokenLookup: 'userinfo', or accessTokenFormat: 'jwt' if its access tokens are JWTs.",
      ),
    ]
  const { clientId, clientAuthentication } = provider.introspection ?? provider
  const offered = readTexts(metadata, 'introspection_endpoint_auth_methods_supported')
  const client = resolveClient(clientId, clientAuthentication, offered)
  const { answer, failure } = await introspectInventedToken(setUp, metadata, client)
  if (failure) return [problem(check, `The introspection endpoint: ${failure.why}.`, failure.todo)]
  if (answer.status === 200 && answer.members?.['active'] === false)
    return [ok(check, 'The client may introspect access tokens.')]
  const todo =
    answer.status === 403
      ? 'Allow the client to introspect tokens at the provider.'
      : provider.introspection === undefined
        ? 'Introspection needs a client with a secret: check it, or give a client of its own in introspection.'
        : 'Check introspection.clientId and its secret.'
  return [problem(check, describe('introspection', answer), todo)]
}
