import { describe } from 'vitest'
import { cacheComponentsBuild, plainBuild } from './contract-builds.ts'
import { holdToContract } from './hold-to-contract.ts'

describe.each([plainBuild, cacheComponentsBuild])('the adapter on next start ($name)', (build) => {
  holdToContract(build)
})
