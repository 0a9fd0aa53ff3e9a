import { memoryStore, type SessionStore } from '@x/oidc-engine'

type Operation = keyof SessionStore

/** A store whose operations fail, take time or return something else when a test says so. */
export interface FrailStore extends SessionStore {
  /** Called before each operation. What it throws is the failure of the operation. */
  before: ((operation: Operation, key: string) => unknown) | undefined
  /** Replaces what `read` returns. */
  misread: ((found: unknown) => unknown) | undefined
  /** The operations that the engine asked for. */
  readonly asked: Operation[]
}

/** Creates a store in memory. Each operation takes a turn of the event loop, as in a database. */
export function createFrailStore(now: () => number): FrailStore {
  const store = memoryStore({ now })
  const asked: Operation[] = []
  async function run<Result>(
    operation: Operation,
    key: string,
    work: () => Result,
  ): Promise<Awaited<Result>> {
    asked.push(operation)
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    await frail.before?.(operation, key)
    return await work()
  }
  const frail: FrailStore = {
    before: undefined,
    misread: undefined,
    asked,
    async read(key) {
      const found = await run('read', key, () => store.read(key))
      return frail.misread === undefined ? found : (frail.misread(found) as typeof found)
    },
    create: (key, entry) => run('create', key, () => store.create(key, entry)),
    replace: (key, entry, version) => run('replace', key, () => store.replace(key, entry, version)),
    delete: (key) => run('delete', key, () => store.delete(key)),
    deleteAll: (index) => run('deleteAll', index, () => store.deleteAll(index)),
  }
  return frail
}
