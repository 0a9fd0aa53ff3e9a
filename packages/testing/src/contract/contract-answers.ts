import { setTimeout as sleep } from 'node:timers/promises'
import { contractTexts } from './contract-app.ts'

/** Greets the caller, as `GET /` and `GET /api/open` of the contract's app do. */
export const contractGreeting = (name: string | undefined): string => `hello ${name ?? 'anonymous'}`

/** Gives the two pieces of `GET /stream`. */
export async function* streamContractTexts(): AsyncGenerator<string, void> {
  yield contractTexts.first
  await sleep(1000)
  yield contractTexts.last
}

/** Fails after waiting for something, as the handler of `GET /throws/later` does. */
export async function failLater(): Promise<never> {
  await sleep(1)
  throw new Error('the handler of the contract rejects')
}

/** Gives the first piece of `GET /throws/begun`, and fails. */
export async function* streamAndFail(): AsyncGenerator<string, void> {
  yield contractTexts.first
  await failLater()
}
