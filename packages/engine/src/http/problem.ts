/** Builds a response for programs. @see RFC 9457, section 3 */
export function buildProblem(
  problem: {
    readonly status: number
    readonly title: string
    readonly code: string
    readonly reference?: string
  },
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'x-content-type-options': 'nosniff', ...headers },
  })
}
