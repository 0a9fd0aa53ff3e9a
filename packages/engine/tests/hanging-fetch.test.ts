import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defaultPorts } from '../src/ports.ts'
import { openEngineBrowser } from './engine-browser.ts'
import { createAppEngine } from './start-app.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Lets ten seconds pass once the request waits for something. */
async function passTenSeconds(): Promise<void> {
  while (vi.getTimerCount() === 0) await new Promise((resolve) => setImmediate(resolve))
  await vi.advanceTimersByTimeAsync(10_000)
}

const issuerUrl = 'https://id.example.com'
const endless = (): Response =>
  new Response(new ReadableStream({ pull: () => new Promise<void>(() => undefined) }), {
    headers: { 'content-type': 'application/json' },
  })

describe('K-12: a fetch of the application that listens to no signal', () => {
  it.each([
    ['never settles', () => new Promise<Response>(() => undefined)],
    ['gives a body that never ends', () => Promise.resolve(endless())],
  ])('and %s is given up after ten seconds', async (_, fetch) => {
    const { engine, events } = createAppEngine('http://localhost:3000', {
      issuerUrl,
      options: { fetch },
      startTimer: defaultPorts.startTimer,
    })
    const answer = openEngineBrowser(engine).get('/oauth2/authorization/main')
    await passTenSeconds()
    expect((await answer).status).toBe(503)
    expect(events.at(-1)?.message).toContain('no answer within 10 seconds')
  })
})
