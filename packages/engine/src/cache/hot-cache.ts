import { copyText } from '../copy-text.ts'
import { isCurrent, type Lifetime, readLength, readLifetime, type TtlCache } from './ttl-cache.ts'

interface Entry {
  /** The number of the cache that wrote it. */
  readonly cache: number
  readonly key: string
  readonly value: unknown
  readonly lifetime: Lifetime | undefined
  readonly bytes: number
}

const mebibyte = 2 ** 20

/** The default. Only half of it is guaranteed (see `createHotCaches`): enough for 10,000 sessions of usual size. */
const defaultMebibytes = 48

/** The default on workerd, where an isolate has only 128 MB. */
const workerMebibytes = 8

/** Resolves the bytes of a cache from the configuration. */
export function resolveCacheBytes(mebibytes: number | undefined): number {
  return (mebibytes ?? ('WebSocketPair' in globalThis ? workerMebibytes : defaultMebibytes)) * mebibyte
}

/** The bytes of an entry besides its key and its value: the entry object, and its share of the map. */
const entryBytes = 150

/**
 * The number of characters at the end of a key that are hashed. The end of a sealed value or a signature is as random as any
 * other part, and hashing a whole key takes longer than all the rest of a read. The whole key is compared afterwards.
 */
const hashedLength = 8

/** Caches that share one budget of bytes. */
export interface HotCaches {
  /** Opens one more cache. It cannot read entries of another cache, but its entries may evict them. */
  readonly open: <Value>() => TtlCache<Value>
}

/**
 * Creates caches that share one limit in bytes and have two generations. When the younger generation has reached half of the
 * limit, it becomes the older one, and entries that were not used since the last change are dropped. So most reads change
 * nothing: keeping all entries in the order of their use costs as much as the lookup. A read compares the clock with the entry's
 * lifetime, as a `TtlCache` does.
 *
 * In the worst case, all entries are read in turns. Then only entries of half of the limit stay in the cache.
 *
 * The keys are sealed values, verified tokens, or hashes. A sender who can choose the end of a key can evict another
 * entry, but never read or replace it.
 * @param maxBytes of keys, values and entries of all caches together; 0 switches them off
 */
export function createHotCaches(maxBytes: number): HotCaches {
  let older = new Map<number, Entry>()
  let younger = new Map<number, Entry>()
  /** The bytes of the younger generation. */
  let bytes = 0
  let opened = 0

  function add(hash: number, entry: Entry): void {
    remove(hash)
    if (entry.bytes > maxBytes / 2) return
    if (bytes + entry.bytes > maxBytes / 2) {
      older = younger
      younger = new Map()
      bytes = 0
    }
    younger.set(hash, entry)
    bytes += entry.bytes
  }

  function remove(hash: number): void {
    bytes -= younger.get(hash)?.bytes ?? 0
    younger.delete(hash)
    older.delete(hash)
  }

  function find(hash: number): Entry | undefined {
    const entry = younger.get(hash)
    if (entry !== undefined) return entry
    const aged = older.get(hash)
    if (aged !== undefined) add(hash, aged)
    return aged
  }

  return {
    open<Value>(): TtlCache<Value> {
      opened += 1
      const cache = opened
      return {
        read(key, now) {
          if (maxBytes === 0) return undefined
          const hash = hashEnd(key, cache)
          const entry = find(hash)
          if (entry?.key !== key || entry.cache !== cache) return undefined
          // Only this cache writes entries with its own number.
          if (isCurrent(entry.lifetime, now)) return entry.value as Value
          remove(hash)
          return undefined
        },
        write(key, value, options = {}) {
          if (maxBytes === 0) return
          const lifetime = readLifetime(options)
          const hash = hashEnd(key, cache)
          if (isCurrent(lifetime, lifetime?.at))
            add(hash, {
              ...{ cache, value, lifetime },
              key: copyText(key),
              bytes: key.length + readLength(options) + entryBytes,
            })
          else {
            const entry = find(hash)
            if (entry?.key === key && entry.cache === cache) remove(hash)
          }
        },
      }
    },
  }
}

/** Creates one cache with a budget of its own. */
export function createHotCache<Value>(maxBytes: number): TtlCache<Value> {
  return createHotCaches(maxBytes).open()
}

/** Equal keys of different caches get different hashes. */
function hashEnd(key: string, cache: number): number {
  let hash = cache
  for (let at = Math.max(key.length - hashedLength, 0); at < key.length; at += 1)
    hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0
  return hash
}
