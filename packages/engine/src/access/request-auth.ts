import type { HttpRequest } from '../http/request.ts'
import type { Decision } from '@x/oidc-core'
import { buildAnonymous, type Anonymous, type Auth } from './auth.ts'
import type { GateOptions } from './gate-options.ts'
import type { HandleOptions } from '../http/wait-until.ts'
import { noTokens, type TokenReading } from './person-tokens.ts'
import type { RoleIn, UserTypes } from './with-extra.ts'

/** The caller of a request, by session or access token, and the responses that depend on it. For adapters. */
export type RequestAuth<Types extends UserTypes = string> = AuthenticatedRequest<RoleIn<Types>, Auth<Types>>

/** The members of a `RequestAuth`. */
interface AuthenticatedRequest<Role extends string, Who> {
  /** The caller. */
  readonly auth: Who
  /** Values of the `Set-Cookie` headers that the response must have. */
  readonly setCookies: readonly string[]
  /** Whether authentication failed: `auth` is then anonymous, and every gate responds with the error. */
  readonly isFailed?: boolean
  /**
   * Whether the caller has a session of a person whom `requiredRoles` no longer admit: `auth` is then anonymous, and every gate
   * responds 403, also one without a role.
   */
  readonly isRefused?: boolean
  /**
   * Builds the response if the gate refuses the request; undefined if it admits it. It never rejects.
   */
  authorize(gate?: GateOptions<Role>): Promise<Response> | undefined
  /**
   * The decision, with its trace: for an access token, or, if `session.keep.trace` is set, for the sign-in. If `security` has changed
   * since then, the decision is by the new one, and `trace.decidedAgain` says so. A person who is not admitted is anonymous, and the decision says why for ten minutes. Undefined if the trace was not kept, or did not fit.
   */
  explain(): Decision<Role> | undefined
  /**
   * Reads the access token of the person, for requests to other APIs. It is refreshed first if it expires within half a minute.
   * @param handling the functions of the platform for this request
   * @throws OidcError `tokens_unavailable` for a caller without a session, or whose session keeps no tokens; the error of the
   *   provider if the token has expired and cannot be refreshed. A framework responds 401 or 503 to it if no code catches it
   * @throws TypeError if no session of the application keeps tokens
   */
  tokens(handling?: HandleOptions): Promise<TokenReading>
}

const none: readonly string[] = []

/** The result of a failed authentication: every gate responds with the error. */
export class FailedAuth implements RequestAuth {
  readonly auth: Anonymous = buildAnonymous()
  readonly setCookies = none
  readonly isFailed = true
  readonly #answer: () => Promise<Response>
  readonly #error: unknown

  constructor(answer: () => Promise<Response>, error: unknown) {
    this.#answer = answer
    this.#error = error
  }

  authorize(): Promise<Response> {
    return this.#answer()
  }

  explain(): undefined {
    return undefined
  }

  tokens(): Promise<never> {
    return Promise.reject(
      this.#error instanceof Error ? this.#error : noTokens('anonymous', 'The caller is unknown.'),
    )
  }
}

/**
 * Authenticates a request by its session, at once if nothing has to be awaited.
 * @param known an earlier result for the same request. If it is the result of a session, it is returned again, so that cookies
 *   are parsed once
 */
export type Authenticate = (
  received: Request | HttpRequest,
  known?: RequestAuth,
  handling?: HandleOptions,
) => RequestAuth | Promise<RequestAuth>
