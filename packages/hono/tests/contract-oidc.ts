import { contractOptions } from '@x/oidc-testing'
import { createOidc } from '@x/oidc-hono'

export type ContractOidc = ReturnType<typeof createContractOidc>

export function createContractOidc(baseUrl: string, issuerUrl: string) {
  return createOidc({ ...contractOptions({ baseUrl, issuerUrl }), log: () => undefined })
}
