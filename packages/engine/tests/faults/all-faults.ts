import { clientFaults } from './client-faults.ts'
import { clockFaults } from './clock-faults.ts'
import type { Fault } from './fault.ts'
import { keyFaults } from './key-faults.ts'
import { providerFaults } from './provider-faults.ts'
import { storeFaults } from './store-faults.ts'
import { tokenEndpointFaults } from './token-endpoint-faults.ts'

export const allFaults: readonly { readonly heading: string; readonly faults: readonly Fault[] }[] = [
  { heading: 'The provider', faults: providerFaults },
  { heading: 'Its keys', faults: keyFaults },
  { heading: 'Its token endpoint, UserInfo and introspection', faults: tokenEndpointFaults },
  { heading: 'Clocks', faults: clockFaults },
  { heading: 'The session store', faults: storeFaults },
  { heading: 'Browsers and deploys', faults: clientFaults },
]
