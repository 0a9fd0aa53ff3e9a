interface Surroundings {
  readonly navigator?: { readonly userAgent?: string } | null
  readonly process?: { readonly version?: string }
  readonly WebSocketPair?: unknown
}

const encoder = new TextEncoder()

/**
 * Changes a request so that `fetch` sends it once. After status 421, the `fetch` of Node repeats a request whose body is in memory (Fetch
 * Standard, HTTP-network-or-cache fetch): the provider would see a code or a refresh token twice. It cannot repeat a stream. On other
 * runtimes a stream has no length, which some providers refuse, and they do not repeat.
 * @see RFC 9110, section 15.5.20; RFC 9700, section 4.14.2
 */
export function sendOnce(init: RequestInit): RequestInit {
  const { body } = init
  if (!(body instanceof URLSearchParams) || !isNode()) return init
  const bytes = encoder.encode(body.toString())
  const headers = new Headers(init.headers)
  if (!headers.has('content-type'))
    headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8')
  headers.set('content-length', String(bytes.length))
  const stream = new Blob([bytes]).stream()
  return { ...init, headers, body: stream, duplex: 'half' } as RequestInit
}

/** Exported for its test. Node 20 has no `navigator`, and an old workerd has none either. */
export function isNode({ navigator, process, WebSocketPair } = globalThis as Surroundings): boolean {
  if (navigator === undefined) return WebSocketPair === undefined && /^v20\./u.test(process?.version ?? '')
  return /^Node\.js\/\d/u.test(navigator?.userAgent ?? '')
}
