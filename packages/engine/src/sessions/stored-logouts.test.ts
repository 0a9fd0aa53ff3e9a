import { expect, it } from 'vitest'
import { createSealer } from '../crypto/seal.ts'
import { defaultPorts } from '../ports.ts'
import { memoryStore } from './memory-store.ts'
import { createStoredLogouts } from './stored-logouts.ts'

const keptSeconds = 600

it('S-10: a logout that this process cannot read counts, and does not take the place of a later one', async () => {
  let now = 1000
  const store = memoryStore({ now: () => now })
  const [one, other] = ['one secret of more than thirty-two bytes', 'another secret of thirty-two bytes'].map(
    (secret) => {
      const { random } = defaultPorts
      const sealer = createSealer([secret], { audience: 'https://app.example.com', random })
      return createStoredLogouts(store, sealer, keptSeconds)
    },
  )
  await one?.record('name', now)
  expect(await other?.findLatest(['name'])).toBe(1600)
  now = 1500
  await other?.record('name', now)
  now = 1700
  expect(await other?.findLatest(['name'])).toBe(1500)
  await other?.record('name', 1400)
  expect(await other?.findLatest(['name'])).toBe(1500)
})
