import type { StoreCase } from './replay-store-contract.ts'
import { sessionStoreCases } from './session-store-cases.ts'
import { type CreateSessionStore, SessionTrial } from './tried-session-store.ts'

/**
 * Describes what every `SessionStore` of `@x/oidc-engine` has to do, as cases of which each wants an empty store.
 *
 * @example
 * describe('the cookie store', () => {
 *   it.each(describeSessionStore(createTestedCookieStore))('$name', ({ run }) => run())
 * })
 */
export function describeSessionStore(create: CreateSessionStore): readonly StoreCase[] {
  return sessionStoreCases.map(([name, run]) => ({
    name,
    run: async () => run(await SessionTrial.begin(create)),
  }))
}
