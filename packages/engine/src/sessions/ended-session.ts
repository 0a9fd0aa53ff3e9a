import { joinChunks } from '../cookies/chunks.ts'
import { buildCookie } from '../cookies/cookie.ts'
import { parseSessionPayload } from '../crypto/sealed-payloads.ts'
import type { SessionContext } from './session-context.ts'

/** Longer than any request that was under way when the session ended. */
const markSeconds = 3600

/**
 * Builds the mark of the session that ends with this answer. A request that began before may still be answered with the
 * session's cookie in its head; without the mark the browser would sign itself in again.
 */
export async function buildEndedMark(
  { names, sealer }: SessionContext,
  cookies: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const { value } = joinChunks(cookies, names.session)
  if (value === undefined) return []
  const session = parseSessionPayload(await sealer.unseal('session', names.session, value))
  return session === undefined ? [] : [buildCookie(names, names.ended, session.id, markSeconds)]
}
