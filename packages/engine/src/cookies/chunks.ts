/** How many bytes one value may take. Our cookies are ASCII, so one character is one byte. */
export interface ChunkLimits {
  /** Name, value and attributes of one cookie together. */
  readonly cookieBytes: number
  /** Bytes that the attributes take. */
  readonly attributeBytes: number
  readonly chunks: number
}

/** RFC 6265, section 6.1: browsers need not store a longer cookie. */
export const maxCookieBytes = 4096

/**
 * Three whole cookies leave a quarter of the 16 KiB that Node reads of all request headers. With a fourth cookie, the server
 * would respond 431 to every request, and our pages could not be shown.
 */
export const maxChunks = 3

export type SplitResult =
  | { readonly ok: true; readonly chunks: readonly [string, ...string[]] }
  | { readonly ok: false; readonly bytes: number; readonly limit: number }

/** The value of the cookies of one name. */
export interface JoinedChunks {
  /** The whole value; undefined if a chunk is missing or the count is not valid. */
  readonly value: string | undefined
  /** The beginning of the value, whole or not, to identify the application that set it. */
  readonly head: string | undefined
  /** Cookies of this name that are not part of the value. If there is no value, all cookies of this name. */
  readonly stale: readonly string[]
}

const countMark = '~'

/** The name of a chunk: the first has the plain name, the second `.1`. */
export function buildChunkName(name: string, index: number): string {
  return index === 0 ? name : `${name}.${index}`
}

/**
 * Splits a value over several cookies if one cannot hold it. Then the first chunk begins with the number of chunks, so
 * that chunks left over from a longer value are never read. `nameLength` is the length of the plain name.
 */
export function splitIntoChunks(value: string, nameLength: number, limits: ChunkLimits): SplitResult {
  const lastSuffix = `.${limits.chunks - 1}`.length
  const capacity = limits.cookieBytes - limits.attributeBytes - nameLength - lastSuffix - '='.length
  if (value.length <= capacity) return { ok: true, chunks: [value] }

  const markLength = `${limits.chunks}${countMark}`.length
  const limit = capacity * limits.chunks - markLength
  if (value.length > limit) return { ok: false, bytes: value.length, limit: Math.max(limit, 0) }

  const count = Math.ceil((value.length + markLength) / capacity)
  const marked = `${count}${countMark}${value}`
  const others = Array.from({ length: count - 1 }, (_, index) =>
    marked.slice((index + 1) * capacity, (index + 2) * capacity),
  )
  return { ok: true, chunks: [marked.slice(0, capacity), ...others] }
}

/** Joins the chunks that `splitIntoChunks` made. It reads at most `maxChunks` cookies, whatever the count says. */
export function joinChunks(cookies: ReadonlyMap<string, string>, name: string): JoinedChunks {
  const first = cookies.get(name)
  const present = findChunkNames(cookies, name)
  if (first === undefined) return { value: undefined, head: undefined, stale: present }

  const countEnd = first.indexOf(countMark)
  // The most common case: a session in one cookie without a stale chunk.
  if (countEnd === -1 && present.length === 1 && first !== '') return { value: first, head: first, stale: [] }
  const head = first.slice(countEnd + 1)
  const count = countEnd === -1 ? 1 : parseCount(first.slice(0, countEnd))
  const parts = [head]
  for (let index = 1; index < count; index += 1) {
    const part = cookies.get(buildChunkName(name, index))
    if (part !== undefined && part !== '') parts.push(part)
  }
  if (parts.length !== count || head === '') return { value: undefined, head, stale: present }
  const used = new Set(parts.map((_, index) => buildChunkName(name, index)))
  return { value: parts.join(''), head, stale: present.filter((chunk) => !used.has(chunk)) }
}

/** Lists the cookies that can be chunks of this name, in the order of the header. */
export function findChunkNames(cookies: ReadonlyMap<string, string>, name: string): readonly string[] {
  const prefix = `${name}.`
  const found: string[] = []
  for (const cookie of cookies.keys()) {
    if (cookie === name || (cookie.startsWith(prefix) && /^[1-9]\d{0,3}$/.test(cookie.slice(prefix.length))))
      found.push(cookie)
  }
  return found
}

/** Returns 0 for every count that the library never writes. It never writes 1, because a single chunk has no count. */
function parseCount(text: string): number {
  const count = /^[2-9]$/.test(text) ? Number(text) : 0
  return count <= maxChunks ? count : 0
}
