import { setTimeout as sleep } from 'node:timers/promises'
import { contractTexts } from './contract-app.ts'

/** Yields the two chunks of `GET /stream`. */
async function* stream(): AsyncGenerator<string, void> {
  yield contractTexts.first
  await sleep(1000)
  yield contractTexts.last
}

/** Waits, then fails, as the handler of `GET /throws/later` does. */
async function failLater(): Promise<never> {
  await sleep(1)
  throw new Error('the handler of the contract rejects')
}

/** Yields the first chunk of `GET /throws/begun`, then fails. */
async function* streamAndFail(): AsyncGenerator<string, void> {
  yield contractTexts.first
  await failLater()
}

/** Sends a request as `GET /call` of the refresh contract does. Only an error of `tokens` is not caught. */
async function callApi(send: (to: string) => Promise<Response>, to: string): Promise<object> {
  try {
    const response = await send(to)
    return {
      status: response.status,
      location: response.headers.get('location'),
      text: await response.text(),
    }
  } catch (error) {
    if (error instanceof TypeError) return { refused: error.message }
    throw error
  }
}

/** The parts of the contract app's handlers that are the same for all frameworks. */
export const contractAnswers = {
  /** Returns the text of `GET /` and `GET /api/open`. */
  greet: (name: string | undefined): string => `hello ${name ?? 'anonymous'}`,
  ...{ stream, failLater, streamAndFail, callApi },
  /** The origin of the API of the refresh contract: the provider, from the library's options. */
  findApi: ({
    providers: [provider],
  }: {
    readonly providers: readonly { readonly issuerUrl: string }[]
  }): string => new URL(provider?.issuerUrl ?? '').origin,
} as const
