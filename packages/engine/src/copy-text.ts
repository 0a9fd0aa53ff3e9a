const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Copies a text that is kept: a part of a text would keep the whole text in memory, such as the header that it was cut out of. */
export function copyText(text: string): string {
  return decoder.decode(encoder.encode(text))
}
