import type { SessionStore } from '@x/oidc-engine'
import { cacheReads } from './cached-reads.ts'
import { createCommands, type Commands, type RedisClient } from './client.ts'
import { buildPrefix, inBatches, toMilliseconds } from './keys.ts'
import {
  addScript,
  createScript,
  deleteScript,
  listScript,
  removeScript,
  replaceScript,
} from './session-scripts.ts'
import { readEntry, splitIndexes, writeEntry } from './stored-text.ts'

/** Options of `redisStore`. */
export interface RedisStoreOptions {
  /**
   * The start of each key, for a server that several applications use. Up to 64 characters of `A-Z`, `a-z`, `0-9`, `-`, `_`, `.`,
   * `:` and `/`. @default 'oidc:'
   */
  readonly prefix?: string
  /**
   * Seconds for which a process may use a session that it has read before, from 0 to 60. It saves a round trip per request. For as
   * long, other processes may admit a session that has ended. @default 0
   */
  readonly cacheSeconds?: number
}

/** An index keeps the name of an expired session for one day more: another process may be writing a later version of it. */
const slack = 86_400_000

/** Sessions that `deleteAll` deletes at once. */
const batch = 100

/**
 * Creates a session store on Redis 6.2 or later: one server, sentinels or a cluster. Keys are hashes, and contents are sealed with
 * `session.secret`, so a copy of the data contains no session id, no name and no token.
 *
 * A read is one round trip. While Redis does not answer, requests with a session get 503 with `Retry-After`. Redis replicates after
 * it has answered, so a failover can lose what was written in the last moment: see the README.
 * @throws TypeError if the client or an option is wrong
 * @example
 * const client = createClient({ url: process.env.REDIS_URL })
 * await client.connect()
 * createOidc({ session: { secret, store: redisStore(client) }, … })
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): SessionStore {
  const prefix = buildPrefix(options.prefix)
  const store = createStore(createCommands(client), `${prefix}session:`, `${prefix}index:`)
  return cacheReads(store, options.cacheSeconds ?? 0)
}

function createStore({ get, run }: Commands, sessionPrefix: string, indexPrefix: string): SessionStore {
  async function addToIndexes(key: string, indexes: readonly string[], expiry: number): Promise<void> {
    await Promise.all(indexes.map((index) => run(addScript, indexPrefix + index, [key, expiry, slack])))
  }

  /** An index that still names an ended session does no harm, so a failure here changes no result. */
  async function removeFromIndexes(key: string, indexes: readonly string[]): Promise<void> {
    await Promise.allSettled(indexes.map((index) => run(removeScript, indexPrefix + index, [key])))
  }

  /** Deletes an entry that has an index, or any entry if it is empty. */
  async function deleteEntry(key: string, index: string): Promise<boolean> {
    const indexes = await run(deleteScript, sessionPrefix + key, [index])
    if (typeof indexes !== 'string') return false
    await removeFromIndexes(key, splitIndexes(indexes))
    return true
  }

  return {
    async read(key) {
      const text = await get(sessionPrefix + key)
      return text === undefined ? undefined : readEntry(text)
    },
    async create(key, entry) {
      const expiry = toMilliseconds(entry.expiresAt)
      // The indexes come first: a process that ends in between leaves a name without a session, and no session without a name.
      await addToIndexes(key, entry.indexes, expiry)
      const created = await run(createScript, sessionPrefix + key, [writeEntry(entry), expiry])
      if (Number(created) !== 1) throw new Error('the key of a new session has an entry')
    },
    async replace(key, entry, version) {
      const expiry = toMilliseconds(entry.expiresAt)
      await addToIndexes(key, entry.indexes, expiry)
      const replaced = await run(replaceScript, sessionPrefix + key, [writeEntry(entry), expiry, version])
      if (typeof replaced !== 'string') return false
      const left = splitIndexes(replaced).filter((index) => !entry.indexes.includes(index))
      await removeFromIndexes(key, left)
      return true
    },
    async delete(key) {
      await deleteEntry(key, '')
    },
    async deleteAll(index) {
      const keys = (await run(listScript, indexPrefix + index, [])) as readonly unknown[]
      const deleted = await inBatches(keys.map(String), batch, (key) => deleteEntry(key, index))
      return deleted.filter(Boolean).length
    },
  }
}
