import { markGateRedirect } from '@x/oidc-engine/adapter'

/**
 * Leaves a page or a server action with a redirect or an error of Next.js if a gate refuses the caller. A page cannot set a
 * status: if the application's `forbidden.tsx` cannot be shown, `forbiddenUrl` responds 403.
 */
export async function refusePage(
  refusal: Response | undefined,
  forbiddenUrl: string,
  isAction: boolean,
): Promise<void> {
  if (refusal === undefined) return
  // Next.js replaces exactly this name in its bundles, and Node does not find it: a test or a script can import `auth.ts` without Next.js.
  const { forbidden, redirect } = await import('next/navigation')
  const location = refusal.headers.get('location')
  if (location !== null) redirect(markGateRedirect(location))
  if (refusal.status === 401)
    throw new Error(
      'A page asks for a signed-in user, and every provider has signIn: false. Configure one with sign-ins.',
    )
  if (refusal.status !== 403) throw new Error(`The gate of a page failed: ${refusal.status}.`)
  try {
    // In an action that received a form from a browser without scripts, Next.js turns this error into a 404.
    if (!isAction) forbidden()
  } catch (error) {
    // Without `experimental.authInterrupts` Next.js only throws an error.
    if (error instanceof Error && 'digest' in error) throw error
  }
  redirect(forbiddenUrl)
}

/** Marks the redirect of a route handler's gate like that of a page: `headers()` of next.config may let caches store it. */
export function markRedirect(refusal: Response): Response {
  const location = refusal.headers.get('location')
  if (location !== null) refusal.headers.set('location', markGateRedirect(location))
  return refusal
}
