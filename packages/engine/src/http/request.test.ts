import { describe, expect, it } from 'vitest'
import { splitUrl } from './request.ts'

describe('the target of a request', () => {
  it.each([
    ['/oauth2/session', '/oauth2/session', ''],
    ['/a?b=c&d', '/a', 'b=c&d'],
    ['/a?b#c?d', '/a', 'b'],
    ['/a#b?c', '/a', ''],
    ['/a??b', '/a', '?b'],
    ['//host/oauth2/session', '//host/oauth2/session', ''],
    ['/http://host/oauth2/session', '/http://host/oauth2/session', ''],
    ['http://host/oauth2/session', '/oauth2/session', ''],
    ['HTTPS://HOST:8443/a?b', '/a', 'b'],
    ['hTtP://user:pass@host/a?b', '/a', 'b'],
    ['http://[::1]:80/a', '/a', ''],
    ['http://host//a', '//a', ''],
  ])('of %s is split', (url, path, query) => {
    expect(splitUrl(url)).toEqual({ path, query })
  })

  it.each([
    ['http://host', ''],
    ['http://host?x=/oauth2/session', 'x=/oauth2/session'],
    ['HTTP://host?/oauth2/session', '/oauth2/session'],
    ['http://host#/oauth2/session', ''],
    ['http://host#?/oauth2/session', ''],
    ['http://user@host?/oauth2/session', '/oauth2/session'],
    ['http://user:80?b@host/oauth2/session', 'b@host/oauth2/session'],
    ['http://user#@host/oauth2/session', ''],
    ['http://host?http://host/oauth2/session', 'http://host/oauth2/session'],
  ])('in absolute form without a path has the path /: %s', (url, query) => {
    expect(splitUrl(url)).toEqual({ path: '/', query })
    expect(new URL(url).pathname).toBe('/')
  })

  it.each([
    '',
    '*',
    'oauth2/session',
    'host:443',
    'host:443/oauth2/session',
    'http:/oauth2/session',
    'http:///oauth2/session',
    'http://',
    '://host/oauth2/session',
    '1http://host/oauth2/session',
    ' http://host/oauth2/session',
    'blob:https://host/oauth2/session',
    '*://host/oauth2/session',
  ])('in another form has no path that could be ours: %j', (url) => {
    expect(splitUrl(url).path).toBe(url)
  })
})
