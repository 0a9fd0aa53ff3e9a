import { describe, expect, it } from 'vitest'
import { readBasePath, readOwnPath, readPath, restoreBasePath } from '../src/address.ts'

describe('the path by which the engine knows a request', () => {
  it.each([
    ['/login/', '/login'],
    ['/login/?returnTo=/reports/', '/login?returnTo=/reports/'],
    ['/login?returnTo=/reports/', '/login?returnTo=/reports/'],
    ['/login?returnTo=/a/?b=1', '/login?returnTo=/a/?b=1'],
    [
      '/login/oauth2/code/op?code=a&iss=https://id.example.com/',
      '/login/oauth2/code/op?code=a&iss=https://id.example.com/',
    ],
    ['/login/oauth2/code/op/?code=a', '/login/oauth2/code/op?code=a'],
    ['/', '/'],
    ['/?a=/', '/?a=/'],
    ['//', '//'],
    ['/login//', '/login//'],
  ])('%s is %s', (path, own) => {
    expect(readOwnPath(path, '')).toBe(own)
  })

  it.each([
    ['/app/.well-known/oauth-protected-resource/app/api', '/.well-known/oauth-protected-resource/app/api'],
    ['/app/login/', '/app/login'],
    ['/application/.well-known/x', '/application/.well-known/x'],
  ])('below /app %s is %s', (path, own) => {
    expect(readOwnPath(path, '/app')).toBe(own)
  })
})

it('a path and its query are cut out of an address', () => {
  expect(readPath('http://localhost:3000/a?b=//c')).toBe('/a?b=//c')
  expect(readPath('http://localhost:3000')).toBe('/')
  expect([readBasePath('https://app.example.com'), readBasePath('https://app.example.com/app')]).toEqual([
    '',
    '/app',
  ])
})

it.each([
  ['/a?b', '/app', '/app/a?b'],
  ['/', '/app', '/app'],
  ['/?b', '/app', '/app?b'],
  ['/', '', '/'],
])('%s with the base path %j is %s', (path, basePath, whole) => {
  expect(restoreBasePath(path, basePath)).toBe(whole)
})
