import {
  validateAccessToken,
  validateIdToken,
  validateSession,
  isFutureInstant,
  isPastInstant,
  isRecentInstant,
} from '@x/oidc-core'
import fc from 'fast-check'
import { expect, it } from 'vitest'

const usual = 1_793_000_000
const noTime = fc.constantFrom(
  NaN,
  Infinity,
  -Infinity,
  undefined as unknown as number,
  -1,
  -usual,
  2 ** 53,
  1e300,
)
const anyTime = fc.oneof(
  noTime,
  fc.double(),
  fc.integer({ min: usual - 100_000, max: usual + 100_000 }),
  fc.double({ min: usual - 100, max: usual + 100, noNaN: true }),
)
const isTime = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value < 2 ** 53

const header = { typ: 'JWT' }
const claims = {
  iss: 'https://id.example.com',
  sub: 'ada',
  aud: 'app',
  nonce: 'n',
  exp: usual + 300,
  iat: usual,
}
const expected = { issuer: 'https://id.example.com', clientId: 'app', nonce: 'n', trustedAudiences: [] }

it('S-07: a session lives only between its beginning and its ends, by a clock that shows a time', () => {
  fc.assert(
    fc.property(
      fc.tuple(anyTime, anyTime, anyTime),
      fc.tuple(anyTime, anyTime, anyTime),
      anyTime,
      (at, life, now) => {
        const [createdAt, expiresAt, seenAt] = at
        const [absoluteSeconds, idleSeconds, clockSkewSeconds] = life
        const lifetimes = { absoluteSeconds, idleSeconds, clockSkewSeconds }
        if (!validateSession({ createdAt, expiresAt, seenAt }, lifetimes, now).live) return
        expect([createdAt, seenAt, now, clockSkewSeconds].every(isTime)).toBe(true)
        expect(now < expiresAt && now < createdAt + absoluteSeconds && now < seenAt + idleSeconds).toBe(true)
        expect(createdAt <= now + clockSkewSeconds && seenAt <= now + clockSkewSeconds).toBe(true)
      },
    ),
    { numRuns: 2000 },
  )
})

it('S-07: a session that is good now is ended by a clock that shows no time', () => {
  const session = { createdAt: usual, expiresAt: usual + 1000, seenAt: usual }
  const lifetimes = { absoluteSeconds: 1000, idleSeconds: 1000, clockSkewSeconds: 30 }
  expect(validateSession(session, lifetimes, usual + 0.5).live).toBe(true)
  fc.assert(fc.property(noTime, (now) => !validateSession(session, lifetimes, now).live))
})

it('I-08, I-09, I-12: an ID Token passes only by a clock that shows a time within its own', () => {
  const at = (now: number, clockSkewSeconds: number, maxAgeSeconds?: number) =>
    validateIdToken(
      header,
      { ...claims, auth_time: usual },
      { ...expected, now, clockSkewSeconds, maxAgeSeconds },
    )
  expect(at(usual + 0.5, 30)).toBeUndefined()
  fc.assert(fc.property(noTime, (now) => at(now, 30) !== undefined))
  fc.assert(fc.property(noTime, (skew) => at(usual, skew) !== undefined))
  fc.assert(
    fc.property(fc.constantFrom(NaN, Infinity, -Infinity), (maxAge) => at(usual, 30, maxAge) === 'auth_time'),
  )
  fc.assert(
    fc.property(anyTime, anyTime, anyTime, (exp, iat, now) => {
      const broken = validateIdToken(
        header,
        { ...claims, exp, iat },
        { ...expected, now, clockSkewSeconds: 30 },
      )
      expect(
        broken === undefined && !(isTime(now) && now < exp + 30 && iat <= now + 30 && now - iat <= 630),
      ).toBe(false)
    }),
  )
})

it('K-03: the access token of a sign-in passes only by a clock that shows a time before its end', () => {
  const at = (now: number, skew: number, changes = {}) =>
    validateAccessToken({ ...claims, ...changes }, { issuer: claims.iss, now, clockSkewSeconds: skew })
  expect(at(usual, 30)).toBeUndefined()
  fc.assert(fc.property(noTime, (now) => at(now, 30) === 'exp'))
  fc.assert(fc.property(noTime, (skew) => at(usual, skew) === 'exp'))
  fc.assert(fc.property(noTime, (nbf: unknown) => nbf === undefined || at(usual, 30, { nbf }) === 'nbf'))
})

it('every comparison with an instant is false if one of its parts is not a time', () => {
  fc.assert(
    fc.property(anyTime, anyTime, anyTime, anyTime, (value, seconds, now, clockSkewSeconds) => {
      const clock = { now, clockSkewSeconds }
      const holds = [
        isPastInstant(value, clock),
        isFutureInstant(value, clock),
        isRecentInstant(value, seconds, clock),
      ]
      if (![value, now, clockSkewSeconds].every(isTime)) expect(holds).toEqual([false, false, false])
      if (!Number.isFinite(seconds)) expect(holds[2]).toBe(false)
    }),
    { numRuns: 1000 },
  )
})
