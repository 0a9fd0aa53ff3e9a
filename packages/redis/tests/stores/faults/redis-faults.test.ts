import { afterEach, beforeEach, expect, it } from 'vitest'
import { buildTable, normalize, readTable, writeTable } from './fault-table.ts'
import { redisFaults, type RedisFault, type Sight } from './redis-faults.ts'
import { buildWorld, names, type Name, type World } from './world.ts'

const passed: RedisFault[] = []
const rejections: unknown[] = []
const onRejection = (reason: unknown): void => void rejections.push(reason)

beforeEach(() => {
  rejections.length = 0
  process.on('unhandledRejection', onRejection)
})
afterEach(() => {
  process.off('unhandledRejection', onRejection)
})

/** What a person finds. A page must be that of this person. */
async function look({ visit }: World, name: Name): Promise<Sight> {
  const { status, text } = await visit(name)
  if (status === 503) return 'outage'
  if (status === 401) return 'sign-in'
  expect([status, text]).toEqual([200, `${name} ROLE_OF_${name}`])
  return 'page'
}

it.each(redisFaults.map((fault) => [fault.name, fault] as const))('%s', async (_, fault) => {
  const world = await buildWorld('one server')
  try {
    expect([await look(world, 'ada'), await look(world, 'bob')]).toEqual(['page', 'page'])
    await fault.begin(world)
    const { status, retryAfter, text } = await fault.act(world)
    expect([status, retryAfter], text).toEqual([fault.status, fault.retryAfter])
    for (const name of names) expect([name, await look(world, name)]).toEqual([name, fault.during[name]])
    await fault.end(world)
    const next = await fault.next(world)
    expect(next.status, next.text).toBe(200)
    for (const name of names)
      expect([name, await look(world, name)]).toEqual([
        name,
        fault.lost[name] === undefined ? 'page' : 'sign-in',
      ])
    // No response has anything of the other person.
    for (const { name, answer } of world.answers)
      expect(answer.text).not.toContain(name === 'ada' ? 'ROLE_OF_bob' : 'ROLE_OF_ada')
    expect(rejections).toEqual([])
  } finally {
    world.redis.resume()
    await world.close()
  }
  passed.push(fault)
})

it('L-14: a logout token gets 503 or ends the sessions while sentinels choose another primary', async () => {
  const world = await buildWorld('sentinels')
  try {
    await world.redis.stop()
    const statuses: number[] = []
    do {
      const { status } = await world.logOut('ada')
      expect([200, 503]).toContain(status)
      statuses.push(status)
    } while (statuses.at(-1) !== 200)
    // One of the processes may not have found the new primary.
    const sights = new Set<Sight>()
    await expect.poll(async () => sights.add(await look(world, 'ada')).has('sign-in')).toBe(true)
    expect([...sights]).not.toContain('page')
    await expect.poll(() => look(world, 'bob')).toBe('page')
    expect(rejections).toEqual([])
    console.info(`logout during a failover: ${statuses.join(', ')}`)
  } finally {
    await world.close()
  }
})

/** `WRITE_FAULTS=on` writes the page; prettier then formats it. */
it('docs/faults-of-redis.md says what this run has shown', () => {
  const table = buildTable(passed)
  if (process.env['WRITE_FAULTS'] === 'on') writeTable(table)
  expect(readTable()).toBe(normalize(table))
})
