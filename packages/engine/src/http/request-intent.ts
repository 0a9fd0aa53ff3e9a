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

function isPresent(value: string | null | undefined): boolean {
  return value !== null && value !== undefined
}
