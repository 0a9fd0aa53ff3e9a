import { AsyncLocalStorage } from 'node:async_hooks'
import type { OidcConfig } from '@x/oidc-core'
import type { PersonAccess } from '@x/oidc-engine'
import { shareInProcess } from '@x/oidc-engine/adapter'
import { isBuilding } from './check-application.ts'

/** The handler that is running: a route handler or a server action behind a gate of one application, which can write cookies. */
export interface RequestScope {
  /** Runs a handler whose response can have the cookies of a refresh, so that `tokens` and `fetchAs` inside it may refresh. */
  readonly run: <Result>(access: PersonAccess, handler: () => Result) => Result
  /** The access of the running handler; undefined in a page, and in a handler without a gate of this application. */
  readonly find: () => PersonAccess | undefined
}

/**
 * Creates the scope of the handlers of one configuration. Next.js loads a module several times, so the instances share it. With another
 * configuration, the access is that of another person.
 */
export function createRequestScope(getConfig: () => OidcConfig): RequestScope {
  let scope: AsyncLocalStorage<PersonAccess> | undefined
  const getScope = (): AsyncLocalStorage<PersonAccess> =>
    (scope ??= shareInProcess('handlers of next', [getConfig()], () => new AsyncLocalStorage()))
  return {
    run: (access, handler) => getScope().run(access, handler),
    // `next build` runs no handler, and has no configuration.
    find: () => (isBuilding() ? undefined : getScope().getStore()),
  }
}
