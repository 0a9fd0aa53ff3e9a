import { env } from 'node:process'
import { createClient } from 'redis'

/** Opens a client of the Redis server that the benchmark has started; undefined where sessions are elsewhere. */
export async function openRedis() {
  if (env.BENCH_REDIS_URL === undefined) return undefined
  const client = createClient({ url: env.BENCH_REDIS_URL })
  await client.connect()
  return client
}
