import type { EngineContext } from '../../engine-context.ts'
import { buildRedirect } from '../../http/redirect.ts'
import { buildLoginUrl } from '../../http/route-table.ts'
import { canSignOutAtProvider } from '../../providers/end-session.ts'
import type { SignInProvider } from '../../providers/provider.ts'
import type { SignIn } from '../../sessions/sign-in.ts'
import type { Transaction } from '../../sessions/transaction.ts'
import type { RouteContext } from '../route-handler.ts'

/** Whether a person who asked for another account signed in with the account of the session again. */
export async function isSamePerson(
  context: EngineContext,
  { cookies }: RouteContext,
  { decision, providerId, switching }: SignIn,
): Promise<boolean> {
  if (!switching) return false
  const { session } = await context.sessions.read(cookies)
  return session?.providerId === providerId && session.subject === decision.subject
}

/**
 * Sends a person who asked for another account to the page that signs out first, if the provider refused or ignored the request
 * and does not list its prompts. Returns undefined if that page could not help.
 */
export async function offerSignOut(
  { routes }: EngineContext,
  { client, config }: SignInProvider,
  { returnTo }: Transaction,
  setCookies: readonly string[],
): Promise<Response | undefined> {
  const metadata = await client.metadata()
  if (metadata.prompt_values_supported !== undefined || !canSignOutAtProvider(config, metadata))
    return undefined
  const options = { returnTo, switchAccount: true, signOutFirst: true }
  return buildRedirect(buildLoginUrl(routes, config.providerId, options), 303, setCookies)
}
