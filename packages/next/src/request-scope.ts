import { AsyncLocalStorage } from 'node:async_hooks'
import type { PersonAccess } from '@x/oidc-engine'

/** The handler that is running: a route handler or a server action behind a gate, which can write cookies. */
const scopes = new AsyncLocalStorage<PersonAccess>()

/** Runs a handler whose response can have the cookies of a refresh, so that `tokens` and `fetchAs` inside it may refresh. */
export function runWithAccess<Result>(access: PersonAccess, run: () => Result): Result {
  return scopes.run(access, run)
}

/** The access of the running handler; undefined in a page, and in a handler without a gate of the library. */
export function findAccess(): PersonAccess | undefined {
  return scopes.getStore()
}
