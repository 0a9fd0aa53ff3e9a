import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseLocale } from './choose-locale.ts'

describe('chooseLocale', () => {
  it.each([
    ['de', 'de'],
    ['DE-at', 'de'],
    ['de-DE,de;q=0.9,en;q=0.8', 'de'],
    ['en;q=0.8, de;q=0.9', 'de'],
    ['en-GB,en;q=0.9,de;q=0.8', 'en'],
    ['fr-FR, fr;q=0.9, de;q=0.2', 'de'],
    ['fr, *;q=0.5, de;q=0.2', 'en'],
    ['de;q=0', 'en'],
    ['de;q=0.000, en;q=0.1', 'en'],
    ['de ; q=1.0', 'de'],
    ['de;level=1', 'en'],
    ['de;q=2, en', 'en'],
    ['german', 'en'],
    ['constructor, __proto__', 'en'],
    [',,;q=1,', 'en'],
    ['', 'en'],
    [undefined, 'en'],
    [null, 'en'],
  ])('of %j is %s', (header, locale) => {
    expect(chooseLocale(header)).toBe(locale)
  })

  it('reads the first languages of a long header', () => {
    expect(chooseLocale(`${'fr,'.repeat(19)}de`)).toBe('de')
    expect(chooseLocale(`${'fr,'.repeat(20)}de`)).toBe('en')
  })

  it('is a known language for any header', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(['en', 'de']).toContain(chooseLocale(header))
      }),
    )
  })
})
