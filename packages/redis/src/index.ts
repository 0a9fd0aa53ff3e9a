export type { IoredisClient, NodeRedisClient, RedisClient } from './client.ts'
export { redisStore, type RedisStoreOptions } from './redis-store.ts'
export { redisReplayStore, type RedisReplayStoreOptions } from './redis-replay-store.ts'
