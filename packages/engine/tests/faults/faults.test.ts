import { startMisbehavingProvider, type MisbehavingProvider } from '@x/oidc-testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientSecret } from '../start-app.ts'
import { allFaults } from './all-faults.ts'
import type { Fault } from './fault.ts'
import { buildTables, normalize, readTables, writeTables } from './fault-table.ts'
import { runFault } from './run-fault.ts'

const clock = { now: 1_793_000_000 }
const passed = new Set<Fault>()
let provider: MisbehavingProvider

beforeAll(async () => {
  const clients = [{ clientId: 'app', clientSecret, redirectUris: [] }]
  provider = await startMisbehavingProvider({ clients, now: () => clock.now })
})
afterAll(() => provider.close())

describe.each(allFaults)('a fault: $heading', ({ faults }) => {
  it.each(faults.map((fault) => [fault.name, fault] as const))('%s', async (_, fault) => {
    await runFault(fault, { provider, clock })
    passed.add(fault)
  })
})

it('there are at least 60, each with a name of its own', () => {
  const names = allFaults.flatMap(({ faults }) => faults.map(({ name }) => name))
  console.log(`faults: ${names.length}, as documented: ${passed.size}`)
  expect(names.length).toBeGreaterThanOrEqual(60)
  expect(new Set(names).size).toBe(names.length)
})

/** `WRITE_FAULTS=on` writes the page; prettier then formats it. */
it('docs/faults.md says what this run has shown', () => {
  const shown = allFaults.map(({ heading, faults }) => ({
    heading,
    faults: faults.filter((fault) => passed.has(fault)),
  }))
  const tables = buildTables(shown)
  if (process.env['WRITE_FAULTS'] === 'on') writeTables(tables)
  expect(readTables()).toBe(normalize(tables))
})
