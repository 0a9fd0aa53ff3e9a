import { Cluster, Redis } from 'ioredis'
import { createClient, createCluster, createSentinel } from 'redis'
import type { RedisProgram } from '../../../../tools/stores/install-redis.mjs'
import {
  startRedis,
  startRedisCluster,
  startRedisSentinels,
  type RedisGroup,
} from '../../../../tools/stores/start-redis.mjs'
import type { RedisClient } from '../../src/index.ts'

/** A client of a test, and how to end it. */
export interface OpenedClient {
  readonly client: RedisClient
  readonly close: () => Promise<void>
}

/** A way to run Redis, and the clients for it. */
export interface Setup {
  readonly start: (redis: RedisProgram) => Promise<RedisGroup>
  readonly clients: Readonly<Record<string, (group: RedisGroup) => Promise<OpenedClient>>>
}

/** Reads the server that `npm run test:stores` has installed. */
export function readRedisProgram(): RedisProgram {
  const installed = process.env['REDIS']
  if (installed === undefined) throw new Error('there is no server: use npm run test:stores')
  return JSON.parse(installed) as RedisProgram
}

const nodesOf = ({ servers }: RedisGroup) => servers.map(({ port }) => ({ host: '127.0.0.1', port }))

/** The last three servers of the group are its sentinels. */
const sentinelsOf = (group: RedisGroup) => nodesOf(group).slice(-3)

const ignore = (): void => undefined

interface NodeRedis {
  on(event: 'error', listener: () => void): unknown
  connect(): Promise<unknown>
  destroy(): unknown
}

async function openNodeRedis<Client extends NodeRedis & RedisClient>(client: Client): Promise<OpenedClient> {
  client.on('error', ignore)
  await client.connect()
  return {
    client,
    close: async () => {
      await client.destroy()
    },
  }
}

async function openIoredis(client: Redis | Cluster): Promise<OpenedClient> {
  client.on('error', ignore)
  await client.ping()
  return {
    client,
    close: async () => {
      client.disconnect()
    },
  }
}

export const setups: Readonly<Record<string, Setup>> = {
  'one server': {
    start: startRedis,
    clients: {
      redis: (group) => openNodeRedis(createClient({ url: group.servers[0]?.url ?? '' })),
      ioredis: (group) => openIoredis(new Redis(group.servers[0]?.url ?? '')),
    },
  },
  'a cluster': {
    start: startRedisCluster,
    clients: {
      redis: (group) =>
        openNodeRedis(createCluster({ rootNodes: group.servers.map(({ url }) => ({ url })) })),
      ioredis: (group) => openIoredis(new Cluster(nodesOf(group))),
    },
  },
  sentinels: {
    start: startRedisSentinels,
    clients: {
      redis: (group) =>
        openNodeRedis(createSentinel({ name: 'main', sentinelRootNodes: sentinelsOf(group) })),
      ioredis: (group) => openIoredis(new Redis({ name: 'main', sentinels: sentinelsOf(group) })),
    },
  },
}
