const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Copies a text before it is stored. A substring would keep the whole original text in memory, such as a request header. */
export function copyText(text: string): string {
  return decoder.decode(encoder.encode(text))
}
