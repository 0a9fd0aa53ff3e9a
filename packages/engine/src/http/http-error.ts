import { isOidcError, OidcError } from '@x/oidc-core'
import { retryAfterSeconds } from './error-response.ts'
import { errorTable } from './error-table.ts'
import { buildPrivateResponse, privateCacheControl } from './private-headers.ts'
import { buildProblem } from './problem.ts'

/**
 * Builds the error with which `tokens` rejects, so that a framework responds with its status if the handler does not catch it: `status`,
 * `statusCode` and `headers` are for Express, Connect and Fastify, `getResponse` is for Hono. The caller has no tokens: 401. They cannot be
 * refreshed now: 503, whatever the provider answered, because the caller cannot change it. The message of the provider is in `cause` only:
 * Fastify sends `message` to the client.
 * @param challenge the value of `WWW-Authenticate` for 401 (RFC 9110, section 15.5.2)
 * @returns a mistake of the application as it is: it stays 500
 */
export function buildTokensError<Given>(error: Given, challenge: string): Given | OidcError {
  if (!isOidcError(error) || error.code === 'config_invalid') return error
  const { code, detail } = error
  const { title } = errorTable[code]
  const isOutage = code !== 'tokens_unavailable'
  const status = isOutage ? 503 : errorTable[code].status
  const headers = {
    'cache-control': privateCacheControl,
    ...(isOutage ? { 'retry-after': String(findRetry(error)) } : { 'www-authenticate': challenge }),
  }
  const message = isOutage ? `The access token cannot be refreshed now: ${code}.` : error.message
  const built = new OidcError(code, message, detail, error)
  const getResponse = (): Response => buildPrivateResponse(buildProblem({ status, title, code }, headers))
  // They are not enumerable, so that a log of the error stays short.
  return Object.defineProperties(built, {
    status: { value: status },
    statusCode: { value: status },
    headers: { value: headers },
    getResponse: { value: getResponse },
  })
}

/** Builds the response to an error of `tokens`; undefined for every other error. For adapters. */
export function buildTokensErrorResponse(error: unknown): Response | undefined {
  if (!isOidcError(error) || !Object.hasOwn(error, 'getResponse')) return undefined
  return (error as unknown as { readonly getResponse: () => Response }).getResponse()
}

function findRetry(error: OidcError): number {
  return isOidcError(error, 'provider_unavailable')
    ? (error.detail.retryAfterSeconds ?? retryAfterSeconds)
    : retryAfterSeconds
}
