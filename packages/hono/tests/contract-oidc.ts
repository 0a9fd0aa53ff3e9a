import type { ContractOptions } from '@x/oidc-testing'
import { createOidc } from '@x/oidc-hono'

export type ContractOidc = ReturnType<typeof createContractOidc>

export function createContractOidc(options: ContractOptions) {
  return createOidc(options)
}
