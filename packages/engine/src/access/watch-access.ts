import type { HttpRequest } from '../http/request.ts'
import { readHttpRequest } from '../http/request.ts'
import type { HandleOptions } from '../http/wait-until.ts'
import { defaultPorts, type Ports } from '../ports.ts'
import type { Auth, Authenticated } from './auth.ts'
import { hasToken } from './bearer/authorization-header.ts'
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

type Caller<Types extends UserTypes> = Auth<Types> | Authenticated<Types>

/** Seconds between two checks: as long as an access token is cached at most. */
const checkSeconds = 60

/**
 * Watches whether the caller of a connection that stays open, such as a WebSocket or a stream of events, may still use it. `ended` aborts at
 * `auth.expiresAt`, and within a minute after the gate began to refuse the request: the person signed out, the session ended, or a role is
 * gone. An outage ends no connection: while a check gets 503, it is repeated each minute until `expiresAt`.
 *
 * With a DPoP proof, which is for one request, `expiresAt` alone counts. `ended` never aborts before the code that called this has run to its end.
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
  const received = readHttpRequest(request)
  const isForOneRequest = hasToken(received) && typeof received.header('dpop') === 'string'
  let isStopped = auth.status === 'anonymous'
  let cancel = (): void => undefined

  const stop = (): void => {
    isStopped = true
    cancel()
  }
  const end = (): void => {
    stop()
    controller.abort()
  }
  // An anonymous caller here had a session when the connection was opened, and only an optional gate admits one.
  const countSeconds = (known: Caller<Types>): number =>
    known.status === 'anonymous' ? 0 : known.expiresAt - ports.now()
  const plan = (known: Caller<Types>): void => {
    if (isStopped) return
    const seconds = Math.max(0, Math.min(countSeconds(known), checkSeconds))
    cancel = ports.startTimer(seconds, () => check(known))
  }
  const check = (known: Caller<Types>): void => {
    // A clock that shows no time ends the connection.
    const isOver = !(countSeconds(known) > 0)
    if (isOver) end()
    else if (isForOneRequest) plan(known)
    else void askAgain(known)
  }
  const askAgain = async (known: Caller<Types>): Promise<void> => {
    const answer = await engine.gate(received, gate ?? {}, { refresh })
    if (answer.response === undefined) plan(answer.auth)
    else if (answer.response.status >= 500) plan(known)
    else if (!isStopped) end()
  }
  plan(auth)
  return { ended: controller.signal, stop }
}
