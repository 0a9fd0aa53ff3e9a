/**
 * Lists the cookies of ours that an answer has not, or not any more: an application that sets `Set-Cookie` anew would
 * lose a session, or keep one that has ended. For adapters.
 */
export function listMissingCookies(ours: readonly string[], present: readonly string[]): readonly string[] {
  return ours.length === 0 ? ours : ours.filter((cookie) => !present.includes(cookie))
}
