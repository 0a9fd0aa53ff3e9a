import * as v from 'valibot'
import { expect, invalidOptions, readOptions } from '../options/read-options.ts'
import { defaultPorts } from '../ports.ts'
import { markMemoryStore } from './resolve-store.ts'
import { createMemoryReplayStore, type MemoryReplayStore, type ReplayStore } from '../cache/replay-store.ts'
import { transactionLimits } from '../cache/transaction-limits.ts'

/** The settings of a replay store in memory. */
export interface MemoryReplayStoreOptions {
  /** Returns the current time as NumericDate. @default the clock of the machine */
  readonly now?: (() => number) | undefined
}

/**
 * Creates a `ReplayStore` in the memory of this process, for an application of one process. With it a logout ends sessions in
 * cookies, too. A restart forgets the logouts: cookies that were ended before are good again until they expire.
 * @throws OidcError `config_invalid` for an unknown option, or a value of the wrong type
 */
export function memoryReplayStore(options?: MemoryReplayStoreOptions): ReplayStore {
  const now = checkOptions(options)
  const transactions = createMemoryReplayStore(now, transactionLimits)
  const others = createMemoryReplayStore(now)
  /** Keys begin with their purpose. */
  const find = (key: string): MemoryReplayStore => (key.startsWith('transaction ') ? transactions : others)

  const store: ReplayStore = {
    claim: (key, claim) => find(key).claim(key, claim),
    release: (key) => find(key).release(key),
    revoke: others.revoke,
    findRevocation: others.findRevocation,
  }
  return markMemoryStore(store, ['replay', options?.now])
}

const entries = {
  now: v.exactOptional(v.optional(v.function(expect('invalid_type', 'must be a function.')))),
}

function checkOptions(options: MemoryReplayStoreOptions | undefined): () => number {
  const given: unknown = options === undefined ? Object.create(null) : options
  const { values, issues } = readOptions(given, entries)
  if (issues.length > 0) throw invalidOptions('The options of memoryReplayStore', issues)
  const { now = defaultPorts.now } = values as MemoryReplayStoreOptions
  return now
}
