import { defaultPorts } from '../ports.ts'
import type { SessionStore, StoredSession } from './session-store.ts'

/** The settings of a store in memory. */
export interface MemoryStoreOptions {
  /** Maximum memory of all sessions together, in MiB. The sessions that were written longest ago end first. @default 64 */
  readonly maxMebibytes?: number
  /** Returns the current time as NumericDate. @default the clock of the machine */
  readonly now?: () => number
}

/** Bytes of an entry besides its texts: the entry, its lists, and its shares of the maps. */
const entryBytes = 600

/**
 * Creates a `SessionStore` in the memory of this process. It is for an application of one process, and for tests: a restart ends all
 * sessions. On Cloudflare Workers it is for tests only, because each isolate has its own memory.
 */
export function memoryStore({
  maxMebibytes = 64,
  now = defaultPorts.now,
}: MemoryStoreOptions = {}): SessionStore {
  const maxBytes = maxMebibytes * 2 ** 20
  const entries = new Map<string, StoredSession>()
  const keysByIndex = new Map<string, Set<string>>()
  let bytes = 0

  function remove(key: string): boolean {
    const entry = entries.get(key)
    if (entry === undefined) return false
    entries.delete(key)
    bytes -= measure(key, entry)
    for (const index of entry.indexes) {
      const keys = keysByIndex.get(index)
      keys?.delete(key)
      if (keys?.size === 0) keysByIndex.delete(index)
    }
    return true
  }

  /** Makes the entry the youngest, and then evicts expired and old ones. */
  function write(key: string, entry: StoredSession): void {
    remove(key)
    entries.set(key, entry)
    bytes += measure(key, entry)
    for (const index of entry.indexes) {
      const keys = keysByIndex.get(index) ?? new Set()
      keysByIndex.set(index, keys.add(key))
    }
    for (const [oldest, { expiresAt }] of entries) {
      if (bytes <= maxBytes && !(now() >= expiresAt)) break
      remove(oldest)
    }
  }

  function find(key: string): StoredSession | undefined {
    const entry = entries.get(key)
    if (entry === undefined || entry.expiresAt > now()) return entry
    // A broken clock shows NaN: the entry is not returned, and stays.
    if (now() >= entry.expiresAt) remove(key)
    return undefined
  }

  return {
    read: find,
    create: write,
    replace(key, entry, version) {
      if (find(key)?.version !== version) return false
      write(key, entry)
      return true
    },
    delete(key) {
      remove(key)
    },
    deleteAll: (index) => [...(keysByIndex.get(index) ?? [])].filter((key) => remove(key)).length,
  }
}

function measure(key: string, { data, indexes }: StoredSession): number {
  return entryBytes + key.length + data.length + indexes.join('').length
}
