export const largestBodyBytes = 1024 * 1024

/** The whole body, or undefined when it is too long. The rest of it is not read once the signal is aborted. */
export async function readBody(
  response: Response,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array[] = []
  let bytes = 0
  const reader = response.body?.getReader()
  signal?.addEventListener('abort', () => void reader?.cancel().catch(() => undefined))
  for (;;) {
    const next = await reader?.read()
    if (next === undefined || next.done) break
    bytes += next.value.byteLength
    if (bytes > largestBodyBytes) {
      await reader?.cancel()
      return undefined
    }
    parts.push(next.value)
  }
  const body = new Uint8Array(bytes)
  let at = 0
  for (const part of parts) {
    body.set(part, at)
    at += part.byteLength
  }
  return body
}
