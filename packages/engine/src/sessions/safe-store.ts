import { OidcError } from '@x/oidc-core'
import { withTimeout } from '../cache/timeout.ts'
import { andThen, isPromise, type MaybePromise } from '../maybe-promise.ts'
import type { Ports } from '../ports.ts'
import type { SessionStore } from './session-store.ts'

/** Maximum characters of a sealed session. A longer one is not from this library. */
export const maxStoredLength = 20_480

const timeoutSeconds = 5

/**
 * Turns each failure of a store into an outage: an error must never count as "no session". A result of another type is a
 * failure, too: many databases return a large number as text, and "0" + 1 is not the next version.
 */
export function createSafeStore(store: SessionStore, startTimer: Ports['startTimer']): SessionStore {
  function guard<Value>(
    operation: keyof SessionStore,
    run: () => MaybePromise<Value>,
    describeWrong: (value: unknown) => string | undefined,
  ): MaybePromise<Value> {
    const fail = (why: string, cause?: unknown): never => {
      throw unavailable(operation, why, cause)
    }
    let result: MaybePromise<Value>
    try {
      result = run()
    } catch (cause) {
      return fail('it failed', cause)
    }
    return andThen(isPromise(result) ? settle(result, fail) : result, (value) => {
      const wrong = readSafely(() => describeWrong(value))
      return wrong === undefined ? value : fail(`it returned ${wrong}`)
    })
  }

  async function settle<Value>(
    waiting: Promise<Value>,
    fail: (why: string, cause?: unknown) => never,
  ): Promise<Value> {
    const outcome = await withTimeout(startTimer, timeoutSeconds, () => waiting)
    if (outcome.ok) return outcome.value
    return fail(
      outcome.isLate ? `it did not answer within ${timeoutSeconds} seconds` : 'it failed',
      outcome.cause,
    )
  }

  const anything = (): undefined => undefined
  return {
    read: (key) => guard('read', () => store.read(key), describeWrongEntry),
    create: (key, entry) => guard('create', () => store.create(key, entry), anything),
    replace: (key, entry, version) =>
      guard('replace', () => store.replace(key, entry, version), expectType('boolean')),
    delete: (key) => guard('delete', () => store.delete(key), anything),
    deleteAll: (index) => guard('deleteAll', () => store.deleteAll(index), expectType('number')),
  }
}

const expectType =
  (expected: 'boolean' | 'number') =>
  (value: unknown): string | undefined =>
    typeof value === expected ? undefined : `${describeType(value)}, expected a ${expected}`

const members = ['data', 'version', 'expiresAt', 'indexes', 'lockVersion']

/** An entry has one or two. */
const maxIndexes = 2

function describeWrongEntry(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'object' || value === null)
    return `${describeType(value)}, expected an entry or undefined`
  // Own members alone: pollution must not complete an entry.
  const [data, version, expiresAt, indexes, lockVersion] = members.map((name) =>
    Object.hasOwn(value, name) ? (value as Partial<Record<string, unknown>>)[name] : undefined,
  )
  if (typeof data !== 'string') return `an entry whose data is ${describeType(data)}, expected a string`
  if (data.length > maxStoredLength)
    return `an entry whose data has ${data.length} characters, expected at most ${maxStoredLength}`
  for (const [name, number] of Object.entries({ version, expiresAt, lockVersion }))
    if (!Number.isFinite(number))
      return `an entry whose ${name} is ${describeType(number)}, expected a number`
  if (!Array.isArray(indexes)) return `an entry whose indexes is ${describeType(indexes)}, expected a list`
  return indexes.length <= maxIndexes
    ? undefined
    : `an entry with ${indexes.length} indexes, expected at most two`
}

/** A getter or a proxy may throw. */
function readSafely(describe: () => string | undefined): string | undefined {
  try {
    return describe()
  } catch {
    return 'an entry that cannot be read'
  }
}

/** Names the type alone: the value may be anything. */
function describeType(value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return String(value)
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`
}

/** Builds the error of an outage of the store. The store's own error may quote anything, so it is the cause only. */
export function unavailable(operation: string, why: string, cause?: unknown): OidcError {
  const message = `The session store failed at ${operation}: ${why}.`
  return new OidcError('session_store_unavailable', message, { operation, why }, cause)
}
