import type { Fault } from './fault.ts'
import { keyFaults } from './key-faults.ts'
import { providerFaults } from './provider-faults.ts'
import { tokenEndpointFaults } from './token-endpoint-faults.ts'

export const allFaults: readonly { readonly heading: string; readonly faults: readonly Fault[] }[] = [
  { heading: 'The provider', faults: providerFaults },
  { heading: 'Its keys', faults: keyFaults },
  { heading: 'Its token endpoint, UserInfo and introspection', faults: tokenEndpointFaults },
]
