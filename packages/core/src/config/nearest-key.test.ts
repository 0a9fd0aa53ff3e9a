import { expect, it } from 'vitest'
import { describeUnknownKey, nearestKey } from './nearest-key.ts'

const known = ['baseUrl', 'providers', 'session', 'paths']

it.each([
  ['baseURL', 'baseUrl'],
  ['base_url', 'baseUrl'],
  ['provider', 'providers'],
  ['sesion', 'session'],
  ['path', 'paths'],
])('finds for %j the key %j', (key, nearest) => {
  expect(nearestKey(key, known)).toBe(nearest)
})

it('counts every letter of a key, the last ones too', () => {
  expect(nearestKey('sesion', ['sessions', 'session'])).toBe('session')
})

it('names the first of two keys that are equally near', () => {
  expect(nearestKey('c', ['a', 'b'])).toBe('a')
})

it.each(['', 'color', 'providers'.repeat(1_000_000)])('finds no near key for %.20j', (key) => {
  expect(nearestKey(key, known)).toBeUndefined()
})

it.each([
  ['clientId', 'is unknown here. Move it into providers[0].'],
  ['clientID', 'is unknown. The nearest key is "clientId" in providers[0].'],
  ['issuerBaseURL', 'is unknown. The nearest key is "issuerUrl" in providers[0].'],
  ['sesion', 'is unknown. The nearest key is "session".'],
  ['color', 'is unknown. The keys here are baseUrl, providers, session, paths.'],
])('says of %s at the top level that it %s', (key, message) => {
  expect(describeUnknownKey(key, known, [['providers[0]', ['clientId', 'issuerUrl']]])).toBe(message)
})

it('finds nothing where nothing is known', () => {
  expect(nearestKey('x', [])).toBeUndefined()
})

it.each([
  ['rememberSeconds', 'cacheSeconds'],
  ['tokenLookup', 'accessTokenLookup'],
  ['tokenProfile', 'accessTokenProfile'],
])('says that %s is now %s, where that is known', (former, today) => {
  expect(describeUnknownKey(former, [...known, today])).toBe(`is an old name. The new name is ${today}.`)
  expect(describeUnknownKey(former, known)).toMatch(/^is unknown\. The keys here are /u)
})
