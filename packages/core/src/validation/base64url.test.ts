import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isCanonicalBase64Url } from './base64url.ts'

it('takes a text for canonical exactly if encoding its bytes gives it again', () => {
  const character = fc.constantFrom(...'ABCQgwxz059-_+/=. ')
  fc.assert(
    fc.property(fc.array(character, { minLength: 1, maxLength: 9 }), (characters) => {
      const text = characters.join('')
      const isSame = Buffer.from(text, 'base64url').toString('base64url') === text
      expect(isCanonicalBase64Url(text)).toBe(isSame)
    }),
  )
})

it('takes no empty text and no line break for canonical', () => {
  for (const text of ['', '\n', 'AAAA\n', 'A'])
    expect([text, isCanonicalBase64Url(text)]).toEqual([text, false])
})
