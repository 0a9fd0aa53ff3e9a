import { startMisbehavingProvider, type MisbehavingProvider } from '@x/oidc-testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientSecret } from '../start-app.ts'
import { allFaults } from './all-faults.ts'
import { runFault } from './run-fault.ts'

const clock = { now: 1_793_000_000 }
let provider: MisbehavingProvider

beforeAll(async () => {
  const clients = [{ clientId: 'app', clientSecret, redirectUris: [] }]
  provider = await startMisbehavingProvider({ clients, now: () => clock.now })
})
afterAll(() => provider.close())

describe.each(allFaults)('a fault: $heading', ({ faults }) => {
  it.each(faults.map((fault) => [fault.name, fault] as const))('%s', async (_, fault) => {
    await runFault(fault, { provider, clock })
  })
})

it('there are at least 60, each with a name of its own', () => {
  const names = allFaults.flatMap(({ faults }) => faults.map(({ name }) => name))
  console.log(`faults: ${names.length}`)
  expect(names.length).toBeGreaterThanOrEqual(60)
  expect(new Set(names).size).toBe(names.length)
})
