import { expect, it } from 'vitest'
import { defaultCookieName } from './parse-session.ts'

it.each([
  ['', '811c9dc5'],
  ['a', 'e40c292c'],
  ['foobar', 'bf9cf968'],
])('ends in the published FNV-1a hash of %j', (text, hash) => {
  expect(defaultCookieName(text)).toBe(`oidc-${hash}`)
})

it('has eight digits where the hash begins with zeros', () => {
  const names = Array.from({ length: 2000 }, (_, index) => defaultCookieName(`http://localhost:${index}`))
  expect(names.every((name) => /^oidc-[0-9a-f]{8}$/.test(name))).toBe(true)
  expect(names.some((name) => name.startsWith('oidc-0'))).toBe(true)
})
