import { describe, expect, it } from 'vitest'
import type { Claims, JsonValue } from '../claims/json.ts'
import { type IdTokenExpectations, type IdTokenRule, validateIdToken } from './id-token.ts'

const now = 1_793_000_000
const skew = 30

const expected = {
  issuer: 'https://id.example.com/realms/main',
  clientId: 'app',
  nonce: 'nonce-of-this-sign-in',
  now,
  clockSkewSeconds: skew,
  trustedAudiences: ['partner'],
} satisfies IdTokenExpectations

const honest: Claims = {
  iss: expected.issuer,
  sub: 'ada',
  aud: 'app',
  exp: now + 300,
  iat: now - 2,
  nonce: expected.nonce,
}

/** The honest claims with one replaced; `undefined` takes it away. */
function withClaim(name: string, value: JsonValue | undefined): Claims {
  const { [name]: _, ...others } = honest
  return value === undefined ? others : { ...others, [name]: value }
}

interface Case {
  readonly rule: IdTokenRule
  readonly id: string
  readonly claim: string
  readonly refused: readonly (JsonValue | undefined)[]
  readonly accepted: readonly (JsonValue | undefined)[]
}

const huge = Number('1e309')

const cases: readonly Case[] = [
  {
    rule: 'iss',
    id: 'I-01',
    claim: 'iss',
    refused: [
      undefined,
      null,
      '',
      `${expected.issuer}/`,
      'https://ID.example.com/realms/main',
      'http://id.example.com/realms/main',
      [expected.issuer],
      { iss: expected.issuer },
    ],
    accepted: [expected.issuer],
  },
  {
    rule: 'sub',
    id: 'I-14',
    claim: 'sub',
    refused: [undefined, null, '', ' ', 7, ['ada'], 'a'.repeat(256), 'zoë', 'a\u0000b'],
    accepted: ['a', 'a'.repeat(255), 'auth0|5f7c8ec7', 'A b'],
  },
  {
    rule: 'aud',
    id: 'I-02',
    claim: 'aud',
    refused: [undefined, null, '', 'app2', 'ap', 'APP', 'partner', [], ['other'], [['app']], { 0: 'app' }, 7],
    accepted: ['app', ['app']],
  },
  {
    rule: 'exp',
    id: 'I-08',
    claim: 'exp',
    refused: [
      undefined,
      null,
      '1793000300',
      huge,
      Number.NaN,
      -1,
      2 ** 53,
      now - skew,
      now - skew - 1,
      [now + 300],
    ],
    accepted: [now - skew + 1, now, now + 86_400],
  },
  {
    rule: 'iat',
    id: 'I-09',
    claim: 'iat',
    refused: [
      undefined,
      null,
      '1793000000',
      huge,
      Number.NaN,
      now + skew + 1,
      now + 3600,
      now - 7 * 86_400,
      now - 631,
    ],
    accepted: [now + skew, now, now - 630],
  },
  {
    rule: 'nbf',
    id: 'nbf',
    claim: 'nbf',
    refused: [null, 'soon', huge, now + skew + 1],
    accepted: [undefined, now + skew, now, 0],
  },
  {
    rule: 'nonce',
    id: 'I-10',
    claim: 'nonce',
    refused: [
      undefined,
      null,
      '',
      `${expected.nonce}1`,
      'nonce-of-that-sign-in',
      expected.nonce.toUpperCase(),
      7,
      [expected.nonce],
    ],
    accepted: [expected.nonce],
  },
]

describe.each(cases)('$id: an ID Token by its $claim', ({ rule, claim, refused, accepted }) => {
  it.each(refused.map((value) => ({ value })))('is refused with $value', ({ value }) => {
    expect(validateIdToken({}, withClaim(claim, value), expected)).toBe(rule)
  })

  it.each(accepted.map((value) => ({ value })))('is accepted with $value', ({ value }) => {
    expect(validateIdToken({}, withClaim(claim, value), expected)).toBeUndefined()
  })
})

describe('I-02: audiences beside the client', () => {
  it('are refused unless they are trusted', () => {
    expect(validateIdToken({}, { ...honest, aud: ['app', 'evil'], azp: 'app' }, expected)).toBe('aud')
  })

  it('are accepted when they are trusted', () => {
    expect(validateIdToken({}, { ...honest, aud: ['partner', 'app'], azp: 'app' }, expected)).toBeUndefined()
  })
})

describe('the authorized party', () => {
  it('I-03: is not needed with several audiences, which are all trusted', () => {
    const { azp: _, ...claims } = { ...honest, aud: ['app', 'partner'], azp: 'app' }
    expect(validateIdToken({}, claims, expected)).toBeUndefined()
  })

  it.each([null, '', 'partner'])('I-04: is the client with several audiences, too: %s', (azp) => {
    expect(validateIdToken({}, { ...honest, aud: ['app', 'partner'], azp }, expected)).toBe('azp')
  })

  it.each([null, '', 'evil', 'APP', ['app']])('I-04: is the client wherever it is named: %s', (azp) => {
    expect(validateIdToken({}, { ...honest, azp }, expected)).toBe('azp')
  })

  it('I-04: may be named with one audience', () => {
    expect(validateIdToken({}, { ...honest, azp: 'app' }, expected)).toBeUndefined()
  })
})

describe('I-12: with max_age', () => {
  const asked = { ...expected, maxAgeSeconds: 60 }

  it.each([undefined, null, 'now', now - 60 - skew - 1, now + skew + 1])(
    'an authentication is refused whose auth_time is %s',
    (time) => {
      expect(validateIdToken({}, withClaim('auth_time', time), asked)).toBe('auth_time')
    },
  )

  it.each([now, now - 60 - skew])('an authentication is accepted whose auth_time is %s', (time) => {
    expect(validateIdToken({}, { ...honest, auth_time: time }, asked)).toBeUndefined()
  })

  it('nothing is asked of auth_time otherwise', () => {
    expect(validateIdToken({}, { ...honest, auth_time: 1 }, expected)).toBeUndefined()
  })
})

describe('I-13: at_hash', () => {
  const withHash = { ...expected, accessTokenHash: '77QmUPtjPfzWtF2AnpK9RQ' }

  it.each([null, '', '77QmUPtjPfzWtF2AnpK9RR', '77QmUPtjPfzWtF2AnpK9R', 7])('is refused as %s', (hash) => {
    expect(validateIdToken({}, { ...honest, at_hash: hash }, withHash)).toBe('at_hash')
  })

  it('is refused when there is nothing to compare it with', () => {
    expect(validateIdToken({}, { ...honest, at_hash: '77QmUPtjPfzWtF2AnpK9RQ' }, expected)).toBe('at_hash')
  })

  it('is accepted when right and when absent', () => {
    expect(validateIdToken({}, { ...honest, at_hash: '77QmUPtjPfzWtF2AnpK9RQ' }, withHash)).toBeUndefined()
    expect(validateIdToken({}, honest, withHash)).toBeUndefined()
  })
})

describe('I-15: the type in the header', () => {
  it.each(['at+jwt', 'logout+jwt', 'application/at+jwt', 'token-introspection+jwt', '', 'jwts', null, 7])(
    'is refused as %s',
    (typ) => {
      expect(validateIdToken({ typ }, honest, expected)).toBe('typ')
    },
  )

  it.each(['JWT', 'jwt', 'application/jwt'])('is accepted as %s', (typ) => {
    expect(validateIdToken({ typ }, honest, expected)).toBeUndefined()
  })

  it('I-21: holds no claims: those of the header are ignored', () => {
    expect(validateIdToken({ iss: expected.issuer }, withClaim('iss', undefined), expected)).toBe('iss')
  })
})

it('a member named __proto__ brings no claims', () => {
  const claims = JSON.parse(`{"__proto__":${JSON.stringify(honest)}}`) as Claims
  expect(validateIdToken({}, claims, expected)).toBe('iss')
})

describe('acr', () => {
  const required = { ...expected, requiredAcrValues: ['gold', 'silver'] }

  it.each(['gold', 'silver'])('%s is accepted', (acr) => {
    expect(validateIdToken({}, { ...honest, acr }, required)).toBeUndefined()
  })

  it.each([null, '', 'bronze', 'GOLD', ['gold'], 'gold silver'])('%j is refused', (acr) => {
    expect(validateIdToken({}, { ...honest, acr }, required)).toBe('acr')
  })

  it('is refused when missing', () => {
    expect(validateIdToken({}, honest, required)).toBe('acr')
  })

  it('is not required if none is configured', () => {
    expect(validateIdToken({}, honest, { ...expected, requiredAcrValues: [] })).toBeUndefined()
  })
})

describe('without a nonce in the authorization request', () => {
  it.each(['', 'x', null])('a token with the nonce %j is refused', (nonce) => {
    expect(validateIdToken({}, { ...honest, nonce }, { ...expected, nonce: undefined })).toBe('nonce')
  })

  it('a token without one is accepted', () => {
    const { nonce: _, ...claims } = honest
    expect(validateIdToken({}, claims, { ...expected, nonce: undefined })).toBeUndefined()
  })
})
