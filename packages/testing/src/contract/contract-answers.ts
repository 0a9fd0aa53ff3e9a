import { setTimeout as sleep } from 'node:timers/promises'
import { contractTexts } from './contract-app.ts'

/** Gives the two pieces of `GET /stream`. */
async function* stream(): AsyncGenerator<string, void> {
  yield contractTexts.first
  await sleep(1000)
  yield contractTexts.last
}

/** Fails after waiting for something, as the handler of `GET /throws/later` does. */
async function failLater(): Promise<never> {
  await sleep(1)
  throw new Error('the handler of the contract rejects')
}

/** Gives the first piece of `GET /throws/begun`, and fails. */
async function* streamAndFail(): AsyncGenerator<string, void> {
  yield contractTexts.first
  await failLater()
}

/** What handlers of the contract's app do, on any framework. */
export const contractAnswers = {
  /** What `GET /` and `GET /api/open` say. */
  greet: (name: string | undefined): string => `hello ${name ?? 'anonymous'}`,
  ...{ stream, failLater, streamAndFail },
} as const
