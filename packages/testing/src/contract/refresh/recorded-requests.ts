import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MisbehavingProvider } from '../../misbehaving/misbehaving-provider.ts'
import type { ContractEvent } from '../contract-app.ts'
import type { RefreshApp } from './refresh-app.ts'

/** A request that the provider received: the path, with the grant or the access token. */
export type RecordedRequest = readonly [path: string, grantOrToken: string | undefined]

/** The requests of a case to the provider, and the refresh tokens and access tokens that refreshes gave. */
export interface RecordedRequests {
  readonly all: readonly RecordedRequest[]
  readonly issued: readonly Readonly<Record<'accessToken' | 'refreshToken', string>>[]
}

/** Records what the provider receives, and the tokens that its refreshes issue, until it behaves again. */
export function recordRequests(provider: MisbehavingProvider): RecordedRequests {
  const all: RecordedRequest[] = []
  const issued: { accessToken: string; refreshToken: string }[] = []
  provider.twist({
    respond: ({ body, headers, path }) => {
      const form = new URLSearchParams(body)
      const bearer = /^Bearer (?<token>.+)$/u.exec(headers.authorization ?? '')?.groups?.['token']
      all.push([path, form.get('grant_type') ?? form.get('token') ?? bearer])
      return undefined
    },
    refreshResponse: (response) => {
      const { access_token: accessToken, refresh_token: refreshToken } = response
      issued.push({ accessToken: String(accessToken), refreshToken: String(refreshToken) })
      return response
    },
  })
  return { all, issued }
}

/** A number of attempts, not a time, so that a slow machine has as many attempts. */
const maxAttempts = 200
const pauseMilliseconds = 25

/** Waits for what happens after a response: a request in the background, or an event that another process prints. */
async function untilFound<Found>(find: () => Found | undefined, what: string): Promise<Found> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const found = find()
    if (found !== undefined) return found
    await sleep(pauseMilliseconds)
  }
  return assert.fail(`${what}: not found in ${maxAttempts} attempts`)
}

/** Waits until the provider has received exactly these requests. More requests, or others, break the contract. */
export async function assertRequests(
  { all }: RecordedRequests,
  expected: readonly RecordedRequest[],
): Promise<void> {
  await untilFound(() => (all.length >= expected.length ? true : undefined), `${expected.length} requests`)
  assert.deepEqual(all, expected)
}

/** Returns a function that waits for an event of this code which was logged since. Some apps serve all cases in turn. */
export function watchEvents({ events }: RefreshApp): (code: string) => Promise<ContractEvent> {
  const before = events().length
  return (code) =>
    untilFound(
      () =>
        events()
          .slice(before)
          .find((event) => event.code === code),
      code,
    )
}
