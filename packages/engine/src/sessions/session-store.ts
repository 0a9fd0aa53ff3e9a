import type { MaybePromise } from '../maybe-promise.ts'

/**
 * Stores the sessions of an application outside the browser, for example in a database. The browser then has only a random id. A
 * store handles texts that mean nothing to it: keys and indexes are hashes, and the content is sealed with `session.secret`. So a
 * copy of the store contains no session id, no name and no token.
 *
 * Keys and indexes have up to 64 characters of `A-Z`, `a-z`, `0-9`, `-` and `_`, and the case of letters counts.
 *
 * Each function may return a promise. A rejection, or no answer within 5 seconds, is an outage: requests with a session get 503.
 */
export interface SessionStore {
  /** Returns the entry of a key; undefined if there is none, or if it has expired. */
  readonly read: (key: string) => MaybePromise<StoredSession | undefined>
  /**
   * Stores a new entry. Keys are hashes of 144 random bits, so they do not repeat. It rejects if the key has an entry, and does
   * not replace that: then no mistake can put one person's session in place of another's.
   */
  readonly create: (key: string, entry: StoredSession) => MaybePromise<void>
  /**
   * Replaces an entry if its version is still `version`, in one step: of several calls with the same version, one succeeds.
   * Returns false if the entry has another version, does not exist, or has expired.
   */
  readonly replace: (key: string, entry: StoredSession, version: number) => MaybePromise<boolean>
  /** Deletes an entry, if there is one. A later `replace` of it returns false. */
  readonly delete: (key: string) => MaybePromise<void>
  /** Deletes all entries with this index, and returns their number. An entry that has expired may count. */
  readonly deleteAll: (index: string) => MaybePromise<number>
}

/** One session as a store keeps it. */
export interface StoredSession {
  /** The sealed content, up to 20,480 ASCII characters. */
  readonly data: string
  /** The number of the version, from 0. */
  readonly version: number
  /** When the entry may be deleted, and is no longer returned: NumericDate, seconds since 1970. */
  readonly expiresAt: number
  /** One or two hashes by which `deleteAll` finds the entry: of the person, and of the session at the provider. */
  readonly indexes: readonly string[]
  /**
   * The version with which one process took the lock of the session. It refreshes the session, and others wait for it. 0: no process
   * does.
   */
  readonly lockVersion: number
}
