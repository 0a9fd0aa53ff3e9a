import type { ContractOptions } from '@x/oidc-testing'
import { createOidc, type SessionStore } from '@x/oidc-hono'

export type ContractOidc = ReturnType<typeof createContractOidc>

export function createContractOidc(options: ContractOptions, store?: SessionStore) {
  const { session } = options
  return createOidc({ ...options, session: store === undefined ? session : { ...session, store } })
}
