import { andThen, type MaybePromise } from '../maybe-promise.ts'
import type { Ports } from '../ports.ts'
import type { ReplayStore } from './replay-store.ts'

const functions = [
  'claim',
  'release',
  'revoke',
  'findRevocation',
] as const satisfies readonly (keyof ReplayStore)[]

/** Wraps a replay store whose outages are events. Without `onEvent` it stays as it is, and the code is not loaded. */
export function watchReplayStore(store: ReplayStore, ports: Ports): ReplayStore {
  if (ports.emit === undefined) return store
  let watched: ReplayStore | undefined
  // The store is kept, never its promise: on workerd a request must not wait for the promise of another request.
  const get = (): MaybePromise<ReplayStore> =>
    watched ??
    import('../watch-store.ts').then(
      ({ watchStore }) => (watched ??= watchStore(store, functions, ports, 'replay')),
    )
  return Object.fromEntries(
    functions.map((name) => [
      name,
      (...args: never[]) =>
        andThen(get(), (loaded) => (loaded[name] as (...args: never[]) => unknown)(...args)),
    ]),
  ) as unknown as ReplayStore
}
