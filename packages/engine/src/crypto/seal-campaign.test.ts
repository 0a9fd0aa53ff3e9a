import { base64url } from 'jose'
import { expect, it } from 'vitest'
import { createSealer } from './seal.ts'

// CAMPAIGN=whole runs the numbers of the requirements; the everyday run takes a hundredth.
const seals = process.env['CAMPAIGN'] === 'whole' ? 1_000_000 : 10_000
const secret = 'a-secret-of-the-tests-0123456789abcdef'
const timeoutMilliseconds = 20 * 60_000

it(
  `S-09: never uses an initialisation vector twice (${seals} seals)`,
  async () => {
    const sealer = createSealer([secret])
    const seen = new Set<string>()
    for (let count = 0; count < seals; count += 1) {
      const [, , iv = ''] = (await sealer.seal('session', 'app', { v: 1 })).split('.')
      seen.add(iv)
    }
    console.info(`S-09: ${seals} seals, ${seen.size} initialisation vectors`)
    expect(seen.size).toBe(seals)
  },
  timeoutMilliseconds,
)

it(
  `advisory #70: opens none of ${seals} derived cookies`,
  async () => {
    const sealer = createSealer([secret])
    const pool = await Promise.all(
      Array.from({ length: 16 }, async (_, count) =>
        sealer.seal('session', 'app', { v: 1, sub: `user ${count}` }),
      ),
    )
    const segments = pool.map((sealed) => sealed.split('.'))
    let opened = 0
    for (let count = 0; count < seals; count += 1) {
      // A header of ours each time, so that every attempt reaches the cipher.
      const [header = '', , iv = '', , tag = ''] = segments[count % 16] ?? []
      const random = base64url.encode(crypto.getRandomValues(new Uint8Array(30)))
      const forged =
        count % 2 === 0
          ? `${header}..${iv}.${random}.${tag}`
          : `${header}..${random.slice(0, 16)}.${random}.${tag}`
      if ((await sealer.unseal('session', 'app', forged)) !== undefined) opened += 1
    }
    console.info(`advisory #70: ${seals} derived cookies, ${opened} opened`)
    expect(opened).toBe(0)
  },
  timeoutMilliseconds,
)
