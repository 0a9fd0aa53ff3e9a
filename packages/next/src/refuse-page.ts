import { markGateRedirect } from '@x/oidc-engine/adapter'
import { forbidden, redirect } from 'next/navigation'

/**
 * Leaves a page or a server action in the way that Next.js has for it, when a gate did not let somebody through. A page has
 * no status of its own to set: where the application's `forbidden.tsx` cannot be shown, `forbiddenUrl` answers 403.
 */
export function refusePage(refusal: Response | undefined, forbiddenUrl: string, isAction: boolean): void {
  if (refusal === undefined) return
  const location = refusal.headers.get('location')
  if (location !== null) redirect(markGateRedirect(location))
  if (refusal.status !== 403) throw new Error(`The gate of a page failed: ${refusal.status}.`)
  try {
    // In an action that a form was posted to without scripts, Next.js makes a 404 of it.
    if (!isAction) forbidden()
  } catch (error) {
    // Without `experimental.authInterrupts` it only says so.
    if (error instanceof Error && 'digest' in error) throw error
  }
  redirect(forbiddenUrl)
}

/** Marks the redirect of a route handler's gate as that of a page is: `headers()` of next.config may let caches keep it. */
export function markRedirect(refusal: Response): Response {
  const location = refusal.headers.get('location')
  if (location !== null) refusal.headers.set('location', markGateRedirect(location))
  return refusal
}
