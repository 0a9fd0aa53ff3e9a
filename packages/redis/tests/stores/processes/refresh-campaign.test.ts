import { startMisbehavingProvider } from '@x/oidc-testing'
import { afterEach, expect, it } from 'vitest'
import { readRedisProgram, setups } from '../open-redis.ts'
import { createRandom, expectOwn, signInPeople, watchTokens, type Person } from './people.ts'
import { startProcesses } from './start-processes.ts'

// CAMPAIGN=whole runs the 100 rounds of the requirement; `npm run test:stores` one, of which each person takes part.
const isWhole = process.env['CAMPAIGN'] === 'whole'
const rounds = isWhole ? 100 : 1
const requests = 500
const size = 4
// On a busy machine 100 rounds take twenty minutes.
const timeoutMilliseconds = 60 * 60_000
/** An access token lives for a minute, so each round finds it expired. Roles are due at every fifteenth. */
const roundSeconds = 61
const seed = Number(process.env['SEED'] ?? 19)

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

it.each([1, 200])(
  `S-02: four processes on one Redis, %i people: ${rounds} rounds of ${requests} concurrent requests at expiry`,
  async (count) => {
    let ahead = 0
    const now = (): number => Math.floor(Date.now() / 1000) + ahead
    const provider = await startMisbehavingProvider({ now })
    closing.push(() => provider.close())
    const setup = 'one server'
    const group = await setups[setup]!.start(readRedisProgram())
    closing.push(() => group.close())
    const { issuerUrl } = provider
    const processes = await startProcesses({ size, issuerUrl, redis: { setup, client: 'redis', group } })
    closing.push(processes.close)
    const watch = watchTokens(provider, now)
    const people = await signInPeople(processes, provider, count)
    const random = createRandom(seed)
    const answeredBy = new Map<number, number>()
    const events = new Map<string, number>()

    async function ask(index: number, roundBegan: number): Promise<void> {
      const person = people[index < count ? index : Math.floor(random() * count)] as Person
      const { http, person: answer } = await processes.ask(index, person.cookies)
      expect([http, answer.status]).toEqual([200, 'authenticated'])
      expectOwn(person, answer, watch)
      // Never one of the round before.
      expect(watch.issued.get(answer.token)?.at).toBeGreaterThanOrEqual(roundBegan)
      answeredBy.set(answer.pid, (answeredBy.get(answer.pid) ?? 0) + 1)
    }

    for (let round = 0; round < rounds; round += 1) {
      ahead += roundSeconds
      for (const code of await processes.tell({ ahead })) events.set(code, (events.get(code) ?? 0) + 1)
      watch.begin()
      const began = now()
      await Promise.all(Array.from({ length: requests }, (_, index) => ask(index, began)))
      expect([...watch.refreshes.values()]).toEqual(people.map(() => 1))
      expect(watch.reused).toBe(0)
    }
    for (const code of await processes.tell({ ahead })) events.set(code, (events.get(code) ?? 0) + 1)
    expect([...answeredBy.values()]).toEqual(Array.from({ length: size }, () => (rounds * requests) / size))
    expect([...events.keys()].sort()).toEqual(
      ['gate_open', 'session_refreshed', 'signed_in'].filter((code) => events.has(code)),
    )
    expect(events.get('session_refreshed')).toBe(rounds * count)
    console.info(
      `refresh: ${size} processes, ${count} people, ${rounds} rounds of ${requests} requests, seed ${seed}: ${rounds * count} refreshes, ` +
        `${watch.reused} reused, no session lost`,
    )
  },
  timeoutMilliseconds,
)
