import { OidcError } from '@x/oidc-core'
import { createTtlCache } from '../../cache/ttl-cache.ts'
import { withTimeout } from '../../cache/timeout.ts'
import { countFailure } from '../../http/count-outage.ts'
import { describeError } from '../../http/describe-error.ts'
import { type HandleOptions, keepAlive } from '../../http/wait-until.ts'
import type { Ports } from '../../ports.ts'
import type { RequestCookies } from '../browser-sessions.ts'
import type { Session } from '../session.ts'
import type { RefreshContext } from './save-refreshed.ts'
import type { RefreshOutcome, SessionRefresher } from './session-refresher.ts'

interface Flight {
  /** When it began; or when the first look found that its time seems to be over, which a clock that was set makes it seem, too. */
  begunAt: number
  isSuspected: boolean
  readonly done: Promise<RefreshOutcome>
  /** Set at the end. On workerd, `done` may never settle for other requests than the one that started it. */
  outcome: RefreshOutcome | undefined
}

/** Seconds during which a failed refresh is not tried again. */
const backoffSeconds = 10

/** Seconds between two looks at a refresh of another request or process. */
const pollSeconds = 0.2

/** Seconds after which a flight without an end was cut off with its request, if they pass twice: longer than a claim of a session lasts. */
const lostSeconds = 95

/** Longest time to wait for another process. */
const maxBusySeconds = 30

const maxSessions = 50_000

/** The parts of a refresher that engines of one process share. */
export interface RefreshMemory {
  readonly flights: Map<string, Flight>
  readonly failures: ReturnType<typeof createTtlCache<RefreshOutcome>>
}

export function createRefreshMemory(): RefreshMemory {
  return { flights: new Map(), failures: createTtlCache(maxSessions) }
}

export function createRefresher(context: RefreshContext, memory: RefreshMemory): SessionRefresher {
  const { ports } = context
  const { failures, flights } = memory

  /** The flight of a session that is still running. */
  function find(session: Session): Flight | undefined {
    const flight = flights.get(session.id)
    const now = ports.now()
    if (flight === undefined || Math.abs(now - flight.begunAt) < lostSeconds) return flight
    if (flight.isSuspected) {
      flights.delete(session.id)
      return undefined
    }
    flight.isSuspected = true
    flight.begunAt = now
    return flight
  }

  function begin(session: Session, cookies: RequestCookies, handling: HandleOptions): Flight {
    const done = refresh(session, cookies, handling).catch((error: unknown) => fail(session, error))
    const flight: Flight = { begunAt: ports.now(), isSuspected: false, done, outcome: undefined }
    flights.set(session.id, flight)
    const settled = done.then((outcome) => {
      flight.outcome = outcome
      if (flights.get(session.id) === flight) flights.delete(session.id)
    })
    // A platform that ends work with the request must not end this work: the refresh token may be used up already.
    keepAlive(handling, undefined, () => settled)
    return flight
  }

  async function refresh(
    session: Session,
    cookies: RequestCookies,
    handling: HandleOptions,
  ): Promise<RefreshOutcome> {
    const claim = await awaitClaim(session, cookies)
    if (claim.state === 'ended') return { outcome: 'ended' }
    if (claim.state === 'refreshed') return { outcome: 'refreshed', record: claim.record }
    try {
      const { refreshAndReport } = await import('./report-refresh.ts')
      const outcome = await refreshAndReport({ ...context, handling, cookies }, claim.record)
      if (outcome.outcome === 'refreshed' && outcome.error !== undefined)
        recordFailure(outcome.record.session, { outcome: 'failed', error: outcome.error })
      return outcome
    } catch (error) {
      await context.sessions.releaseRefresh(session)
      throw error
    }
  }

  async function awaitClaim(session: Session, cookies: RequestCookies) {
    for (let waited = 0; ; waited += pollSeconds) {
      const claim = await context.sessions.claimRefresh(session, cookies)
      if (claim.state !== 'busy') return claim
      if (waited > maxBusySeconds) throw unavailable(session, 'another process is refreshing the session')
      await sleep(ports, pollSeconds)
    }
  }

  /** Waits for the end of a flight. On workerd the promise of another request may never settle, so its outcome is looked at. */
  async function waitFor(flight: Flight, seconds: number): Promise<void> {
    for (let waited = 0; waited < seconds && flight.outcome === undefined; waited += pollSeconds)
      await withTimeout(ports.startTimer, pollSeconds, () => flight.done)
  }

  function fail(session: Session, error: unknown): RefreshOutcome {
    const outcome: RefreshOutcome = { outcome: 'failed', error }
    recordFailure(session, outcome)
    return outcome
  }

  function recordFailure(session: Session, failure: RefreshOutcome & { readonly outcome: 'failed' }): void {
    const at = ports.now()
    failures.write(keyOf(session), failure, { at, until: at + backoffSeconds })
    const { code, message } = describeError(failure.error)
    const { providerId } = session
    const unreported = countFailure(ports, ['session_refresh_failed', providerId, code])
    if (unreported === undefined) return
    ports.log({
      level: 'warn',
      code: 'session_refresh_failed',
      message: `A session of ${providerId} could not be refreshed. It goes on with what it has. ${message}`,
      providerId,
      unreported,
      detail: { error: code },
    })
  }

  return {
    async refresh(session, cookies, { waitSeconds, handling = {} }) {
      const failure = failures.read(keyOf(session), ports.now())
      if (failure !== undefined) return failure
      const flight = find(session) ?? begin(session, cookies, handling)
      await waitFor(flight, waitSeconds)
      const late = { outcome: 'failed', error: unavailable(session, 'its refresh takes too long') } as const
      return flight.outcome ?? late
    },
    async settle(session) {
      const flight = find(session)
      if (flight !== undefined) await waitFor(flight, settleSeconds)
    },
  }
}

/** Longest time that a sign-out waits for a running refresh. */
const settleSeconds = 5

/** A later version of the session is tried at once. */
function keyOf({ generation, id }: Session): string {
  return `${id} ${generation}`
}

function sleep({ startTimer }: Ports, seconds: number): Promise<void> {
  return new Promise((resolve) => {
    startTimer(seconds, resolve)
  })
}

function unavailable({ providerId }: Session, why: string): OidcError {
  const message = `A session of ${providerId} cannot be refreshed now: ${why}.`
  return new OidcError('provider_unavailable', message, { providerId, operation: 'token', why })
}
