import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { convertToDer } from './ecdsa-der.ts'

const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const fromHex = (hex: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(hex, 'hex'))

describe('convertToDer', () => {
  it.each([
    ['a number whose first bit is 0', '7f01' + '0102', '3008' + '02027f01' + '02020102'],
    ['a number whose first bit is 1', '8001' + 'ffff', '300a' + '0203008001' + '020300ffff'],
    ['leading zeros', '0001' + '0080', '3007' + '020101' + '02020080'],
    ['zero', '0000' + '0000', '3006' + '020100' + '020100'],
  ])('writes %s in the shortest way', (_, signature, der) => {
    expect(toHex(convertToDer(fromHex(signature)))).toBe(der)
  })

  it('writes lengths of more than 127 bytes in two bytes', () => {
    const der = convertToDer(new Uint8Array(132).fill(0xff))
    expect(toHex(der.slice(0, 8))).toBe('30818a' + '024300' + 'ffff')
    expect(der).toHaveLength(141)
  })

  it.each(['P-256', 'P-384', 'P-521'])('gives signatures of %s that verify', (namedCurve) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
    // One in 256 begins with a zero byte.
    for (let count = 0; count < 300; count += 1) {
      const data = Buffer.from(`message ${count}`)
      const signature = new Uint8Array(sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' }))
      expect(verify('sha256', data, publicKey, convertToDer(signature))).toBe(true)
    }
  })
})
