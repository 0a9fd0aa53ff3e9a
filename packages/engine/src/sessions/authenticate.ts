import type { Authenticate } from '../access/request-auth.ts'
import type { Decision, DeniedDecision, RoleRequirement } from '@x/oidc-core'
import { buildAnonymous, buildAuthenticated, noRoles, type Auth } from '../access/auth.ts'
import { authorize, refuse } from '../access/authorize.ts'
import type { GateOptions } from '../access/gate-options.ts'
import { andThen, isPromise, type MaybePromise } from '../maybe-promise.ts'
import { FailedAuth, type RequestAuth } from '../access/request-auth.ts'
import { parseCookies } from '../cookies/cookie.ts'
import { answerError } from '../http/error-response.ts'
import { buildTokensError } from '../http/http-error.ts'
import { buildPrivateResponse } from '../http/private-headers.ts'
import { isCrossSite, readHttpRequest, type HttpRequest } from '../http/request.ts'
import type { SessionContext } from './session-context.ts'
import type { RequestCookies, SessionReading } from './browser-sessions.ts'
import { explainDenial } from './denial.ts'
import { explainSession, type Session } from './session.ts'
import { defineGate } from '../access/define-gate.ts'
import { refuseOutdated } from './refuse-outdated.ts'
import { buildLoginChallenge } from '../http/route-table.ts'
import type { HandleOptions } from '../http/wait-until.ts'
import type { TokenReading } from '../access/person-tokens.ts'
import { areRolesShown, isBeforeHook } from './refresh/renewal.ts'
import { renewIfDue } from './renew-reading.ts'

/** Creates the authentication by session. */
export function createAuthenticate(context: SessionContext): Authenticate {
  const fail = (received: Request | HttpRequest, error: unknown): RequestAuth =>
    new FailedAuth(
      () => answerError(context, received, error),
      buildTokensError(error, buildLoginChallenge(context.routes)),
    )

  return (received, known, handling) => {
    if (SessionAuth.cookiesOf(context, known) !== undefined) return known as SessionAuth
    try {
      const request = readHttpRequest(received)
      const parsed = { request, cookies: readCookies(context, request) }
      const requestAuth = authenticateParsed(context, parsed, handling)
      return isPromise(requestAuth)
        ? requestAuth.catch((error: unknown) => fail(received, error))
        : requestAuth
    } catch (error) {
      return fail(received, error)
    }
  }
}

/** Authenticates a request whose cookies are parsed. It rejects if the sessions cannot be read. */
export function authenticateParsed(
  context: SessionContext,
  parsed: ParsedRequest,
  handling?: HandleOptions,
): MaybePromise<RequestAuth> {
  const { cookies } = parsed
  return andThen(context.sessions.read(cookies, handling?.touch), (read) =>
    andThen(renewIfDue(context, read, cookies, handling), (reading) =>
      andThen(
        readDenied(context, reading, cookies),
        (denied) => new SessionAuth(context, parsed, reading, denied),
      ),
    ),
  )
}

/** Reads the decision that denied a browser without a session. If the browser was not denied, it reads nothing. */
function readDenied(
  context: SessionContext,
  { session }: SessionReading,
  cookies: RequestCookies,
): MaybePromise<DeniedDecision | undefined> {
  const { config, names } = context
  const isKept = session === undefined && config.session.keep.trace && cookies.has(names.denied)
  return isKept ? explainDenial(context, cookies) : undefined
}

const noCookies: RequestCookies = new Map()

/**
 * Reads the cookies of the engine only. With `SameSite=None` browsers send them with requests of other sites as well: those are of an
 * anonymous caller, as with `SameSite=Lax`.
 * @param known an earlier result for the same request, whose cookies are not parsed again
 */
export function readCookies(
  context: SessionContext,
  request: HttpRequest,
  known?: RequestAuth,
): RequestCookies {
  const parsed = SessionAuth.cookiesOf(context, known)
  if (parsed !== undefined) return parsed
  const { config, names, routes } = context
  if (config.session.sameSite === 'none' && isCrossSite(request, routes.origin)) return noCookies
  return parseCookies(request.header('cookie'), names)
}

/**
 * Builds the caller of a request from its session. Roles that are too old do not count: the caller has none then. A person who is not
 * admitted is anonymous, so that a handler without a gate does not serve them as a user. So is a person whom `onSignIn` has not admitted.
 */
function buildAuth(context: SessionContext, { session, roles, expiresAt, isRefused }: SessionReading): Auth {
  if (session === undefined || roles === undefined || expiresAt === undefined || isRefused)
    return buildAnonymous()
  if (isBeforeHook(context, session)) return buildAnonymous()
  const shown = areRolesShown(context, session, context.ports.now()) ? roles : noRoles
  return buildAuthenticated('session', session, expiresAt, shown)
}

/** Builds what a refusal shows and logs of a person who is not admitted: a gate without a role lacks those of `requiredRoles`. */
function buildRefused(
  { providers }: SessionContext,
  session: Session,
  role: RoleRequirement | undefined,
): Parameters<typeof refuse>[2] {
  const { expiresAt, providerId } = session
  const required = providers.find(providerId)?.readKnownSecurity()?.requiredRoles
  return {
    auth: buildAuthenticated('session', session, expiresAt, noRoles),
    ...{ providerId, role: role ?? required },
  }
}

const anyUser = defineGate({})

interface ParsedRequest {
  readonly request: HttpRequest
  readonly cookies: RequestCookies
}

/** The user of a request's session. This is a class because every request makes one. */
class SessionAuth implements RequestAuth {
  readonly auth: Auth
  readonly setCookies: readonly string[]
  readonly isRefused: boolean
  readonly #context: SessionContext
  readonly #request: HttpRequest
  readonly #cookies: RequestCookies
  readonly #session: SessionReading['session']
  readonly #denied: DeniedDecision | undefined

  constructor(
    context: SessionContext,
    { request, cookies }: ParsedRequest,
    reading: SessionReading,
    denied: DeniedDecision | undefined,
  ) {
    this.auth = buildAuth(context, reading)
    this.setCookies = reading.setCookies
    this.isRefused = reading.isRefused
    this.#context = context
    this.#request = request
    this.#cookies = cookies
    this.#session = reading.session
    this.#denied = denied
  }

  /** Returns the cookies of an earlier result; undefined if the result is from another engine, an access token or a failure. */
  static cookiesOf(context: SessionContext, known: RequestAuth | undefined): RequestCookies | undefined {
    return known !== undefined && #context in known && known.#context === context ? known.#cookies : undefined
  }

  authorize(gate: GateOptions = anyUser): Promise<Response> | undefined {
    try {
      const authorization = authorize(this.auth, gate)
      // A sign-in would not help: this process would not admit the person.
      if (this.isRefused) return this.#refuse(gate)
      const parsed = { request: this.#request, cookies: this.#cookies }
      const refusal = this.#session && refuseOutdated(this.#context, parsed, this.#session, gate)
      return refusal ?? (authorization.ok ? undefined : this.#refuse(gate))
    } catch (error) {
      return answerError(this.#context, this.#request, error)
    }
  }

  async #refuse(gate: GateOptions): Promise<Response> {
    try {
      const { role } = defineGate(gate)
      const session = this.#session
      if (this.#cookies === noCookies) {
        const { refuseCrossSite } = await import('./refuse-cross-site.ts')
        refuseCrossSite(this.#context, this.#request)
      }
      const asked =
        session !== undefined && this.isRefused
          ? buildRefused(this.#context, session, role)
          : { auth: this.auth, providerId: session?.providerId ?? '', role }
      return buildPrivateResponse(await refuse(this.#context, this.#request, asked))
    } catch (error) {
      return answerError(this.#context, this.#request, error)
    }
  }

  async tokens(handling?: HandleOptions): Promise<TokenReading> {
    try {
      const session = this.auth.status === 'anonymous' ? undefined : this.#session
      const { readAccessToken } = await import('./access-token.ts')
      return await readAccessToken(this.#context, session, this.#cookies, handling)
    } catch (error) {
      throw buildTokensError(error, buildLoginChallenge(this.#context.routes))
    }
  }

  explain(): Decision | undefined {
    return explainSession(this.#session, this.#context.providers) ?? this.#denied
  }
}
