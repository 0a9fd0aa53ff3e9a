import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { decodeStrictly, findDecoder } from './base64url.ts'

const unknown = (): never => {
  throw new TypeError('Unknown encoding: base64url')
}
const buffers = {
  none: undefined,
  'that of Node': Buffer,
  'one that does not know base64url': { from: unknown },
  'one that takes it for text': { from: (text: string) => new Uint8Array(Buffer.from(text)) },
  'one that decodes base64 alone': {
    from: (text: string) => new Uint8Array(Buffer.from(text.replace(/[-_]/g, ''), 'base64')),
  },
}

describe('findDecoder', () => {
  it.each(Object.entries(buffers))('decodes base64url with a Buffer: %s', (_, buffer) => {
    expect([...findDecoder(buffer)('-_8AZg')]).toEqual([0xfb, 0xff, 0x00, 0x66])
  })
})

/** Whether an encoder writes this text for the bytes that a lax decoder reads in it. */
const isWrittenSo = (text: string): boolean =>
  text !== '' && Buffer.from(text, 'base64url').toString('base64url') === text

describe('decodeStrictly', () => {
  it('decodes what encoders write', () => {
    const property = fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (bytes) => {
      expect([...(decodeStrictly(Buffer.from(bytes).toString('base64url')) ?? [])]).toEqual([...bytes])
    })
    fc.assert(property, { numRuns: 1000 })
  })

  it('refuses every spelling that an encoder would not write', () => {
    const good = fc
      .uint8Array({ minLength: 1, maxLength: 40 })
      .map((bytes) => Buffer.from(bytes).toString('base64url'))
    const intruder = fc.oneof(
      fc.constantFrom('+', '/', '=', '.', ' ', '\n', '\t', '\0', 'é', 'Ａ', '😀', 'B'),
      fc.string(),
    )
    const property = fc.property(good, intruder, fc.nat(), fc.boolean(), (text, other, place, replaces) => {
      const at = place % (text.length + 1)
      const changed = text.slice(0, at) + other + text.slice(replaces ? at + 1 : at)
      expect(decodeStrictly(changed) !== undefined).toBe(isWrittenSo(changed))
    })
    fc.assert(property, { numRuns: 5000 })
  })

  it.each(['', 'A', 'AAAAA', 'AB', 'AAB', '====', 'AA==', 'AAA='])('refuses %j', (text) => {
    expect(decodeStrictly(text)).toBeUndefined()
  })
})
