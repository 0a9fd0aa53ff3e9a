import type { SessionStore, StoredSession } from '@x/oidc-engine'

/** Characters of all entries together: 16 MiB in memory at two bytes each. */
const maxCharacters = 2 ** 23

const maxSeconds = 60

interface CachedRead {
  readonly entry: StoredSession
  readonly readAt: number
}

/**
 * Whether an entry may be used again: any but a locked session, which others read until its refresh has finished, and a logout, which is
 * its own index (`stored-logouts.ts` of the engine). A sign-in that missed a logout would have a session until that expires.
 */
function mayKeep(key: string, { indexes, lockVersion }: StoredSession): boolean {
  return lockVersion === 0 && !indexes.includes(key)
}

/**
 * Lets a process use an entry again that it has read less than `seconds` ago. What the process itself deletes or replaces is dropped at
 * once.
 * @throws TypeError if `seconds` is not a number from 0 to 60
 */
export function cacheReads(store: SessionStore, seconds: number): SessionStore {
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= maxSeconds))
    throw new TypeError(
      `The option cacheSeconds is ${String(seconds)}, expected a number from 0 to ${maxSeconds}.`,
    )
  if (seconds === 0) return store
  /** In the order of reading, so that the first is the oldest. */
  const entries = new Map<string, CachedRead>()
  let characters = 0
  /** The last read of each key that has no answer yet. A write takes it away, so that its old answer is not cached. */
  const reads = new Map<string, symbol>()

  function drop(key: string): void {
    reads.delete(key)
    evict(key)
  }

  function evict(key: string): void {
    characters -= entries.get(key)?.entry.data.length ?? 0
    entries.delete(key)
  }

  function keep(key: string, entry: StoredSession, readAt: number): void {
    evict(key)
    entries.set(key, { entry, readAt })
    characters += entry.data.length
    for (const oldest of entries.keys()) {
      if (characters <= maxCharacters) return
      evict(oldest)
    }
  }

  function find(key: string): StoredSession | undefined {
    const found = entries.get(key)
    if (found === undefined) return undefined
    const isFresh =
      performance.now() - found.readAt < seconds * 1000 && found.entry.expiresAt > Date.now() / 1000
    // A caller may change what it gets.
    if (isFresh) return { ...found.entry, indexes: [...found.entry.indexes] }
    evict(key)
    return undefined
  }

  return {
    read(key) {
      return find(key) ?? readThrough(key)
    },
    create: (key, entry) => store.create(key, entry),
    async replace(key, entry, version) {
      drop(key)
      try {
        return await store.replace(key, entry, version)
      } finally {
        // Another request may have read the old version in the meantime.
        drop(key)
      }
    },
    async delete(key) {
      drop(key)
      try {
        await store.delete(key)
      } finally {
        drop(key)
      }
    },
    async deleteAll(index) {
      const dropIndexed = (): void => {
        reads.clear()
        for (const [key, { entry }] of entries) if (entry.indexes.includes(index)) drop(key)
      }
      dropIndexed()
      try {
        return await store.deleteAll(index)
      } finally {
        dropIndexed()
      }
    },
  }

  async function readThrough(key: string): Promise<StoredSession | undefined> {
    const read = Symbol(key)
    // The answer may be as old as the question.
    const readAt = performance.now()
    reads.set(key, read)
    try {
      const entry = await store.read(key)
      if (entry !== undefined && reads.get(key) === read && mayKeep(key, entry))
        keep(key, { ...entry, indexes: [...entry.indexes] }, readAt)
      return entry
    } finally {
      if (reads.get(key) === read) reads.delete(key)
    }
  }
}
