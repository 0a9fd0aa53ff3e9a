import { setTimeout } from 'node:timers/promises'

/** An answer in two pieces: the beginning at once, and later the end, or a failure in its place. */
export function speak(laterMilliseconds: number, end?: string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(encoder.encode('the beginning'))
      await setTimeout(laterMilliseconds)
      if (end === undefined) throw new Error('the handler of the contract throws')
      controller.enqueue(encoder.encode(end))
      controller.close()
    },
  })
}
