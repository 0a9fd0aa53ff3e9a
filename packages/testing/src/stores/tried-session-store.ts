import assert from 'node:assert/strict'

type MaybePromise<Value> = Value | Promise<Value>

/** One session as a store keeps it. `StoredSession` of `@x/oidc-engine` has the same shape. */
export interface TestedStoredSession {
  /** The sealed content, up to 20,480 ASCII characters. */
  readonly data: string
  /** The number of the version, from 0. */
  readonly version: number
  /** When the entry is no longer returned, as NumericDate. */
  readonly expiresAt: number
  /** One or two hashes by which `deleteAll` finds the entry. */
  readonly indexes: readonly string[]
  /** Until when one process refreshes the session, as NumericDate. */
  readonly lockVersion: number
}

/** The members of a `SessionStore` that the contract calls. `SessionStore` of `@x/oidc-engine` has the same shape. */
export interface TestedSessionStore {
  /** Returns the entry of a key; undefined if there is none, or if it has expired. */
  readonly read: (key: string) => MaybePromise<TestedStoredSession | undefined>
  /** Stores a new entry; rejects if the key has one. */
  readonly create: (key: string, entry: TestedStoredSession) => MaybePromise<void>
  /** Replaces an entry if it still has this version, and says whether it did. */
  readonly replace: (key: string, entry: TestedStoredSession, version: number) => MaybePromise<boolean>
  /** Deletes an entry, if there is one. */
  readonly delete: (key: string) => MaybePromise<void>
  /** Deletes all entries with this index, and returns their number. */
  readonly deleteAll: (index: string) => MaybePromise<number>
}

/** An entry that a case builds. Seconds count from the start of the case. */
export interface EntryChanges extends Partial<Omit<TestedStoredSession, 'expiresAt'>> {
  readonly seconds?: number
}

/** The store that a case of the contract tests, with promises of all its results. */
export interface TriedSessionStore {
  readonly read: (key: string) => Promise<TestedStoredSession | undefined>
  readonly create: (key: string, entry: TestedStoredSession) => Promise<void>
  readonly replace: (key: string, entry: TestedStoredSession, version: number) => Promise<boolean>
  readonly delete: (key: string) => Promise<void>
  readonly deleteAll: (index: string) => Promise<number>
  /** Sets the clock. Seconds count from the start of the case. */
  readonly setClock: (seconds: number) => void
  /** Builds an entry, by default one that lasts 60 seconds. */
  readonly build: (changes?: EntryChanges) => TestedStoredSession
}

export type SessionStoreCase = readonly [name: string, run: (tried: TriedSessionStore) => Promise<void>]

/** Keys and indexes that a store could confuse. They have the characters of base64url, as hashes do. */
export const lookAlikes: readonly string[] = [
  ...['a', 'A', 'aa', 'a-', 'a_', '-a', '_a', 'ab', 'aB', 'Ab', '_', '-', '__', '--', 'a_b', 'a-b', 'axb'],
  ...['0', '00', '1e3', '1000', 'null', 'undefined', 'true', '__proto__', 'constructor', 'toString'],
  ...[`${'x'.repeat(42)}y`, `${'x'.repeat(42)}Y`, `${'x'.repeat(42)}-`, `${'x'.repeat(63)}y`, 'x'.repeat(64)],
]

/** Compares what a store keeps for a key with an entry. The order of the indexes does not matter. */
export async function expectEntry(
  { read }: Pick<TriedSessionStore, 'read'>,
  key: string,
  expected: TestedStoredSession | undefined,
): Promise<void> {
  assert.deepEqual(pickMembers(await read(key)), pickMembers(expected), `the entry of ${key}`)
}

function pickMembers(entry: TestedStoredSession | undefined): TestedStoredSession | undefined {
  if (entry === undefined) return undefined
  const { data, version, expiresAt, indexes, lockVersion } = entry
  return { data, version, expiresAt, indexes: [...indexes].sort(), lockVersion }
}
