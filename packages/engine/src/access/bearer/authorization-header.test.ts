import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAuthorization, parseBearerHeader } from './authorization-header.ts'

function parse(authorization: string | null | undefined, url = '/api') {
  return parseAuthorization({ url, header: (name) => (name === 'authorization' ? authorization : 'no') })
}

describe('an Authorization header', () => {
  it.each(['Bearer abc', 'bearer abc', 'BEARER abc', 'bEaReR abc'])('R-03: has a token as %j', (value) => {
    expect(parse(value)).toEqual({ kind: 'token', scheme: 'bearer', token: 'abc' })
  })

  it.each(['a', 'a.b.c', 'AZaz09-._~+/', 'abc=', 'abc==', 'x'.repeat(16_000)])(
    'R-03: has the token %s',
    (token) => {
      expect(parse(`Bearer ${token}`)).toEqual({ kind: 'token', scheme: 'bearer', token })
    },
  )

  it.each([
    '',
    ' ',
    'Bearer',
    'Bearer ',
    'Bearer  abc',
    'Bearer\tabc',
    'Bearer \tabc',
    ' Bearer abc',
    'Bearer abc ',
    'Bearer abc\n',
    'Bearer abc\r\nX: y',
    'Bearer abc def',
    'Bearer abc,def',
    'Bearer abc, Bearer def',
    'Bearer abc, Basic def',
    'Basic abc, Bearer def',
    'Bearer "abc"',
    "Bearer 'abc'",
    'Bearer abc;def',
    'Bearer token=abc',
    'Bearer äbc',
    'Bearer abc\u0000',
    'Bearer \uFEFFabc',
    // What the flags `iu` take for a k and an s.
    'Bearer \u212Aabc',
    'Bearer \u017Fabc',
    'Bearer =',
    'Bearer =abc',
    'Bearer:abc',
    'Bearerabc',
    'Bearer%20abc',
    'abc',
    'undefined',
    '\u0000',
  ])('R-01, R-02, R-03: is malformed as %j', (value) => {
    expect(parse(value)).toMatchObject({ kind: 'malformed' })
  })

  it.each(['Basic YTpi', 'Digest username="a"', 'Token abc', 'X-Bearer abc'])(
    'R-01: of another scheme is no token: %s',
    (value) => {
      expect(parse(value)).toEqual({ kind: 'foreign' })
    },
  )

  it.each(['DPoP abc', 'dpop abc'])('R-09: has a token that is bound to a key as %j', (value) => {
    expect(parse(value)).toEqual({ kind: 'token', scheme: 'dpop', token: 'abc' })
  })

  it('#25: is refused by its length before it is looked at', () => {
    expect(parse(`Bearer ${'a'.repeat(16_378)}`)).toMatchObject({ kind: 'malformed', rule: 'length' })
    expect(parse(`Bearer ${'a'.repeat(64_000_000)}`)).toMatchObject({ kind: 'malformed', rule: 'length' })
  })

  it.each([null, undefined])('R-01: that is not there is none: %s', (value) => {
    expect(parse(value)).toEqual({ kind: 'none' })
  })

  it('xmf8-cvqr-rfgj: gives a result for any content', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string().map((text) => `Bearer ${text}`),
        ),
        (value) => {
          const presented = parse(value)
          // A token is what was sent, and nothing made out of it.
          if (presented.kind === 'token')
            expect(value.toLowerCase()).toBe(`bearer ${presented.token}`.toLowerCase())
        },
      ),
    )
  })
})

describe('R-02: a token in the address', () => {
  it.each([
    '/api?access_token=abc',
    '/api?a=1&access_token=',
    'https://h/api?access_token=abc#x',
    '/api?%61ccess_token=x&access_token=x',
    '/api?%61ccess_token=abc',
    '/api?a&access%5Ftoken',
    '/api?access%5ftoken=abc',
    '/api?%61%63%63%65%73%73%5f%74%6f%6b%65%6e=abc',
    '/api?a=%&acces%73_token=abc',
    'http://h?%61ccess_token=abc',
    'HTTP://u:p@h?access_token=abc',
  ])('is refused: %s', (url) => {
    const header = () => 'Bearer abc'
    expect(parseBearerHeader({ url, header })).toBeUndefined()
    for (const value of [undefined, 'Bearer abc'])
      expect(parse(value, url)).toEqual({ kind: 'malformed', rule: 'query' })
  })

  it.each([
    '/access_token',
    '/api?x=access_token',
    '/api#access_token=x',
    '/api?my_access_token=x',
    '/api#?access_token=x',
    '/%61ccess_token?x=%61',
    '/api?x=%61ccess_token',
    '/api?%2561ccess_token=x',
    '/api?Access_Token=x',
    '/api?access+token=x',
    '/api?access%20token=x',
    '/api?access_token%00=x',
  ])('is none: %s', (url) => {
    expect(parse('Bearer abc', url)).toEqual({ kind: 'token', scheme: 'bearer', token: 'abc' })
    expect(parseBearerHeader({ url, header: () => 'Bearer abc' })).toBe('abc')
  })

  it('is refused in every spelling that URLSearchParams decodes to its name', () => {
    const spell = (escaped: readonly boolean[]): string =>
      [...'access_token']
        .map((letter, at) => (escaped[at] === true ? `%${letter.charCodeAt(0).toString(16)}` : letter))
        .join('')
    const spelling = fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }).map(spell)
    fc.assert(
      fc.property(spelling, fc.webQueryParameters(), (name, query) => {
        expect(parse('Bearer abc', `/api?${query}&${name}=x`)).toMatchObject({ rule: 'query' })
      }),
    )
  })
})
