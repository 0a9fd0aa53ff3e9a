import type { ReplayResult, ReplayStore } from '../cache/replay-store.ts'
import { andThen, type MaybePromise } from '../maybe-promise.ts'
import type { Logout } from './browser-sessions.ts'
import { listNames, type Logouts, type LogoutScope, nameScope, nameSession } from './logouts.ts'
import { unavailable } from './safe-store.ts'
import type { Session } from './session.ts'

/** Ends sessions in cookies, which no store can delete: each request looks its session up in a list of logouts. */
export interface SessionRevocations {
  /** Whether a logout ends a session. @throws OidcError `session_store_unavailable` */
  readonly isRevoked: (session: Session) => MaybePromise<boolean>
  /** Whether a logout ends a session that was just created, by a sign-in that began at `begunAt`. @throws OidcError as `isRevoked` */
  readonly isOvertaken: (session: Session, begunAt: number) => MaybePromise<boolean>
  /** Ends one session, by its own sign-out. */
  readonly revoke: (session: Session) => Promise<void>
  /** Ends all sessions of a logout. Their number is not known: they are in browsers. */
  readonly endAll: (scope: LogoutScope, logout: Logout) => Promise<undefined>
}

/** @param keptSeconds how long a logout is kept */
export function createSessionRevocations(
  logouts: Logouts,
  claims: Pick<ReplayStore, 'claim'>,
  { keptSeconds, now }: { readonly keptSeconds: number; readonly now: () => number },
): SessionRevocations {
  /** Sessions are cached as objects, and hashing their names takes longer than the rest of a look-up. */
  const named = new WeakMap<Session, readonly string[]>()

  function findNames(session: Session): MaybePromise<readonly string[]> {
    const known = named.get(session)
    if (known !== undefined) return known
    return listNames(session).then((names) => {
      named.set(session, names)
      return names
    })
  }

  /** Any page can contain a frame with an invented `sid`. Such logouts take no room from proven ones. */
  async function claimRoom(name: string, at: number): Promise<void> {
    const claim = { expiresAt: at + keptSeconds, owners: ['front-channel logouts'] }
    let result: ReplayResult
    try {
      result = await claims.claim(`logout front-channel ${name}`, claim)
    } catch (cause) {
      throw unavailable('claim', 'it failed', cause)
    }
    if (result === 'claimed' || result === 'used') return
    throw unavailable('claim', 'the replay store is full of front-channel logouts')
  }

  function isLoggedOut(session: Session, begunAt: number, isFresh: boolean): MaybePromise<boolean> {
    return andThen(findNames(session), (names) =>
      andThen(logouts.findLatest(names, isFresh), (latest) => latest !== undefined && latest >= begunAt),
    )
  }

  return {
    // A session exists since its callback: a sign-in that began before a logout was refused there.
    isRevoked: (session) => isLoggedOut(session, session.createdAt, false),
    isOvertaken: (session, begunAt) => isLoggedOut(session, begunAt, true),
    revoke: async (session) => logouts.record(await nameSession(session), Math.max(now(), session.createdAt)),
    async endAll(scope, { at, isProven }) {
      const name = await nameScope(scope)
      if (!isProven) await claimRoom(name, at)
      await logouts.record(name, at)
      // A sign-in that looked before the record was written has made a session meanwhile, and nothing else ends that.
      const writtenAt = now()
      if (writtenAt > at) await logouts.record(name, writtenAt)
      return undefined
    },
  }
}
