import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CookieAttributes, parseCookies, serializeCookie } from './cookie.ts'

const attributes: CookieAttributes = { path: '/', sameSite: 'Lax', secure: true }
const injections = [
  '\r',
  '\n',
  '\r\nSet-Cookie: a=b',
  ';',
  ' ',
  '\t',
  ',',
  '\u0000',
  '\u007f',
  'é',
  '\u{1f36a}',
  '"',
  '\\',
]

describe('serializeCookie', () => {
  it('S-06: writes a session cookie of https', () => {
    expect(serializeCookie('__Host-app', 'value', { ...attributes, maxAgeSeconds: 60 })).toBe(
      '__Host-app=value; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax',
    )
  })

  it('writes a cookie of http loopback that goes with the browser', () => {
    expect(serializeCookie('app', '', { path: '/logout', sameSite: 'Strict', secure: false })).toBe(
      'app=; Path=/logout; HttpOnly; SameSite=Strict',
    )
  })

  it.each(injections)('advisory #34: refuses %j in the name, the value and the path', (injected) => {
    expect(() => serializeCookie(`app${injected}`, 'value', attributes)).toThrow(TypeError)
    expect(() => serializeCookie('app', `value${injected}`, attributes)).toThrow(TypeError)
    expect(() => serializeCookie('app', 'value', { ...attributes, path: `/${injected}` })).toThrow(TypeError)
  })

  it('advisory #34: says which part is at fault and never what it holds', () => {
    expect(() => serializeCookie('app', 'secret value', attributes)).toThrow(/^(?!.*secret).*cookie value/)
  })

  it.each(['', '=', 'a=b', 'a/b', 'a@b', '(a)'])('advisory #34: refuses the name %j', (name) => {
    expect(() => serializeCookie(name, 'value', attributes)).toThrow(TypeError)
  })

  it.each(['', 'logout', '?', ' /'])('advisory #34: refuses the path %j', (path) => {
    expect(() => serializeCookie('app', 'value', { ...attributes, path })).toThrow(TypeError)
  })

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses a lifetime of %d seconds',
    (maxAgeSeconds) => {
      expect(() => serializeCookie('app', 'value', { ...attributes, maxAgeSeconds })).toThrow(TypeError)
    },
  )

  it('advisory #34: refuses another SameSite, as plain JavaScript may pass', () => {
    const injected = JSON.parse(
      '{"path":"/","sameSite":"Lax; Domain=example.com","secure":true}',
    ) as CookieAttributes
    expect(() => serializeCookie('app', 'value', injected)).toThrow(TypeError)
  })

  it.each(['__Host-app', '__host-app', '__Secure-app', '__SECURE-app'])(
    'S-06: refuses %s without Secure',
    (name) => {
      expect(() => serializeCookie(name, 'value', { ...attributes, secure: false })).toThrow(TypeError)
    },
  )

  it('S-06: refuses __Host- under a path', () => {
    expect(() => serializeCookie('__Host-app', 'value', { ...attributes, path: '/logout' })).toThrow(
      TypeError,
    )
    expect(serializeCookie('__Secure-app', 'value', { ...attributes, path: '/logout' })).toContain(
      'Path=/logout',
    )
  })

  it('writes every value of cookie octets so that it is read back, or refuses it', () => {
    const octets = fc.string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    })
    fc.assert(
      fc.property(octets, (value) => {
        const isRefused = /[",;\\]/.test(value)
        if (isRefused) expect(() => serializeCookie('app', value, attributes)).toThrow(TypeError)
        else expect(parseCookies(serializeCookie('app', value, attributes)).get('app')).toBe(value)
      }),
    )
  })
})
