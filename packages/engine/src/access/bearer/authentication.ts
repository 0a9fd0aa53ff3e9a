import type { BearerContext } from './bearer-context.ts'
import { tokenChallenge } from '../authorize.ts'
import type { Authenticate, RequestAuth } from '../request-auth.ts'
import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import type { HandleOptions } from '../../http/wait-until.ts'
import { type HttpRequest, readHttpRequest } from '../../http/request.ts'
import { readPath } from '../report-gate-refusal.ts'
import { reportRefusal } from '../report-refusal.ts'
import { findSender, type TokenSender } from './authorize-token.ts'
import { createBindingCheck, isUnbound } from './binding.ts'
import type { BearerPolicy } from './policy.ts'
import { type BearerRefusal, buildChallenge, buildRefusal } from './refusal.ts'
import { TokenAuth } from './token-auth.ts'
import { createTokenAuthenticator } from './token-authenticator.ts'
import { parseAuthorization, parseBearerHeader, type PresentedToken } from './authorization-header.ts'

/** The result: either the response that refuses the request, or the caller of the request. */
export type BearerAuthenticationResult<Role extends string = string> =
  | { readonly response: Response; readonly requestAuth?: never }
  | { readonly response?: undefined; readonly requestAuth: RequestAuth<Role> }

/** The values that the platform and the adapter pass to bearer authentication. */
export interface BearerRequestOptions extends HandleOptions {
  /**
   * The framework's object for the request. Each request has its own object. Several bearer authentications with the same object
   * share the DPoP proof of the request. @default the request that is authenticated
   */
  readonly identity?: object | undefined
  /** The result of authentication by session for the same request. Pass it if requests with a session may call the API, too. */
  readonly known?: RequestAuth | undefined
}

/** The bearer authentication of an API. Everything that depends only on its options is computed before the first request. */
export interface BearerAuthentication<Role extends string = string> {
  /** Validates the access token of a request, at once where nothing has to be awaited. Never throws or rejects. */
  readonly authenticate: (
    received: Request | HttpRequest,
    options?: BearerRequestOptions,
  ) => BearerAuthenticationResult<Role> | Promise<BearerAuthenticationResult<Role>>
}

interface RefusedSender {
  readonly scheme: 'bearer' | 'dpop'
  readonly sender: TokenSender | undefined
  /** The reference of the event that says why access is denied. */
  readonly reference: string | undefined
}

const unknownSender: RefusedSender = { scheme: 'bearer', sender: undefined, reference: undefined }

interface CheckOptions extends HandleOptions {
  readonly identity: object
  readonly known: RequestAuth | undefined
}

/** Creates the bearer authentication. It sends no request to a provider before the first token. */
export function createBearerAuthentication(
  context: BearerContext,
  policy: BearerPolicy,
  authenticate: Authenticate,
): BearerAuthentication {
  const { authenticate: authenticateToken, readCached } = createTokenAuthenticator(context, policy)
  const checkBinding = createBindingCheck(context, policy)
  const api = { context, policy }

  function check(request: HttpRequest, options: CheckOptions): MaybePromise<BearerAuthenticationResult> {
    const presented = parseAuthorization(request)
    switch (presented.kind) {
      case 'none':
        return policy.optional
          ? checkSession(request, options)
          : refuse(request, { error: 'anonymous', rule: 'none' })
      case 'foreign':
        return refuse(request, { error: 'anonymous', rule: 'scheme' })
      case 'malformed':
        return refuse(request, { error: 'invalid_request', rule: presented.rule })
      case 'token':
        return checkToken(request, presented, options)
    }
  }

  function checkToken(
    request: HttpRequest,
    { scheme, token }: PresentedToken,
    options: CheckOptions,
  ): MaybePromise<BearerAuthenticationResult> {
    if (scheme === 'dpop' && policy.dpop === undefined)
      return refuse(request, { error: 'anonymous', rule: 'scheme' })
    return andThen(authenticateToken(token, options), (result) =>
      andThen(checkBinding({ request, identity: options.identity, token, scheme }, result), (unproven) => {
        if (unproven !== undefined)
          return refuse(request, unproven, { scheme, sender: findSender(result), reference: undefined })
        return result.ok
          ? { response: undefined, requestAuth: new TokenAuth(api, result, request) }
          : refuse(request, result.refusal, { scheme, sender: result.sender, reference: result.reference })
      }),
    )
  }

  /** There are few rules, so each sender causes only a few events a minute. So do all unknown senders together. */
  function refuse(
    request: HttpRequest,
    { error, rule, hint, nonce }: BearerRefusal,
    { scheme, sender, reference: known }: RefusedSender = unknownSender,
  ): BearerAuthenticationResult {
    const who = [sender?.providerId, sender?.issuer, sender?.subject]
    // The key does not contain the hint: the number of keys must not depend on data that clients send.
    const key = ['bearer_refused', error, rule, hint !== undefined, ...who]
    const reference = reportRefusal(
      context,
      { key, owner: undefined, reference: known },
      (counted, note) => ({
        level: 'info',
        code: 'bearer_refused',
        message: `A request was refused with ${error}: ${rule}.${hint === undefined ? '' : ` ${hint}`}${note}`,
        ...sender,
        ...counted,
        // Without a verified sender, any client could write its own text into the log.
        ...(sender !== undefined && { method: request.method, path: readPath(request) }),
        detail: { error, rule },
      }),
    )
    return { response: buildRefusal(policy, error, { scheme, nonce, reference }) }
  }

  /** A request without a token is authenticated by its session, for people who open the same addresses in a browser. */
  async function checkSession(
    request: HttpRequest,
    { known, ...handling }: BearerRequestOptions,
  ): Promise<BearerAuthenticationResult> {
    const found = await authenticate(request, known, handling)
    const { auth, setCookies } = found
    const failure = found.isFailed === true ? await found.authorize() : undefined
    if (failure !== undefined) return { response: failure }
    return {
      response: undefined,
      requestAuth: {
        auth,
        setCookies,
        authorize: (gate) => found.authorize(gate)?.then(addChallenge),
        explain: () => found.explain(),
        tokens: (handling) => found.tokens(handling),
      },
    }
  }

  /** Adds the challenge: a caller without a session may send a token instead. */
  function addChallenge(response: Response): Response {
    const { headers, status } = response
    if (status !== 401) return response
    // Without sign-ins, the response already has a challenge without parameters. The full challenge replaces it.
    if (headers.get('www-authenticate') === tokenChallenge) headers.delete('www-authenticate')
    headers.append('www-authenticate', buildChallenge(policy, 'anonymous'))
    return response
  }

  return {
    authenticate(received, options = {}) {
      const request = readHttpRequest(received)
      const cached = readCached(parseBearerHeader(request) ?? '')
      // A token that is bound to a key needs a proof of possession with every request.
      if (cached?.ok && isUnbound(cached.binding))
        return { response: undefined, requestAuth: new TokenAuth(api, cached, request) }
      const [identity, known] = [findOwn(options, 'identity') ?? received, findOwn(options, 'known')]
      return check(request, { ...options, identity, known })
    },
  }
}

/** Reads own members only: with a polluted prototype, all requests would share one identity or one caller. */
function findOwn<Name extends 'identity' | 'known'>(
  options: BearerRequestOptions,
  name: Name,
): BearerRequestOptions[Name] {
  return Object.hasOwn(options, name) ? options[name] : undefined
}
