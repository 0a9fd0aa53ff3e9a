import type { StoreCase } from './replay-store-contract.ts'
import { sessionStoreCases } from './session-store-cases.ts'
import { type CreateSessionStore, SessionTrial } from './tried-session-store.ts'

/**
 * Returns the cases of the contract of every `SessionStore` of `@x/oidc-engine`. Each case creates an empty store.
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
