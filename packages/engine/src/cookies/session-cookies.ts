import { buildCookie, buildDeletion } from './cookie.ts'
import { buildChunkName, findChunkNames, maxChunks, maxCookieBytes, splitIntoChunks } from './chunks.ts'
import type { CookieTable } from './table.ts'

export type SessionCookiesResult =
  | { readonly ok: true; readonly setCookies: readonly string[] }
  /** The session does not fit into its cookies; both numbers are bytes of the sealed value. */
  | { readonly ok: false; readonly bytes: number; readonly limit: number }

/** Maximum deletions in one response: a thousand planted cookies would make its headers too long. The next response continues. */
const maxDeletions = 20

/** Builds the cookies of a sealed session, or of its tokens, and deletes the chunks of a longer one before it. */
export function buildSessionCookies(options: {
  readonly names: CookieTable
  /** The name of the cookie: that of the session, or that of its tokens. */
  readonly name: string
  readonly sealed: string
  /** The request's cookies. */
  readonly present: ReadonlyMap<string, string>
  readonly maxAgeSeconds: number
}): SessionCookiesResult {
  const { names, name: cookie, sealed, present, maxAgeSeconds } = options
  const attributeBytes = buildCookie(names, cookie, '', maxAgeSeconds).length - cookie.length - '='.length
  const limits = { cookieBytes: maxCookieBytes, attributeBytes, chunks: maxChunks }
  const split = splitIntoChunks(sealed, cookie.length, limits)
  if (!split.ok) return split

  const written = split.chunks.map((chunk, index) => [buildChunkName(cookie, index), chunk] as const)
  const writtenNames = new Set(written.map(([name]) => name))
  const stale = findChunkNames(present, cookie).filter((name) => !writtenNames.has(name))
  return {
    ok: true,
    setCookies: [
      ...written.map(([name, chunk]) => buildCookie(names, name, chunk, maxAgeSeconds)),
      ...buildDeletions(names, stale),
    ],
  }
}

/** Whether a session was written into several cookies. A host that keeps only one cookie of a response loses such a session. */
export function isInSeveralCookies({ session }: CookieTable, setCookies: readonly string[]): boolean {
  const second = `${buildChunkName(session, 1)}=`
  return setCookies.some((line) => line.startsWith(second) && line[second.length] !== ';')
}

/** Builds the deletion of every cookie of a session, and of its tokens, that the request brought. */
export function buildSessionClearing(
  names: CookieTable,
  present: ReadonlyMap<string, string>,
): readonly string[] {
  return [names.session, names.tokens].flatMap((name) => buildDeletions(names, findChunkNames(present, name)))
}

/**
 * Builds the deletion of session cookies by name, such as the stale ones that `joinChunks` lists. The chunks that can hold a
 * session come first, so that planted ones in front of them do not keep a sign-out from deleting the session.
 */
export function buildDeletions(names: CookieTable, stale: readonly string[]): readonly string[] {
  const firstChunksFirst = [...stale].sort(
    (one, other) => one.length - other.length || (one < other ? -1 : 1),
  )
  return firstChunksFirst.slice(0, maxDeletions).map((name) => buildDeletion(names, name))
}
