import * as v from 'valibot'
import { expect, invalidOptions, readOptions } from '../options/read-options.ts'
import { defaultPorts } from '../ports.ts'
import type { SessionStore, StoredSession } from './session-store.ts'
import { markMemoryStore } from './resolve-store.ts'
import { createWriteOrder, type Link } from './write-order.ts'

/** The settings of a store in memory. */
export interface MemoryStoreOptions {
  /** Maximum memory of all sessions together, in MiB: 1 to 4096. The sessions that were written longest ago end first. @default 64 */
  readonly maxMebibytes?: number | undefined
  /** Returns the current time as NumericDate. @default the clock of the machine */
  readonly now?: (() => number) | undefined
}

/** An entry with its key, which never change. */
interface Written {
  readonly key: string
  readonly entry: StoredSession
}

/** Bytes of an entry besides its texts, as measured: the entry, its lists, and its shares of the maps and sets. */
const entryBytes = 1300

/** Entries that each write looks at for their expiry. More than one, so that expired entries go faster than new ones come. */
const lookedAtPerWrite = 4

/**
 * Creates a `SessionStore` in the memory of this process. It is for an application of one process, and for tests: a restart ends all
 * sessions. On Cloudflare Workers it is for tests only, because each isolate has its own memory. Under Next.js the proxy and the pages
 * share it.
 * @throws OidcError `config_invalid` for an unknown option, or a value of the wrong type or outside its range
 */
export function memoryStore(options?: MemoryStoreOptions): SessionStore {
  const { maxBytes, now } = checkOptions(options)
  const links = new Map<string, Link<Written>>()
  const order = createWriteOrder<Written>()
  const keysByIndex = new Map<string, Set<string>>()
  let bytes = 0
  /** Which entry is looked at next for its expiry; undefined: the oldest. */
  let next: Link<Written> | undefined

  /** A broken clock shows NaN. Then no entry is valid and none is removed. */
  const hasExpired = ({ entry }: Written): boolean => now() >= entry.expiresAt
  const isValid = ({ entry }: Written): boolean => now() < entry.expiresAt

  function remove(link: Link<Written>): void {
    const { key, entry } = link.value
    if (next === link) next = link.newer
    order.remove(link)
    links.delete(key)
    bytes -= measure(key, entry)
    for (const index of entry.indexes) {
      const keys = keysByIndex.get(index)
      keys?.delete(key)
      if (keys?.size === 0) keysByIndex.delete(index)
    }
  }

  function add(key: string, { data, version, expiresAt, indexes, lockVersion }: StoredSession): void {
    const named = Object.freeze([...indexes])
    const entry = Object.freeze({ data, version, expiresAt, indexes: named, lockVersion })
    links.set(key, order.append({ key, entry }))
    bytes += measure(key, entry)
    for (const index of named) {
      const keys = keysByIndex.get(index)
      if (keys === undefined) keysByIndex.set(index, new Set([key]))
      else keys.add(key)
    }
  }

  /** Goes round through all entries, some at each write, because a timer would keep a process alive. */
  function removeSomeExpired(): void {
    next ??= order.oldest()
    for (let looked = 0; looked < lookedAtPerWrite && next !== undefined; looked += 1) {
      const link = next
      next = link.newer
      if (hasExpired(link.value)) remove(link)
    }
  }

  function write(key: string, entry: StoredSession): void {
    const former = links.get(key)
    if (former !== undefined) remove(former)
    add(key, entry)
    removeSomeExpired()
    for (let oldest = order.oldest(); oldest !== undefined && bytes > maxBytes; oldest = order.oldest())
      remove(oldest)
  }

  function find(key: string): StoredSession | undefined {
    const link = links.get(key)
    if (link === undefined || isValid(link.value)) return link?.value.entry
    if (hasExpired(link.value)) remove(link)
    return undefined
  }

  const store: SessionStore = {
    read: find,
    create(key, entry) {
      const former = links.get(key)
      if (former !== undefined && !hasExpired(former.value)) throw new Error('The key has an entry.')
      write(key, entry)
    },
    replace(key, entry, version) {
      if (find(key)?.version !== version) return false
      write(key, entry)
      return true
    },
    delete(key) {
      const link = links.get(key)
      if (link !== undefined) remove(link)
    },
    deleteAll(index) {
      const keys = [...(keysByIndex.get(index) ?? [])]
      const found = keys.flatMap((key) => links.get(key) ?? [])
      for (const link of found) remove(link)
      return found.length
    },
  }
  return markMemoryStore(store, [maxBytes, options?.now])
}

function measure(key: string, { data, indexes }: StoredSession): number {
  return entryBytes + key.length + data.length + indexes.join('').length
}

const range = expect('out_of_range', 'must be between 1 and 4096.')
const entriesOfOptions = {
  maxMebibytes: v.exactOptional(
    v.optional(v.pipe(v.number(range), v.minValue(1, range), v.maxValue(4096, range))),
  ),
  now: v.exactOptional(v.optional(v.function(expect('invalid_type', 'must be a function.')))),
}

/** Without this check a size of NaN would evict each session at once. */
function checkOptions(options: MemoryStoreOptions | undefined): {
  readonly maxBytes: number
  readonly now: () => number
} {
  const given: unknown = options === undefined ? Object.create(null) : options
  const { values, issues } = readOptions(given, entriesOfOptions)
  if (issues.length > 0) throw invalidOptions('The options of memoryStore', issues)
  const { maxMebibytes = 64, now = defaultPorts.now } = values as MemoryStoreOptions
  return { maxBytes: maxMebibytes * 2 ** 20, now }
}
