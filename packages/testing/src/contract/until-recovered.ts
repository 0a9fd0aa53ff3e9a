import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AgentResponse } from '../user-agent/create-user-agent.ts'

/** Counted and not timed, so that a slow machine has as many. */
const maxAttempts = 75
const pauseMilliseconds = 200

/** Asks again and again until the answer is no 503. */
export async function untilRecovered(ask: () => Promise<AgentResponse>): Promise<void> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    if ((await ask()).status !== 503) return
    await sleep(pauseMilliseconds)
  }
  assert.fail(`still 503 after ${maxAttempts} attempts`)
}
