import { redirect } from 'next/navigation'

/** Leaves a page or an action, as Next.js wants it, for whomever a gate did not let through. */
export function refusePage(refusal: Response | undefined): void {
  if (refusal === undefined) return
  const location = refusal.headers.get('location')
  if (location !== null) redirect(location)
  if (refusal.status === 403)
    throw Object.assign(new Error('A role is missing'), { digest: 'NEXT_HTTP_ERROR_FALLBACK;403' })
  throw new Error(`The gate of a page was answered ${refusal.status}.`)
}
