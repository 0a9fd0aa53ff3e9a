import { describe, expect, it } from 'vitest'
import type { Claims, JsonValue } from '../claims/json.ts'
import type { IdTokenRule } from './id-token.ts'
import { type RefreshedIdTokenExpectations, validateRefreshedIdToken } from './refreshed-id-token.ts'

const now = 1_793_000_000
const skew = 30
const signedInAt = now - 7200

const expected = {
  issuer: 'https://id.example.com/realms/main',
  clientId: 'app',
  now,
  clockSkewSeconds: skew,
  trustedAudiences: ['partner'],
  original: {
    issuer: 'https://id.example.com/realms/main',
    subject: 'ada',
    authTime: signedInAt,
    nonce: 'nonce-of-the-sign-in',
  },
} satisfies RefreshedIdTokenExpectations

const honest: Claims = { iss: expected.issuer, sub: 'ada', aud: 'app', exp: now + 300, iat: now - 2 }

/** The honest claims with one replaced; `undefined` removes it. */
function withClaim(name: string, value: JsonValue | undefined): Claims {
  const { [name]: _, ...others } = honest
  return value === undefined ? others : { ...others, [name]: value }
}

interface Case {
  readonly claim: IdTokenRule
  readonly refused: readonly (JsonValue | undefined)[]
  readonly accepted: readonly (JsonValue | undefined)[]
}

const cases: readonly Case[] = [
  {
    claim: 'iss',
    refused: [
      undefined,
      null,
      '',
      'https://evil.example.com',
      `${expected.issuer}/`,
      'http://id.example.com/realms/main',
      'https://id.example.com/realms/MAIN',
      [expected.issuer],
    ],
    accepted: [expected.issuer],
  },
  {
    claim: 'sub',
    refused: [undefined, null, '', 'bob', 'Ada', 'ada ', 'ad', 'adaa', 'a\u0064\u0430', ['ada'], 7],
    accepted: ['ada'],
  },
  {
    claim: 'aud',
    refused: [undefined, null, '', 'other', 'partner', [], ['partner'], ['app', 'evil'], [['app']], 'APP'],
    accepted: ['app', ['app'], ['app', 'partner'], ['partner', 'app']],
  },
  {
    claim: 'azp',
    refused: [null, '', 'evil', 'partner', 'APP', ['app']],
    accepted: [undefined, 'app'],
  },
  {
    claim: 'auth_time',
    refused: [null, 0, now, signedInAt - 1, signedInAt + 1, `${signedInAt}`, [signedInAt], -signedInAt],
    accepted: [undefined, signedInAt],
  },
  {
    claim: 'nonce',
    refused: [null, '', 'nonce-of-another-sign-in', 'NONCE-OF-THE-SIGN-IN', ['nonce-of-the-sign-in'], 7],
    accepted: [undefined, 'nonce-of-the-sign-in'],
  },
  {
    claim: 'exp',
    refused: [undefined, null, `${now + 300}`, now - skew, Number('1e309')],
    accepted: [now + 1, now + 86_400],
  },
  {
    claim: 'iat',
    refused: [undefined, null, signedInAt, now + skew + 1, now - 631],
    accepted: [now, now - 600],
  },
]

describe.each(cases)('S-01: a refreshed ID Token by its $claim', ({ claim, refused, accepted }) => {
  it.each(refused.map((value) => ({ value })))('is refused with $value', ({ value }) => {
    expect(validateRefreshedIdToken({}, withClaim(claim, value), expected)).toBe(claim)
  })

  it.each(accepted.map((value) => ({ value })))('is accepted with $value', ({ value }) => {
    expect(validateRefreshedIdToken({}, withClaim(claim, value), expected)).toBeUndefined()
  })
})

describe('S-01: an ID Token of a sign-in', () => {
  const { authTime: _, nonce: _nonce, ...original } = expected.original
  const without = { ...expected, original }

  it('without auth_time is followed by one with any auth_time', () => {
    expect(validateRefreshedIdToken({}, { ...honest, auth_time: now }, without)).toBeUndefined()
  })

  it.each(['', 'nonce-of-the-sign-in', null])('without nonce is not followed by one with %j', (nonce) => {
    expect(validateRefreshedIdToken({}, { ...honest, nonce }, without)).toBe('nonce')
  })

  it.each(['https://old.example.com', '', `${expected.issuer}/`])(
    'of the issuer %j is not followed by one of the issuer that is configured now',
    (issuer) => {
      const moved = { ...expected, original: { ...expected.original, issuer } }
      expect(validateRefreshedIdToken({}, honest, moved)).toBe('iss')
      expect(validateRefreshedIdToken({}, { ...honest, iss: issuer }, moved)).toBe('iss')
    },
  )

  it('with a long-past authentication is followed by one with the same, because max_age was validated', () => {
    expect(validateRefreshedIdToken({}, { ...honest, auth_time: signedInAt }, expected)).toBeUndefined()
  })
})

describe('a refreshed ID Token', () => {
  const required = { ...expected, requiredAcrValues: ['gold'] }

  it.each([null, '', 'bronze', ['gold']])('is refused with an acr that is not required: %j', (acr) => {
    expect(validateRefreshedIdToken({}, { ...honest, acr }, required)).toBe('acr')
  })

  it('may leave acr out', () => {
    expect(validateRefreshedIdToken({}, honest, required)).toBeUndefined()
    expect(validateRefreshedIdToken({}, { ...honest, acr: 'gold' }, required)).toBeUndefined()
  })

  it.each(['at+jwt', 'logout+jwt', null])('is refused with the type %s', (typ) => {
    expect(validateRefreshedIdToken({ typ }, honest, expected)).toBe('typ')
  })

  it.each([null, '', 'another', 7])('is refused with the at_hash of another access token: %j', (hash) => {
    const withHash = { ...expected, accessTokenHash: '77QmUPtjPfzWtF2AnpK9RQ' }
    expect(validateRefreshedIdToken({}, { ...honest, at_hash: hash }, withHash)).toBe('at_hash')
  })

  it('is accepted with an at_hash where the answer had no access token', () => {
    expect(validateRefreshedIdToken({}, { ...honest, at_hash: 'of-another' }, expected)).toBeUndefined()
  })

  it.each([null, 7, {}])('is refused with an at_hash that is no text: %j', (hash) => {
    expect(validateRefreshedIdToken({}, { ...honest, at_hash: hash }, expected)).toBe('at_hash')
  })

  it('is refused by a clock that shows no time', () => {
    expect(validateRefreshedIdToken({}, honest, { ...expected, now: NaN })).toBe('exp')
  })

  it('gets no claims of a member named __proto__', () => {
    const claims = JSON.parse(`{"__proto__":${JSON.stringify(honest)}}`) as Claims
    expect(validateRefreshedIdToken({}, claims, expected)).toBe('iss')
  })
})
