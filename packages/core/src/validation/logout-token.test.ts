import { describe, expect, it } from 'vitest'
import type { Claims, JsonValue } from '../claims/json.ts'
import { validateIdToken } from './id-token.ts'
import { type LogoutTokenExpectations, type LogoutTokenRule, validateLogoutToken } from './logout-token.ts'

const now = 1_793_000_000
const skew = 30
const event = 'http://schemas.openid.net/event/backchannel-logout'

const expected = {
  ...{ issuer: 'https://id.example.com/realms/main', clientId: 'app', trustedAudiences: ['partner'] },
  ...{ now, clockSkewSeconds: skew },
} satisfies LogoutTokenExpectations

const honest: Claims = {
  ...{ iss: expected.issuer, aud: 'app', iat: now - 2, exp: now + 120, jti: 'token-1' },
  ...{ sub: 'ada', sid: 'session-1', events: { [event]: {} } },
}

const validate = (changes: Readonly<Record<string, JsonValue | undefined>>, header: Claims = {}) => {
  const claims = Object.fromEntries(
    Object.entries({ ...honest, ...changes }).filter(([, value]) => value !== undefined),
  ) as Claims
  return validateLogoutToken(header, claims, expected)
}

interface Case {
  readonly id: string
  readonly rule: LogoutTokenRule
  readonly claim: string
  readonly refused: readonly (JsonValue | undefined)[]
  readonly accepted: readonly (JsonValue | undefined)[]
}

const wrongIds: readonly JsonValue[] = [null, '', 5, true, [], ['a'], {}, 'x'.repeat(1001)]

const cases: readonly Case[] = [
  {
    ...{ id: 'L-03', rule: 'iss', claim: 'iss' },
    refused: [undefined, null, '', `${expected.issuer}/`, [expected.issuer], 'https://id.example.com'],
    accepted: [expected.issuer],
  },
  {
    ...{ id: 'L-03', rule: 'aud', claim: 'aud' },
    refused: [undefined, null, '', 'other', [], ['other'], ['app', 'other'], { app: 'app' }],
    accepted: ['app', ['app'], ['app', 'partner']],
  },
  {
    ...{ id: 'L-03', rule: 'exp', claim: 'exp' },
    refused: [
      undefined,
      null,
      String(now + 60),
      now - skew,
      now - 3600,
      now + 3600 + skew + 1,
      Infinity,
      NaN,
    ],
    accepted: [now - skew + 1, now + 120, now + 3600 + skew],
  },
  {
    ...{ id: 'L-03', rule: 'iat', claim: 'iat' },
    refused: [undefined, null, String(now), now + skew + 1, now - 600 - skew - 1, -1],
    accepted: [now + skew, now, now - 600],
  },
  {
    id: 'L-07',
    rule: 'jti',
    claim: 'jti',
    refused: [undefined, ...wrongIds],
    accepted: ['a', 'x'.repeat(1000)],
  },
  {
    ...{ id: 'L-05', rule: 'events', claim: 'events' },
    refused: [
      ...[
        undefined,
        null,
        '',
        event,
        [event],
        {},
        { [`${event}/`]: {} },
        { [event.replace('http:', 'https:')]: {} },
      ],
      ...['', true, null, [], 1].map((value) => ({ [event]: value })),
      { 'http://schemas.openid.net/event/foobar': {} },
      { events: { [event]: {} } },
    ],
    accepted: [
      { [event]: {} },
      { [event]: { reason: 'idle' } },
      { [event]: {}, 'https://example.com/event': 1 },
    ],
  },
  { id: 'L-06', rule: 'nonce', claim: 'nonce', refused: ['', 'a', null, 0], accepted: [undefined] },
  {
    id: 'L-04',
    rule: 'sub',
    claim: 'sub',
    refused: [null, '', ' ', 5, 'x'.repeat(256)],
    accepted: [undefined, 'a'],
  },
  { id: 'L-04', rule: 'sid', claim: 'sid', refused: wrongIds, accepted: [undefined, 'a'] },
]

describe('a logout token', () => {
  for (const { accepted, claim, id, refused, rule } of cases) {
    it.each(refused.map((value) => [value]))(`${id}: is refused with ${claim} %j`, (value) => {
      expect(validate({ [claim]: value })).toEqual({ ok: false, rule })
    })
    it.each(accepted.map((value) => [value]))(`${id}: is accepted with ${claim} %j`, (value) => {
      expect(validate({ [claim]: value })).toMatchObject({ ok: true })
    })
  }

  it('L-04: names a person, a session at the provider, or both, and never neither', () => {
    const value = { tokenId: 'token-1', expiresAt: now + 120 }
    expect(validate({})).toEqual({ ok: true, value: { ...value, subject: 'ada', sessionId: 'session-1' } })
    expect(validate({ sid: undefined })).toEqual({
      ok: true,
      value: { ...value, subject: 'ada', sessionId: undefined },
    })
    expect(validate({ sub: undefined })).toEqual({
      ok: true,
      value: { ...value, subject: undefined, sessionId: 'session-1' },
    })
    expect(validate({ sub: undefined, sid: undefined })).toEqual({ ok: false, rule: 'sub_or_sid' })
  })

  it('L-11: may have claims that are not known', () => {
    expect(validate({ trace_id: 'a', toe: now, acr: ['a'] })).toMatchObject({ ok: true })
  })

  it.each([undefined, 'JWT', 'jwt', 'application/jwt', 'logout+jwt', 'Logout+JWT', 'application/logout+jwt'])(
    'L-12: may have the type %s',
    (typ) => {
      expect(validate({}, typ === undefined ? {} : { typ })).toMatchObject({ ok: true })
    },
  )

  it.each(['at+jwt', 'secevent+jwt', 'dpop+jwt', 'token-introspection+jwt', '', 'logout', 5, null, ['JWT']])(
    'L-12: is refused with the type %j',
    (typ) => {
      expect(validate({}, { typ })).toEqual({ ok: false, rule: 'typ' })
    },
  )

  it('L-12: is refused as an ID Token, also where sign-ins have no nonce', () => {
    const idToken = { ...expected, nonce: undefined }
    expect(validateIdToken({}, honest, idToken)).toBe('typ')
    const { events: _, ...claims } = honest
    expect(validateIdToken({}, claims, idToken)).toBeUndefined()
  })

  it('L-12: an ID Token is refused as a logout token', () => {
    const { events: _, ...claims } = honest
    expect(validateLogoutToken({ typ: 'JWT' }, { ...claims, nonce: 'n' }, expected)).toEqual({
      ok: false,
      rule: 'events',
    })
  })
})
