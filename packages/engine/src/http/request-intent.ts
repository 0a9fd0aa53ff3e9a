import type { RequestFacts } from './request-facts.ts'

/** Whether the answer should be a page for a person rather than an answer for a program. */
export function wantsHtml({ header }: RequestFacts): boolean {
  const accept = header('accept') ?? ''
  return /\btext\/html\b|\bapplication\/xhtml\+xml\b/iu.test(accept)
}

/** Whether a browser is going to show the answer in its window, so that a redirect to a sign-in makes sense. */
export function isNavigation(facts: RequestFacts): boolean {
  if (facts.method !== 'GET' || isPrefetch(facts)) return false
  const mode = facts.header('sec-fetch-mode')
  return wantsHtml(facts) && (mode === null || mode === undefined || mode === 'navigate')
}

/** Whether a browser or a framework only fetches ahead. Nothing may begin because of that. */
export function isPrefetch({ header }: RequestFacts): boolean {
  const purpose = `${header('sec-purpose') ?? ''} ${header('purpose') ?? ''} ${header('x-moz') ?? ''}`
  return /\bpre(?:fetch|render|view)\b/iu.test(purpose) || isPresent(header('next-router-prefetch'))
}

/**
 * Whether a page embeds the address as an image, a script, a style, a font or another subresource: no person can go on from
 * there. `empty` is a `fetch`, which a router of a framework uses for the navigation of a person.
 * @see Fetch Metadata Request Headers, section 2.1
 */
export function isSubresource({ header }: RequestFacts): boolean {
  const destination = header('sec-fetch-dest') ?? 'document'
  return !['document', 'iframe', 'frame', 'empty'].includes(destination)
}

function isPresent(value: string | null | undefined): boolean {
  return value !== null && value !== undefined
}
