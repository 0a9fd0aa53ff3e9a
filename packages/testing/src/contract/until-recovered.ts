import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AgentResponse } from '../user-agent/create-user-agent.ts'

/** A number of attempts, not a time, so that a slow machine has as many attempts. */
const maxAttempts = 75
const pauseMilliseconds = 200

/** Repeats a request until the response has another status than 503. */
export async function untilRecovered(ask: () => Promise<AgentResponse>): Promise<void> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    if ((await ask()).status !== 503) return
    await sleep(pauseMilliseconds)
  }
  assert.fail(`still 503 after ${maxAttempts} attempts`)
}
