import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanLines, cleanText } from './clean-text.ts'
import { OidcError } from './oidc-error.ts'

const controls = [
  ...Array.from({ length: 32 }, (_, code) => code),
  ...Array.from({ length: 33 }, (_, code) => 0x7f + code),
  ...[0x061c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e],
  ...[0x2066, 0x2067, 0x2068, 0x2069, 0xd800, 0xdbff, 0xdc00, 0xdfff],
]

describe('foreign text', () => {
  it.each(controls)('has the character %i as a visible escape', (code) => {
    const escape = `\\u${code.toString(16).padStart(4, '0')}`
    expect(cleanText(`a${String.fromCharCode(code)}b`)).toBe(`a${escape}b`)
    expect(new OidcError('request_invalid', String.fromCharCode(code), { why: '' }).message).toBe(escape)
  })

  it.each(['', 'plain', 'ä ö ü', '日本語', '👩‍👩‍👧', 'c:\\path\\u0041'])('stays as it is: %j', (text) => {
    expect(cleanText(text)).toBe(text)
  })

  it('is cut at its limit, and never within a character', () => {
    expect(cleanText('x'.repeat(500))).toHaveLength(500)
    expect(cleanText('x'.repeat(501))).toBe(`${'x'.repeat(499)}…`)
    expect(cleanText('👍'.repeat(300))).toBe(`${'👍'.repeat(249)}…`)
    expect(cleanText('\n'.repeat(1000)).length).toBeLessThanOrEqual(500)
  })

  it('may be anything: it comes out on one line, bounded, and clean already', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 700 }),
        fc.integer({ min: 1, max: 600 }),
        (text, limit) => {
          const clean = cleanText(text, limit)
          expect(clean.length).toBeLessThanOrEqual(limit)
          expect(cleanText(clean, limit)).toBe(clean)
          expect(controls.some((code) => code < 0xd800 && clean.includes(String.fromCharCode(code)))).toBe(
            false,
          )
          expect(/\p{Surrogate}/u.test(clean)).toBe(false)
        },
      ),
    )
  })

  it('of several lines that are ours keeps their ends, and no other control', () => {
    expect(cleanLines('one\n- two\r\n\u001b[2J')).toBe('one\n- two\\u000d\n\\u001b[2J')
  })
})
