import { expect } from 'vitest'
import type { RedisGroup, RedisServer } from '../../../../../tools/stores/start-redis.mjs'

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

/** Finds the primary of a round: each in turns. */
export async function findPrimary(group: RedisGroup, setup: string, round: number): Promise<RedisServer> {
  const primaries = await listPrimaries(group, setup)
  return primaries[round % primaries.length] as RedisServer
}

/** Waits until each primary has its replicas, and every replica has what its primary has now. */
export async function expectInSync(group: RedisGroup, setup: string): Promise<void> {
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
