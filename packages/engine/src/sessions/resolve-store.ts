import type { shareInProcess } from '../cache/process-registry.ts'

/** The settings of each store in memory that this library created. */
const memoryStores = new WeakMap<object, readonly unknown[]>()

/** Marks a store as one in memory, which engines of one process may share. */
export function markMemoryStore<Store extends object>(store: Store, settings: readonly unknown[]): Store {
  memoryStores.set(store, settings)
  return store
}

/**
 * Finds the store that an engine uses. Of stores in memory, all engines of the process with one `identity` and equal settings use the
 * first: a framework that loads a module several times would otherwise have several, and a session would be known in one of them
 * alone. Every other store is used as it is.
 */
export function resolveStore<Store extends object>(
  store: Store,
  identity: readonly unknown[],
  share: typeof shareInProcess,
): Store {
  const settings = memoryStores.get(store)
  return settings === undefined ? store : share('memory store', [...identity, ...settings], () => store)
}
