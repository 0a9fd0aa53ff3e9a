import type { OidcConfig } from '@x/oidc-core'
import { computeSha256 } from '../crypto/hash.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { Session } from './session.ts'

/** Which sessions a logout ends: one at the provider, or all of a person. */
export interface LogoutScope {
  /** The issuer of `subject` and of `sessionId`. */
  readonly issuer: string
  /** The person. It does not count if `sessionId` is known. */
  readonly subject: string | undefined
  /** The claim `sid`, which identifies a session at the issuer. */
  readonly sessionId: string | undefined
}

/** The logouts that were accepted. A logout is recorded, because a sign-in may be under way that it ends, too. */
export interface Logouts {
  /**
   * Records that the sessions with one name have ended whose sign-ins began up to an instant.
   * @throws OidcError `session_store_unavailable`
   */
  readonly record: (name: string, at: number) => Promise<void>
  /**
   * Returns the instant of the latest logout with one of the names.
   * @param isFresh whether a cached answer is not enough
   * @throws OidcError `session_store_unavailable`
   */
  readonly findLatest: (names: readonly string[], isFresh?: boolean) => MaybePromise<number | undefined>
}

/** Seconds that a callback takes at most: up to eight requests and functions, each with 10 seconds, and the store. */
const callbackSeconds = 120

/** How long a sign-in may still be under way that a logout ends. The clock of another process or of a store may differ by the tolerance. */
export function longestSignInSeconds({ clockSkewSeconds, session }: OidcConfig): number {
  return session.signInSeconds + callbackSeconds + clockSkewSeconds
}

/**
 * Names what a logout ends, as a hash. A `sid` identifies the session, so `sub` beside it is not needed.
 * @see OpenID Connect Back-Channel Logout 1.0, section 2.4
 */
export async function nameScope({ issuer, sessionId, subject }: LogoutScope): Promise<string> {
  return sessionId === undefined ? nameOf('subject', issuer, subject) : nameOf('sid', issuer, sessionId)
}

/** Names one session of this application, which its own sign-out ends. */
export async function nameSession({ id, issuer }: Pick<Session, 'id' | 'issuer'>): Promise<string> {
  return nameOf('session', issuer, id)
}

/** The names of all logouts that end a session. */
export async function listNames(session: Session): Promise<readonly string[]> {
  const { issuer, providerSessionId, subject } = session
  return Promise.all([
    nameOf('subject', issuer, subject),
    ...(providerSessionId === undefined ? [] : [nameOf('sid', issuer, providerSessionId)]),
    nameSession(session),
  ])
}

function nameOf(kind: 'subject' | 'sid' | 'session', issuer: string, value = ''): MaybePromise<string> {
  return computeSha256(`logout ${kind} ${issuer} ${value}`)
}
