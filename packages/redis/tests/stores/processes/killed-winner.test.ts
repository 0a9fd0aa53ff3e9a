import { startMisbehavingProvider, type MisbehavingProvider } from '@x/oidc-testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RedisGroup } from '../../../../../tools/stores/start-redis.mjs'
import { readRedisProgram, setups } from '../open-redis.ts'
import type { PersonAnswer } from './messages.ts'
import { signInPerson, watchTokens, type TokenWatch } from './people.ts'
import { startProcesses, type Processes } from './start-processes.ts'

const setup = 'one server'
let provider: MisbehavingProvider
let group: RedisGroup
let processes: Processes
let watch: TokenWatch
let ahead = 0
const now = (): number => Math.floor(Date.now() / 1000) + ahead

beforeAll(async () => {
  provider = await startMisbehavingProvider({ now })
  group = await setups[setup]!.start(readRedisProgram())
  const { issuerUrl } = provider
  processes = await startProcesses({ size: 2, issuerUrl, redis: { setup, client: 'redis', group } })
  watch = watchTokens(provider, now)
})
afterAll(async () => {
  await processes.close()
  await group.close()
  await provider.close()
})

const countRefreshes = (): number => provider.requests.count('/token')

/** Lets the first process die when the provider has answered its refresh. Returns the token that is lost with it. */
async function killWinner(cookies: ReadonlyMap<string, string>): Promise<void> {
  ahead += 61
  await processes.tell({ ahead })
  await processes.tellOne(0, { ahead, diesAfterRefresh: true })
  provider.requests.clear()
  await expect(processes.ask(0, cookies)).rejects.toThrow()
  await processes.replace(0, { ahead })
  expect(countRefreshes()).toBe(1)
}

/** Lets time pass, with requests at both processes, until the lock of a process that is gone has expired for them. */
async function outlast(cookies: ReadonlyMap<string, string>): Promise<readonly PersonAnswer[]> {
  const seen: PersonAnswer[] = []
  // Requests wait for the refresh, so real time passes, too.
  for (const began = now(); countRefreshes() < 2 && now() < began + 300;) {
    const asked = [0, 1].map(async (process) => {
      const { http, person } = await processes.ask(process, cookies)
      expect(http).toBe(200)
      return person
    })
    seen.push(...(await Promise.all(asked)))
    if (now() < began + 85) expect(countRefreshes()).toBe(1)
    ahead += 20
    await processes.tell({ ahead })
  }
  return seen
}

it('S-02: the session goes on after the death of its refresh if the provider accepts the old token again', async () => {
  provider.twist({ keepsRefreshToken: true })
  const { cookies, subject } = await signInPerson(processes, provider, 'ada')
  await killWinner(cookies)
  for (const person of await outlast(cookies)) expect(person.subject).toBe(subject)
  await expect.poll(countRefreshes).toBe(2)
  await expect
    .poll(async () => watch.issued.get((await processes.ask(1, cookies)).person.token)?.subject)
    .toBe(subject)
  expect(countRefreshes()).toBe(2)
})

it('S-02: with refresh tokens that work once the session ends, and the person signs in again: no loop', async () => {
  provider.twist({ keepsRefreshToken: false })
  const { cookies } = await signInPerson(processes, provider, 'eve')
  await killWinner(cookies)
  await outlast(cookies)
  for (const process of [0, 1])
    await expect.poll(async () => (await processes.ask(process, cookies)).person.status).toBe('anonymous')
  // The one that was lost, and the one that the provider refused.
  expect(countRefreshes()).toBe(2)
  for (const process of [0, 1, 0, 1]) {
    const { http, person } = await processes.ask(process, cookies)
    expect([http, person.status]).toEqual([200, 'anonymous'])
  }
  expect(countRefreshes()).toBe(2)
  await signInPerson(processes, provider, 'eve')
})
