import { startMisbehavingProvider, type MisbehavingProvider } from '@x/oidc-testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RedisGroup } from '../../../../../tools/stores/start-redis.mjs'
import { readRedisProgram, setups } from '../open-redis.ts'
import { backChannelPath, buildLogout } from './build-logout.ts'
import { signInPerson, type Person } from './people.ts'
import { startProcesses, type Processes } from './start-processes.ts'

const size = 4
const count = 1000
// On an idle machine it takes less than a minute.
const timeoutMilliseconds = 30 * 60_000
const setup = 'one server'

let provider: MisbehavingProvider
let group: RedisGroup
let processes: Processes

beforeAll(async () => {
  provider = await startMisbehavingProvider()
  group = await setups[setup]!.start(readRedisProgram())
  const { issuerUrl } = provider
  processes = await startProcesses({ size, issuerUrl, redis: { setup, client: 'redis', group } })
})
afterAll(async () => {
  await processes.close()
  await group.close()
  await provider.close()
})

const now = (): number => Math.floor(Date.now() / 1000)

/** Signs the person of the provider in again and again, at each process in turns. */
async function openSessions(subject: string): Promise<readonly Person[]> {
  await signInPerson(processes, provider, subject)
  const sessions: Person[] = []
  while (sessions.length < count) {
    const asked = Array.from({ length: 50 }, (_, at) => processes.signIn(at))
    for (const cookies of await Promise.all(asked)) sessions.push({ subject, cookies })
  }
  return sessions
}

/** Asks one process for each session, a hundred at once. Returns how often there was each status. */
async function countStatuses(sessions: readonly Person[], process: (index: number) => number) {
  const statuses: Record<string, number> = {}
  for (let start = 0; start < sessions.length; start += 100) {
    const asked = sessions
      .slice(start, start + 100)
      .map(({ cookies }, index) => processes.ask(process(start + index), cookies))
    for (const { http, person } of await Promise.all(asked)) {
      const status = `${http} ${person.status}`
      statuses[status] = (statuses[status] ?? 0) + 1
    }
  }
  return statuses
}

it(
  `L-08, L-14: ${count} sessions on ${size} processes end within one request of one logout call, and those of others stay`,
  async () => {
    const bystanders = [
      await signInPerson(processes, provider, 'bob'),
      await signInPerson(processes, provider, 'ev'),
    ]
    const sessions = await openSessions('ada')
    // Each process has read each session, so a process that cached it would still know it.
    for (let process = 0; process < size; process += 1)
      expect(await countStatuses(sessions, () => process)).toEqual({ '200 authenticated': count })
    await processes.tell({ ahead: 0 })

    const answer = await processes.post(2, backChannelPath, await buildLogout(provider, 'ada', now()))
    expect([answer.status, answer.body]).toEqual([200, ''])
    // The first request of each session, at another process each.
    expect(await countStatuses(sessions, (index) => index)).toEqual({ '200 anonymous': count })
    expect(await countStatuses(bystanders, (index) => index + 1)).toEqual({ '200 authenticated': 2 })
    const events = await processes.tell({ ahead: 0 })
    expect(events.filter((code) => code === 'sessions_ended')).toHaveLength(1)
    expect(events).not.toContain('unhandled_rejection')
  },
  timeoutMilliseconds,
)
