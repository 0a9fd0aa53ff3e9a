import { expect, it } from 'vitest'
import { describeUnknownKey, nearestKey } from './nearest-key.ts'

const known = ['baseUrl', 'providers', 'session', 'paths']

it.each([
  ['baseURL', 'baseUrl'],
  ['base_url', 'baseUrl'],
  ['provider', 'providers'],
  ['sesion', 'session'],
  ['path', 'paths'],
  ['', 'paths'],
])('finds for %j the key %j', (key, nearest) => {
  expect(nearestKey(key, known)).toBe(nearest)
})

it('counts every letter of a key, the last ones too', () => {
  expect(nearestKey('sesion', ['sessions', 'session'])).toBe('session')
})

it('names the first of two keys that are equally near', () => {
  expect(nearestKey('c', ['a', 'b'])).toBe('a')
})

it('does not take long over a long key', () => {
  expect(known).toContain(nearestKey('providers'.repeat(1_000_000), known))
})

it('finds nothing where nothing is known', () => {
  expect(nearestKey('x', [])).toBeUndefined()
})

it.each([
  ['rememberSeconds', 'cacheSeconds'],
  ['tokenLookup', 'accessTokenLookup'],
  ['tokenProfile', 'accessTokenProfile'],
])('says that %s is now %s, where that is known', (former, today) => {
  expect(describeUnknownKey(former, [...known, today])).toBe(`is now ${today}.`)
  expect(describeUnknownKey(former, known)).toMatch(/^is unknown\. The nearest key is /u)
})
