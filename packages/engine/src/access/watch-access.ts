import { type HttpRequest, readHttpRequest, withoutPage } from '../http/request.ts'
import type { HandleOptions } from '../http/wait-until.ts'
import { defaultPorts, type Ports } from '../ports.ts'
import type { Anonymous, Auth, Authenticated } from './auth.ts'
import type { BearerGateOptions, Gate, GateOptions, OpenGateOptions } from './gate-options.ts'
import type { RoleIn, UserTypes } from './with-extra.ts'

/** The part of an engine that asks a gate. */
interface GateEngine<Types extends UserTypes> {
  /** Admits a caller, or responds with the reason. Never rejects. */
  readonly gate: (
    request: HttpRequest,
    gate: NonNullable<WatchAccessOptions<Types>['gate']>,
    handling: HandleOptions,
  ) => Promise<Gate<Types, Caller<Types>>>
}

/** The requirements of a connection that stays open. */
export interface WatchAccessOptions<Types extends UserTypes = string> {
  /** The gate that admitted the caller. @default any signed-in user */
  readonly gate?:
    GateOptions<RoleIn<Types>> | BearerGateOptions<RoleIn<Types>> | OpenGateOptions<RoleIn<Types>>
  /**
   * Whether a check may refresh the session. `due`: if there is a `session.store`. Without one, the browser would not get the cookies of the
   * refresh. @default 'never'
   */
  readonly refresh?: HandleOptions['refresh']
}

/** A connection whose caller is checked while it is open. */
export interface AccessWatch {
  /** Aborts once, when the caller may no longer use the connection. */
  readonly ended: AbortSignal
  /** Ends the checks. Call it when the connection is closed. */
  readonly stop: () => void
}

type Known<Types extends UserTypes> = Exclude<Auth<Types>, Anonymous> | Authenticated<Types>
type Caller<Types extends UserTypes> = Anonymous<RoleIn<Types>> | Known<Types>

/** Seconds between two checks: as long as an access token is cached at most. */
const checkSeconds = 60

/**
 * Watches whether the caller of a connection that stays open, such as a WebSocket or a stream of events, may still use it. `ended` aborts at
 * `auth.expiresAt`, and within a minute after the gate began to refuse the request: the person signed out, the session ended, or a role is
 * gone. An outage ends no connection: while a check gets 503, it is repeated each minute until `expiresAt`. Roles that are too old end it.
 *
 * A check is no activity of the person: the session ends `session.idleSeconds` after the last request of the page. An access token without
 * `exp` is asked about again each minute. With a DPoP proof, which is for one request, `expiresAt` alone counts. `ended`
 * never aborts before the code that called this has run to its end.
 * @param engine the engine, or `oidc.engine` of an adapter
 * @param request the request that opened the connection
 * @param auth the caller that the gate admitted. An anonymous caller has no session that could end
 * @param ports the clock and the timers
 */
export function watchAccess<Types extends UserTypes>(
  engine: GateEngine<Types>,
  request: Request | HttpRequest,
  auth: Caller<Types>,
  { gate, refresh = 'never' }: WatchAccessOptions<Types> = {},
  ports: Pick<Ports, 'now' | 'startTimer'> = defaultPorts,
): AccessWatch {
  const controller = new AbortController()
  const received = withoutPage(readHttpRequest(request))
  let cancel = (): void => undefined
  let isStopped = false

  const stop = (): void => {
    isStopped = true
    cancel()
  }
  const end = (): void => {
    if (isStopped) return
    stop()
    controller.abort()
  }
  const outlastsResult = (known: Known<Types>): boolean =>
    isUndated(known) && !isForOneRequest(received, known)
  const plan = (known: Known<Types>): void => {
    if (isStopped) return
    // With `cacheSeconds: 0`, the result of an undated token expires at once: checks would follow each other without a pause.
    const left = outlastsResult(known) ? checkSeconds : known.expiresAt - ports.now()
    const seconds = Math.max(0, Math.min(left, checkSeconds))
    cancel = ports.startTimer(seconds, () => check(known))
  }
  const check = (known: Known<Types>): void => {
    const seconds = known.expiresAt - ports.now()
    if (seconds > 0) {
      if (isForOneRequest(received, known)) plan(known)
      else void askAgain(known)
      // A clock that shows no time ends the connection.
    } else if (Number.isFinite(seconds) && outlastsResult(known)) {
      void askAgain(known)
    } else end()
  }
  const askAgain = async (known: Known<Types>): Promise<void> => {
    const { auth: admitted, response } = await engine.gate(received, gate ?? {}, { refresh, touch: 'never' })
    if (response === undefined) {
      // Only an optional gate admits an anonymous caller, and this one was known.
      if (admitted.status === 'authenticated') plan(admitted)
      else end()
    } else if (known.expiresAt > ports.now() && (await isOutage(response))) plan(known)
    else end()
  }
  if (auth.status === 'authenticated') plan(auth)
  return { ended: controller.signal, stop }
}

/** Only for a caller with a token do the headers of a token count: anyone can send them beside a session. */
function isForOneRequest<Types extends UserTypes>({ header }: HttpRequest, { via }: Known<Types>): boolean {
  return via === 'bearer' && /^dpop /iu.test(header('authorization') ?? '')
}

/** Whether the caller has an access token of which the provider does not say when it expires: `expiresAt` is that of the cached result. */
function isUndated<Types extends UserTypes>({ user, via }: Known<Types>): boolean {
  return via === 'bearer' && !Object.hasOwn(user.claims, 'exp')
}

/** Roles that are too old, and that the provider does not confirm, are no outage: they count no more. */
async function isOutage(response: Response): Promise<boolean> {
  if (response.status < 500) return false
  const problem: unknown = await response.json().catch(() => undefined)
  return (problem as { readonly code?: unknown } | undefined)?.code !== 'roles_outdated'
}
