import assert from 'node:assert/strict'
import type { ReplayStoreCase } from './tried-replay-store.ts'

export const revocationCases: readonly ReplayStoreCase[] = [
  [
    'finds the latest instant of several keys, and nothing for keys without a revocation',
    async ({ findRevocation, revoke }) => {
      assert.equal(await findRevocation('one', 'two'), undefined)
      assert.equal(await findRevocation(), undefined)
      await revoke('one', 10)
      await revoke('two', 20)
      assert.equal(await findRevocation('one'), 10)
      assert.equal(await findRevocation('two', 'one', 'three'), 20)
      assert.equal(await findRevocation('three', 'One', 'one '), undefined)
    },
  ],
  [
    'keeps the latest instant of a key, in any order',
    async ({ findRevocation, revoke }) => {
      await revoke('one', 20)
      await revoke('one', 10)
      assert.equal(await findRevocation('one'), 20)
      await Promise.all(Array.from({ length: 20 }, (_, at) => revoke('one', 21 + at)))
      assert.equal(await findRevocation('one'), 40)
    },
  ],
  [
    'keeps a claim and a revocation of the same key apart',
    async ({ claim, findRevocation, release, revoke }) => {
      await revoke('one', 10)
      assert.equal(await claim('one'), 'claimed')
      await release('one')
      assert.equal(await findRevocation('one'), 10)
      assert.equal(await claim('one'), 'claimed')
    },
  ],
  [
    'refuses a revocation whose instant or expiry is not a finite time, and keeps the earlier one',
    async ({ findRevocation, revoke }) => {
      await revoke('one', 10)
      await assert.rejects(revoke('one', Number.NaN))
      await assert.rejects(revoke('one', 20, Number.NaN))
      await assert.rejects(revoke('one', Number.POSITIVE_INFINITY))
      assert.equal(await findRevocation('one'), 10)
    },
  ],
]

/** For stores that have a limit of their own: 100 entries. */
export const fullRevocationCases: readonly ReplayStoreCase[] = [
  [
    'refuses a further revocation when it is full, and forgets none',
    async ({ findRevocation, revoke }) => {
      for (let at = 0; at < 100; at += 1) await revoke(`key ${at}`, at)
      await assert.rejects(revoke('one more', 1))
      await revoke('key 0', 200)
      assert.equal(await findRevocation('key 0'), 200)
      for (let at = 1; at < 100; at += 1) assert.equal(await findRevocation(`key ${at}`), at)
    },
  ],
]

export const revocationExpiryCases: readonly ReplayStoreCase[] = [
  [
    'keeps a revocation until its latest expiry, and makes room when it has expired',
    async ({ findRevocation, revoke, setClock }) => {
      await revoke('one', 10, 60)
      await revoke('one', 5, 30)
      setClock(59)
      assert.equal(await findRevocation('one'), 10)
      setClock(60)
      assert.equal(await findRevocation('one'), undefined)
      for (let at = 0; at < 100; at += 1) await revoke(`key ${at}`, at, 120)
      assert.equal(await findRevocation('key 99'), 99)
    },
  ],
]
