import { setTimeout } from 'node:timers/promises'
import { route } from '../../../auth.ts'

export const GET = route(
  {},
  () => new Response(ReadableStream.from(speak()).pipeThrough(new TextEncoderStream())),
)

async function* speak(): AsyncGenerator<string> {
  yield 'the beginning'
  await setTimeout(10)
  throw new Error('the handler of the contract throws')
}
