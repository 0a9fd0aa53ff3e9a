import { createHash } from 'node:crypto'
import type { ReplayStore } from '@x/oidc-engine/adapter'
import { createCommands, type RedisClient } from './client.ts'
import { buildPrefix, toMilliseconds } from './keys.ts'
import { createRevocations } from './revocations.ts'
import { claimScript, countScript, releaseScript } from './replay-scripts.ts'
import { removeScript } from './session-scripts.ts'

/** Options of `redisReplayStore`. */
export interface RedisReplayStoreOptions {
  /**
   * The start of each key, for a server that several applications use. Up to 64 characters of `A-Z`, `a-z`, `0-9`, `-`, `_`, `.`,
   * `:` and `/`. @default 'oidc:'
   */
  readonly prefix?: string
  /** Maximum number of unexpired items of one owner. In a cluster, concurrent claims may exceed it. @default 40000 */
  readonly itemsPerOwner?: number
  /**
   * Seconds for which a process uses what it has read about a session in cookies, 0 to 60. A request then needs no round trip, and a
   * logout that another process received ends the session so many seconds later. The end of a sign-in always asks. @default 0
   */
  readonly cacheSeconds?: number
}

const defaultItemsPerOwner = 40_000

/**
 * Creates a replay store on Redis 6.2 or later, so that an item can be used once among all processes. Keys are hashes. It has no
 * limit of its own for all items together: `maxmemory` of the server is the limit. With another eviction policy than `noeviction`,
 * Redis may forget an item, which can then be used a second time.
 * @throws TypeError if the client or an option is wrong
 */
export function redisReplayStore(client: RedisClient, options: RedisReplayStoreOptions = {}): ReplayStore {
  const { get, run } = createCommands(client)
  const prefix = buildPrefix(options.prefix)
  const quota = readQuota(options.itemsPerOwner ?? defaultItemsPerOwner)
  const itemKey = (hash: string): string => `${prefix}used:${hash}`
  const revocations = createRevocations({ get, run }, `${prefix}revoked:`, options.cacheSeconds ?? 0)
  const ownerKey = (hash: string): string => `${prefix}owner:${hash}`

  async function uncount(item: string, owners: readonly string[]): Promise<void> {
    await Promise.all(owners.map((owner) => run(removeScript, ownerKey(owner), [item])))
  }

  return {
    async claim(key, { expiresAt, owners }) {
      if (!Number.isFinite(expiresAt)) return 'used'
      const item = hash(key)
      const expiry = toMilliseconds(expiresAt)
      const hashes = owners.map(hash)
      // The item comes first: a process that ends in between leaves an item that is used, and none that can be used twice.
      if (Number(await run(claimScript, itemKey(item), [hashes.join(','), expiry])) !== 1) return 'used'
      const counted: string[] = []
      for (const owner of hashes) {
        if (Number(await run(countScript, ownerKey(owner), [item, expiry, quota])) === 1) counted.push(owner)
        else {
          await uncount(item, counted)
          await run(releaseScript, itemKey(item), [])
          return 'quota_full'
        }
      }
      return 'claimed'
    },
    async release(key) {
      const item = hash(key)
      const owners = await run(releaseScript, itemKey(item), [])
      if (typeof owners === 'string') await uncount(item, owners.split(',').filter(Boolean))
    },
    ...revocations,
  }
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url')

function readQuota(quota: number): number {
  if (Number.isSafeInteger(quota) && quota > 0) return quota
  throw new TypeError(`The option itemsPerOwner is ${String(quota)}, expected a positive integer.`)
}
