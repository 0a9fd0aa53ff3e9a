import { redisStore } from '@x/oidc-redis'
import { createClient } from 'redis'

/** Opens a store of sessions in the Redis server that the benchmark has started. */
export async function openRedisStore({ BENCH_REDIS_URL: url = '' }: { readonly BENCH_REDIS_URL?: string }) {
  const client = createClient({ url })
  await client.connect()
  return { client, store: redisStore(client) }
}
