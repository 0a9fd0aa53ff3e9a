import { OidcError } from '@x/oidc-core'
import { withTimeout } from '../cache/timeout.ts'
import { andThen, isPromise, type MaybePromise } from '../maybe-promise.ts'
import type { Ports } from '../ports.ts'
import { parseStoredEntry } from './parse-stored-entry.ts'
import type { SessionStore } from './session-store.ts'

const timeoutSeconds = 5

/**
 * Turns each failure of a store into an outage: an error must never count as "no session". A result of another type is a failure, too:
 * a driver may return a text for a number, or an object that says that nothing was replaced.
 */
export function createSafeStore(store: SessionStore, startTimer: Ports['startTimer']): SessionStore {
  function guard<Value>(operation: keyof SessionStore, run: () => MaybePromise<Value>): MaybePromise<Value> {
    const fail = (why: string, cause?: unknown): never => {
      throw unavailable(operation, why, cause)
    }
    let result: MaybePromise<Value>
    try {
      result = run()
    } catch (cause) {
      return fail('it failed', cause)
    }
    if (!isPromise(result)) return result
    const waiting = result
    return withTimeout(startTimer, timeoutSeconds, () => waiting).then((outcome) =>
      outcome.ok
        ? outcome.value
        : fail(
            outcome.isLate ? `it did not answer within ${timeoutSeconds} seconds` : 'it failed',
            outcome.cause,
          ),
    )
  }
  return {
    read: (key) =>
      andThen(
        guard('read', () => store.read(key)),
        (found: unknown) => {
          // Many drivers return null for an entry that does not exist.
          if (found === undefined || found === null) return undefined
          const entry = parseStoredEntry(found)
          if (entry === undefined) throw unavailable('read', 'it returned no entry of the form StoredSession')
          return entry
        },
      ),
    create: (key, entry) => guard('create', () => store.create(key, entry)),
    replace: (key, entry, version) =>
      andThen(
        guard('replace', () => store.replace(key, entry, version)),
        (isReplaced: unknown) => {
          if (typeof isReplaced === 'boolean') return isReplaced
          throw unavailable('replace', 'it returned neither true nor false')
        },
      ),
    delete: (key) => guard('delete', () => store.delete(key)),
    deleteAll: (index) => guard('deleteAll', () => store.deleteAll(index)),
  }
}

/** Builds the error of an outage of the store. The store's own error may quote anything, so it is the cause only. */
export function unavailable(operation: string, why: string, cause?: unknown): OidcError {
  const message = `The session store failed at ${operation}: ${why}.`
  return new OidcError('session_store_unavailable', message, { operation, why }, cause)
}
