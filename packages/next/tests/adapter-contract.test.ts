import { describe } from 'vitest'
import { plainBuild } from './contract-builds.ts'
import { holdToContract } from './hold-to-contract.ts'

describe('the adapter on next start', () => {
  holdToContract(plainBuild)
})
