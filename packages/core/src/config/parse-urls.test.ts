import { describe, expect, it } from 'vitest'
import { isLoopback, parseWebUrl } from './parse-urls.ts'

describe('a URL', () => {
  it('is taken apart as it is written', () => {
    expect(parseWebUrl('https://Id.example.com:8443/Realms/main?p=a&q')).toEqual({
      scheme: 'https',
      host: 'Id.example.com',
      port: '8443',
      path: '/Realms/main',
      query: 'p=a&q',
    })
    expect(parseWebUrl('http://[::1]/?')).toEqual({
      scheme: 'http',
      host: '[::1]',
      port: undefined,
      path: '/',
      query: '',
    })
  })

  it('has an empty path where none is written', () => {
    expect(parseWebUrl('https://id.example.com')).toEqual({
      scheme: 'https',
      host: 'id.example.com',
      port: undefined,
      path: '',
      query: undefined,
    })
  })

  it.each([
    '',
    'https:/id.example.com',
    'xhttps://id.example.com',
    'HTTPS://id.example.com',
    'https://id.example.com#x',
    'https://id.example.com/a#x',
    'https://id.example.com:',
    'https://id.example.com:x',
    'https://id.example.com:0',
    'https://id.example.com:65536',
    'https://id.example.com:100000',
    'https://id.example.com/"',
    'https://id.example.com/a b',
    'https://id.example.com/\\..',
    'https://id.example.com/é',
    'https://id.example.com/a\n',
    'https://[::1',
    'https://[x]',
  ])('is not %j', (text) => {
    expect(parseWebUrl(text)).toBeUndefined()
  })

  it.each([
    'https://id.example.com:1',
    'https://id.example.com:65535',
    "https://id.example.com/~a!$&'()*+,;=:@",
  ])('may be %j', (text) => {
    expect(parseWebUrl(text)).toBeDefined()
  })

  it.each(['/.', '/..', '/./a', '/a/..', '/%2e', '/%2E%2e/a', '/.%2e', '/a/../b'])(
    'has no dot segments, which a browser would take away: %s',
    (path) => {
      expect(parseWebUrl(`https://id.example.com${path}`)).toBeUndefined()
    },
  )

  it.each(['/.well-known', '/a.', '/v1.0', '/...', '/a%2e', '/%2ea'])(
    'may have dots that are part of a name: %s',
    (path) => {
      expect(parseWebUrl(`https://id.example.com${path}`)?.path).toBe(path)
    },
  )
})

describe('a host', () => {
  it.each([
    'a..b',
    '.a',
    'a.',
    '-a.b',
    'a-.b',
    'a.-b',
    'a.b-',
    '-',
    // Every one of these is an IPv4 address to the URL standard, and another one than it looks like, or none at all.
    '1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    'a.0x',
    '1.2.3.0x1',
    '1.2.3.0xff',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '256.1.1.1',
    '1.2.3.444',
    '0001.2.3.4',
    '1e2.2.3.4',
    'a.2.3.4',
    'example.1',
    'example.12',
  ])('is not called %s', (host) => {
    expect(parseWebUrl(`https://${host}`)).toBeUndefined()
    expect(parseWebUrl(`https://${host}:8443/a`)).toBeUndefined()
  })

  it.each([
    'a',
    'a-b.c--d.e_f',
    'xn--bcher-kva.example',
    '1a.b',
    '1.example',
    '1password',
    'a.0xg',
    '0.0.0.0',
    '1.2.3.4',
    '255.255.255.255',
    '[::1]',
    '[2001:DB8::a]',
  ])('may be called %s', (host) => {
    expect(parseWebUrl(`https://${host}`)?.host).toBe(host)
  })
})

describe('this machine', () => {
  it.each([
    'localhost',
    'LocalHost',
    'app.localhost',
    'a.b.localhost',
    '127.0.0.1',
    '127.1.2.3',
    '127.100.200.250',
    '[::1]',
  ])('is %s', (host) => {
    expect(isLoopback(host)).toBe(true)
  })

  it.each([
    'notlocalhost',
    '.localhost',
    'localhost.example.com',
    'localhosts',
    '127.0.0.1.example.com',
    '1127.0.0.1',
    '127.0.0',
    '128.0.0.1',
    '10.0.0.1',
    '0.0.0.0',
    '[::2]',
    '[::1]x',
    'x[::1]',
    '',
  ])('is not %s', (host) => {
    expect(isLoopback(host)).toBe(false)
  })
})
