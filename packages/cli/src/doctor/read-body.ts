/** Documents of providers have some thousands of bytes. More is a mistake, or fills the memory on purpose. */
const mostBytes = 1_000_000

/** Reads the first million bytes of a body as text, and ends the rest: a hostile body has no end. */
export async function readBody({ body }: Response): Promise<string> {
  if (body === null) return ''
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (let left = mostBytes; left > 0;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value.subarray(0, left), { stream: true })
    left -= value.length
  }
  // Of a cloned response, the promise waits for the other one.
  reader.cancel().catch(() => undefined)
  return text
}
