import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { findDecoder } from './base64url.ts'

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
