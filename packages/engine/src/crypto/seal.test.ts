import fc from 'fast-check'
import { base64url } from 'jose'
import { describe, expect, it } from 'vitest'
import { createSealer } from './seal.ts'
import { sealPurposes } from './keyring.ts'
import { runtimeCrypto } from './select-crypto.ts'
import { webCrypto } from './web-crypto.ts'

const secret = 'a-secret-of-the-tests-0123456789abcdef'
const otherSecret = 'another-secret-of-the-tests-0123456789'
const payload = { v: 1, sub: 'alice', roles: ['ROLE_USER'] }

function* flipBits(sealed: string) {
  for (let offset = 0; offset < sealed.length; offset += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      const flipped = String.fromCharCode(sealed.charCodeAt(offset) ^ (1 << bit))
      yield sealed.slice(0, offset) + flipped + sealed.slice(offset + 1)
    }
  }
}

function* truncate(sealed: string) {
  for (let length = 0; length < sealed.length; length += 1) yield sealed.slice(0, length)
}

const cryptographies = [
  ['that of the runtime', runtimeCrypto],
  ['WebCrypto', webCrypto],
] as const

describe.each(cryptographies)('createSealer, by %s', (_, crypto) => {
  function createTestSealer(first = secret, ...others: string[]) {
    return createSealer([first, ...others], { crypto })
  }

  async function countOpenedOrThrown(
    candidates: Iterable<string>,
  ): Promise<{ tried: number; opened: string[] }> {
    const sealer = createTestSealer()
    const opened: string[] = []
    let tried = 0
    for (const candidate of candidates) {
      tried += 1
      const answer = await sealer.unseal('session', 'app', candidate)
      if (answer !== undefined) opened.push(candidate)
    }
    return { tried, opened }
  }

  // The payloads differ in length by one, so that each way of ending a base64url text is met.
  it.each(['', 'x', 'xx'])(
    'S-06: opens nothing with one bit flipped, at any offset (padding %j)',
    async (padding) => {
      const sealed = await createTestSealer().seal('session', 'app', { ...payload, padding })
      const { tried, opened } = await countOpenedOrThrown(flipBits(sealed))
      expect(tried).toBe(sealed.length * 8)
      expect(opened).toEqual([])
    },
  )

  it('S-06: opens nothing truncated, at any length', async () => {
    const sealed = await createTestSealer().seal('session', 'app', payload)
    expect((await countOpenedOrThrown(truncate(sealed))).opened).toEqual([])
  })

  it('S-06: opens nothing lengthened', async () => {
    const sealed = await createTestSealer().seal('session', 'app', payload)
    const longer = ['A', '=', '.', ' ', '\n', `.${sealed}`].flatMap((more) => [sealed + more, more + sealed])
    expect((await countOpenedOrThrown(longer)).opened).toEqual([])
  })

  it('S-06: opens nothing with another secret', async () => {
    const sealed = await createTestSealer(otherSecret).seal('session', 'app', payload)
    expect(await createTestSealer().unseal('session', 'app', sealed)).toBeUndefined()
  })

  it('S-08: opens under its own purpose alone, for all pairs', async () => {
    const sealer = createTestSealer()
    const opened: string[] = []
    for (const sealedFor of sealPurposes) {
      const sealed = await sealer.seal(sealedFor, 'app', payload)
      for (const openedFor of sealPurposes) {
        const answer = await sealer.unseal(openedFor, 'app', sealed)
        if (answer !== undefined) opened.push(`${sealedFor} as ${openedFor}`)
      }
    }
    expect(opened).toEqual(sealPurposes.map((purpose) => `${purpose} as ${purpose}`))
  })

  it('S-08: gives every purpose a key of its own, so a renamed header opens nothing either', async () => {
    const sealer = createTestSealer()
    const sealed = await sealer.seal('transaction', 'app', payload)
    const [header = '', ...rest] = sealed.split('.')
    const renamed = JSON.stringify(JSON.parse(decodeText(header))).replace('transaction.', 'session.')
    const forged = [base64url.encode(renamed), ...rest].join('.')
    expect(await sealer.unseal('session', 'app', forged)).toBeUndefined()
  })

  it('S-08: opens under its own cookie name alone', async () => {
    const sealer = createTestSealer()
    const sealed = await sealer.seal('transaction', 'app-tx.one', payload)
    expect(await sealer.unseal('transaction', 'app-tx.two', sealed)).toBeUndefined()
    expect(await sealer.unseal('transaction', 'app-tx', sealed)).toBeUndefined()
    expect(await sealer.unseal('transaction', 'app-tx.one', sealed)).toEqual(payload)
  })

  it('S-09: opens with every secret of a rotation and seals with the first', async () => {
    const secrets = Array.from({ length: 8 }, (_, index) => `${secret}-${index}`)
    const rotated = createTestSealer('the-newest-secret-0123456789abcdefgh', ...secrets)
    for (const old of secrets) {
      const sealed = await createTestSealer(old).seal('session', 'app', payload)
      expect(await rotated.unseal('session', 'app', sealed)).toEqual(payload)
    }
    const resealed = await rotated.seal('session', 'app', payload)
    expect(await createTestSealer(...secrets).unseal('session', 'app', resealed)).toBeUndefined()
    expect(
      await createTestSealer('the-newest-secret-0123456789abcdefgh').unseal('session', 'app', resealed),
    ).toEqual(payload)
  })

  it('writes a protected header of alg, enc, kid and typ, and no part of the payload in the clear', async () => {
    const sealed = await createTestSealer().seal('session', '__Host-app', payload)
    const header: unknown = JSON.parse(decodeText(sealed.split('.')[0] ?? ''))
    expect(header).toEqual({
      alg: 'dir',
      enc: 'A256GCM',
      kid: expect.stringMatching(/^[\w-]{11}$/) as string,
      typ: 'session.__Host-app',
    })
    expect(sealed).not.toContain(base64url.encode('alice').slice(1, -1))
  })

  it('recognises its own texts by their first chunk and no others', async () => {
    const sealer = createTestSealer()
    const own = await sealer.seal('session', 'app', payload)
    const foreign = await createTestSealer(otherSecret).seal('session', 'app', payload)
    expect(await sealer.isOurs(own)).toBe(true)
    expect(await sealer.isOurs(own.slice(0, 200))).toBe(true)
    expect(await sealer.isOurs(foreign)).toBe(false)
    for (const nonsense of ['', '.', 'a.b.c', 'x'.repeat(100_000)])
      expect(await sealer.isOurs(nonsense)).toBe(false)
  })

  it('names a secret by the same kid in every process and never by a part of it', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(async () => kidOf(await createTestSealer().seal('session', 'app', payload))),
    )
    expect(one).toBe(two)
    expect(base64url.encode(secret)).not.toContain(one)
  })

  it('opens what it sealed, whatever the JSON object', async () => {
    const sealer = createTestSealer()
    const property = fc.asyncProperty(
      fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })),
      fc.constantFrom(...sealPurposes),
      async (object, purpose) => {
        const json = JSON.stringify(object)
        const sealed = await sealer.seal(purpose, 'app', object)
        expect(JSON.stringify(await sealer.unseal(purpose, 'app', sealed))).toBe(json)
        expect(JSON.stringify(await sealer.unseal(purpose, 'app', sealed))).toBe(json)
      },
    )
    await fc.assert(property, { numRuns: 200 })
  })

  it('answers any text at all with undefined', async () => {
    const sealer = createTestSealer()
    const property = fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
      expect(await sealer.unseal('session', 'app', text)).toBeUndefined()
    })
    await fc.assert(property, { numRuns: 500 })
  })
})

function decodeText(segment: string): string {
  return new TextDecoder().decode(base64url.decode(segment))
}

function kidOf(sealed: string): string {
  return (JSON.parse(decodeText(sealed.split('.')[0] ?? '')) as { kid: string }).kid
}
