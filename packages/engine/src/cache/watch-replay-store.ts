import type { Ports } from '../ports.ts'
import { watchStore } from '../watch-store.ts'
import type { ReplayStore } from './replay-store.ts'

const functions = [
  'claim',
  'release',
  'revoke',
  'findRevocation',
] as const satisfies readonly (keyof ReplayStore)[]

/** Wraps a replay store whose outages are events. Without `onEvent` it stays as it is. */
export function watchReplayStore(store: ReplayStore, ports: Ports): ReplayStore {
  return ports.emit === undefined ? store : watchStore(store, functions, ports, 'replay')
}
