import { describe } from 'vitest'
import { cacheComponentsBuild } from './contract-builds.ts'
import { holdToContractInTurn } from './hold-to-contract.ts'

describe('the adapter on next start with Cache Components', () => {
  holdToContractInTurn(cacheComponentsBuild)
})
