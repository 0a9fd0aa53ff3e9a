import { startMisbehavingProvider } from '@x/oidc-testing'
import { afterEach, expect, it } from 'vitest'
import type { RedisGroup, RedisServer } from '../../../../../tools/stores/start-redis.mjs'
import { readRedisProgram, setups } from '../open-redis.ts'
import { createRandom, expectOwn, signInPeople, signInPerson, watchTokens, type Person } from './people.ts'
import { startProcesses } from './start-processes.ts'

// CAMPAIGN=whole kills ten primaries of each kind. That takes minutes, because the timers of the application are slow, so `npm run test:stores`
// leaves it out: there shared-sessions.test.ts kills primaries.
const isWhole = process.env['CAMPAIGN'] === 'whole'
const rounds = 10
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

it.runIf(isWhole).each([
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
    const processes = await startProcesses({ size, issuerUrl, redis: { setup, client, group } })
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

    for (let round = 0; round < rounds; round += 1) {
      await expectInSync(group, setup)
      ahead += roundSeconds
      await processes.tell({ ahead })
      watch.begin()
      // The sessions of the first half are refreshed and replicated. They have to be there afterwards.
      const half = count / 2
      await Promise.all(people.slice(0, half).map((person, index) => ask(index, person)))
      await expectInSync(group, setup)
      const replicated = new Set(watch.refreshes.keys())
      expect(replicated.size).toBe(half)

      const primary = await findPrimary(group, setup, round)
      const asked = Array.from({ length: requests }, (_, index) =>
        ask(index, people[Math.floor(random() * count)] as Person),
      )
      // In the middle: some have been refreshed, and others are being refreshed.
      await expect.poll(() => watch.refreshes.size, { interval: 1 }).toBeGreaterThan(half + half / 4)
      await primary.stop()
      await Promise.all(asked)
      const writers = new Set([...watch.refreshes.keys()].filter((subject) => !replicated.has(subject)))
      seen.writers += writers.size

      const lost: Person[] = []
      for (const [index, person] of people.entries()) {
        await expect.poll(() => ask(index, person)).toBe(true)
        const { person: answer } = await processes.ask(index, person.cookies)
        if (answer.status === 'anonymous') lost.push(person)
      }
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

/** The servers that keep data. The last three of sentinels do not. */
const dataServers = ({ servers }: RedisGroup, setup: string): readonly RedisServer[] =>
  setup === 'sentinels' ? servers.slice(0, 3) : servers

const readReplication = async ({ ask }: RedisServer): Promise<string> => ask('INFO', 'replication')

async function listPrimaries(group: RedisGroup, setup: string): Promise<readonly RedisServer[]> {
  const primaries: RedisServer[] = []
  for (const server of dataServers(group, setup))
    if ((await readReplication(server).catch(() => '')).includes('role:master')) primaries.push(server)
  return primaries
}

async function findPrimary(group: RedisGroup, setup: string, round: number): Promise<RedisServer> {
  const primaries = await listPrimaries(group, setup)
  return primaries[round % primaries.length] as RedisServer
}

/** Waits until each primary has a replica, and every replica has what its primary has now. */
async function expectInSync(group: RedisGroup, setup: string): Promise<void> {
  const replicas = setup === 'sentinels' ? 2 : 1
  await expect
    .poll(async () => {
      const primaries = await listPrimaries(group, setup)
      const states = await Promise.all(primaries.map(readReplication))
      const isWhole = primaries.length === (setup === 'sentinels' ? 1 : 3)
      return isWhole && states.every((text) => isInSync(text, replicas))
    })
    .toBe(true)
}

function isInSync(text: string, replicas: number): boolean {
  const written = Number(/master_repl_offset:(\d+)/u.exec(text)?.[1])
  const known = [...text.matchAll(/slave\d+:.*state=online,offset=(\d+)/gu)].map(([, offset]) =>
    Number(offset),
  )
  return known.length === replicas && known.every((offset) => offset >= written)
}
