import { forbidden, redirect } from 'next/navigation'

/**
 * Leaves a page or a server action in the way that Next.js has for it, when a gate did not let somebody through. A page has
 * no status of its own to set: without `experimental.authInterrupts`, `forbiddenUrl` answers 403 in its place.
 */
export function refusePage(refusal: Response | undefined, forbiddenUrl: string): void {
  if (refusal === undefined) return
  const location = refusal.headers.get('location')
  if (location !== null) redirect(location)
  if (refusal.status !== 403) throw new Error(`The gate of a page failed: ${refusal.status}.`)
  interrupt()
  redirect(forbiddenUrl)
}

/** Shows the application's `forbidden.tsx`, if the application has switched that on. */
function interrupt(): void {
  try {
    forbidden()
  } catch (error) {
    if (error instanceof Error && 'digest' in error) throw error
  }
}
