import type { StoreCase } from './replay-store-contract.ts'
import { browserSessionsCases } from './browser-sessions-cases.ts'
import { type CreateBrowserSessions, SessionTrial } from './tried-browser-sessions.ts'

/**
 * Returns the cases of the contract of every `BrowserSessions` of `@x/oidc-engine`. Each case creates an empty store.
 *
 * @example
 * describe('the sessions in cookies', () => {
 *   it.each(describeBrowserSessions(createTestedCookieSessions))('$name', ({ run }) => run())
 * })
 */
export function describeBrowserSessions(create: CreateBrowserSessions): readonly StoreCase[] {
  return browserSessionsCases.map(([name, run]) => ({
    name,
    run: async () => run(await SessionTrial.begin(create)),
  }))
}
