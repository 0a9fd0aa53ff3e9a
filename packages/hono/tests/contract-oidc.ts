import type { ContractOptions, RefreshSettings } from '@x/oidc-testing'
import { createOidc, memoryReplayStore, memoryStore, type ReplayStore, type SessionStore } from '@x/oidc-hono'

export type ContractOidc = ReturnType<typeof createContractOidc>

/** Where sessions are, or what ends those in cookies. Both engines of an app may have the same. */
export interface ContractStores {
  readonly store?: SessionStore
  readonly replayStore?: ReplayStore
}

export function createContractStores({ isStored, isListed }: RefreshSettings): ContractStores {
  return {
    ...(isStored === true && { store: memoryStore() }),
    ...(isListed === true && { replayStore: memoryReplayStore() }),
  }
}

export function createContractOidc(options: ContractOptions, { store, replayStore }: ContractStores = {}) {
  const session = store === undefined ? options.session : { ...options.session, store }
  return createOidc({ ...options, session, ...(replayStore !== undefined && { replayStore }) })
}
