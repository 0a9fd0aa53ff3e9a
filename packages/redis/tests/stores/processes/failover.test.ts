import { startMisbehavingProvider } from '@x/oidc-testing'
import { afterEach, expect, it } from 'vitest'
import { readRedisProgram, setups } from '../open-redis.ts'
import { createRandom, expectOwn, signInPeople, signInPerson, watchTokens, type Person } from './people.ts'
import { expectInSync, findPrimary } from './replication.ts'
import { startProcesses } from './start-processes.ts'

// CAMPAIGN=whole kills ten primaries of each kind, `npm run test:stores` one.
const rounds = process.env['CAMPAIGN'] === 'whole' ? 10 : 1
const requests = 500
const size = 4
const count = 200
const timeoutMilliseconds = 30 * 60_000
const roundSeconds = 61
const seed = Number(process.env['SEED'] ?? 19)

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

it.each([
  ['sentinels', 'ioredis'],
  ['a cluster', 'redis'],
])(
  `four processes with %s, %s and 200 people: ${rounds} rounds of ${requests} requests, and a primary is killed in the middle of each`,
  async (setup, client) => {
    let ahead = 0
    const now = (): number => Math.floor(Date.now() / 1000) + ahead
    const provider = await startMisbehavingProvider({ now })
    closing.push(() => provider.close())
    const group = await setups[setup]!.start(readRedisProgram())
    closing.push(() => group.close())
    const { issuerUrl } = provider
    // The lock of a refresh may be lost with the primary. A request then waits for nothing, until its time is over.
    const waits = 'real'
    const processes = await startProcesses({ size, issuerUrl, redis: { setup, client, group }, waits })
    closing.push(processes.close)
    const watch = watchTokens(provider, now)
    const people = [...(await signInPeople(processes, provider, count))]
    const random = createRandom(seed)
    const seen = { answered: 0, unavailable: 0, writers: 0, signInsAgain: 0 }

    /** Asks for a person, who gets an own answer, none, or an outage. Returns whether there was an answer. */
    async function ask(index: number, person: Person): Promise<boolean> {
      const received = await processes.get(index, '/', person.cookies)
      if (received.status !== 200) {
        expect(received.status).toBe(503)
        for (const { subject } of people) expect(received.body).not.toContain(`ROLE_OF_${subject}"`)
        seen.unavailable += 1
        return false
      }
      expectOwn(person, JSON.parse(received.body) as Parameters<typeof expectOwn>[1], watch)
      seen.answered += 1
      return true
    }

    /** Whether a process reads a session with a token that was issued since an instant. */
    async function isStored(index: number, { cookies }: Person, since: number): Promise<boolean> {
      const { http, person } = await processes.ask(index, cookies)
      return http === 200 && (watch.issued.get(person.token)?.at ?? 0) >= since
    }

    for (let round = 0; round < rounds; round += 1) {
      await expectInSync(group, setup)
      ahead += roundSeconds
      await processes.tell({ ahead })
      watch.begin()
      // The sessions of the first half are refreshed and replicated. They have to be there afterwards.
      const half = count / 2
      const began = now()
      const refreshed = people.slice(0, half)
      await Promise.all(refreshed.map((person, index) => ask(index, person)))
      // Another process reads the new token: it is in the store, however slow the machine is.
      for (const [index, person] of refreshed.entries())
        await expect.poll(() => isStored(index + 1, person, began)).toBe(true)
      await expectInSync(group, setup)
      const replicated = new Map(watch.refreshes)

      const primary = await findPrimary(group, setup, round)
      const asked = Array.from({ length: requests }, (_, index) =>
        ask(index, people[Math.floor(random() * count)] as Person),
      )
      // In the middle: some have been refreshed, and others are being refreshed.
      await expect.poll(() => watch.refreshes.size, { interval: 1 }).toBeGreaterThan(half + half / 4)
      await primary.stop()
      await Promise.all(asked)
      const writers = [...watch.refreshes].flatMap(([subject, times]) =>
        times > (replicated.get(subject) ?? 0) ? [subject] : [],
      )
      seen.writers += writers.length

      // At once: a request may wait until the lock of a lost refresh is over.
      const looked = people.map(async (person, index) => {
        await expect.poll(() => ask(index, person)).toBe(true)
        const { person: answer } = await processes.ask(index, person.cookies)
        return answer.status === 'anonymous' ? [person] : []
      })
      const lost = (await Promise.all(looked)).flat()
      seen.signInsAgain += lost.length
      for (const { subject } of lost) {
        expect(writers).toContain(subject)
        const again = await signInPerson(processes, provider, subject)
        people[people.findIndex((person) => person.subject === subject)] = again
      }
      // It comes back as a replica.
      await primary.start()
    }
    expect(seen.signInsAgain).toBeLessThanOrEqual(seen.writers)
    expect(await processes.tell({ ahead })).not.toContain('unhandled_rejection')
    console.info(
      `failover: ${setup}, ${size} processes, ${count} people, seed ${seed}: ${rounds} primaries killed, ${seen.answered} answers, ` +
        `${seen.unavailable} times 503, ${seen.writers} people wrote after the last moment known as replicated, ${seen.signInsAgain} of them signed in again`,
    )
  },
  timeoutMilliseconds,
)
