import { createHash, randomUUID } from 'node:crypto'
import { describeReplayStore } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { createMemoryReplayStore } from './replay-store.ts'

const contract = describeReplayStore(({ now, limits }) => createMemoryReplayStore(now, limits))

describe('the replay store in memory', () => {
  it.each(contract)('$name', ({ run }) => run())
})

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** A key, a `jti` of 250 characters, and the owners that the engine charges. */
function buildClaim(thumbprint: string, subject: string) {
  const jti = randomUUID().padEnd(250, 'x')
  return {
    key: hash(`${thumbprint} ${jti}`),
    claim: { expiresAt: 1_793_000_091, owners: [`key ${thumbprint}`, `subject ${subject}`] },
  }
}

function countResults(proofs: number, build: (at: number) => ReturnType<typeof buildClaim>) {
  const store = createMemoryReplayStore(() => 1_793_000_000)
  const count = { claimed: 0, used: 0, quota_full: 0, store_full: 0 }
  const first = build(0)
  store.claim(first.key, first.claim)
  for (let at = 0; at < proofs; at += 1) {
    const { key, claim } = build(at)
    count[store.claim(key, claim)] += 1
  }
  return { store, count, first }
}

describe('60,000 proofs with 250-character jtis', () => {
  const honest = buildClaim(hash('honest key'), hash('honest subject'))

  it.each<readonly [string, (at: number) => readonly [string, string]]>([
    ['one key', () => ['key', 'subject']],
    ['many keys of one subject', (at) => [`key ${at}`, 'subject']],
    ['one key of many subjects', (at) => ['key', `subject ${at}`]],
  ])('of %s fill a quota, and neither drop a used proof nor keep another client out', (_, own) => {
    const { store, count, first } = countResults(60_000, (at) => {
      const [key, subject] = own(at)
      return buildClaim(hash(key), hash(subject))
    })
    expect(count).toEqual({ claimed: 39_999, used: 0, quota_full: 20_001, store_full: 0 })
    expect(store.claim(first.key, first.claim)).toBe('used')
    expect(store.claim(honest.key, honest.claim)).toBe('claimed')
    expect(store.claim(honest.key, honest.claim)).toBe('used')
  })

  it('of as many keys and subjects are all kept', () => {
    const { store, count, first } = countResults(60_000, (at) =>
      buildClaim(hash(`key ${at}`), hash(`subject ${at}`)),
    )
    expect(count).toEqual({ claimed: 60_000, used: 0, quota_full: 0, store_full: 0 })
    expect(store.claim(first.key, first.claim)).toBe('used')
  })
})
