import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { validateAccessTokenClaims } from './access/bearer/jwt-access-token.ts'
import { isProofFitting } from './jwt/dpop-proof.ts'
import { validateIntrospection } from './access/bearer/introspected-token.ts'
import { validateStepUp } from './access/bearer/claims.ts'
import { createHotCache } from './cache/hot-cache.ts'
import { createRefusalMemory } from './access/report-refusal.ts'
import { createMemoryReplayStore } from './cache/replay-store.ts'
import { createTtlCache } from './cache/ttl-cache.ts'
import { createCookieTable } from './cookies/table.ts'
import { createApiAccess } from './providers/grants/api-access.ts'
import { createRouteTable } from './http/route-table.ts'
import { createEngine } from './create-engine.ts'
import { createStaleWhileRevalidate } from './cache/stale-while-revalidate.ts'
import { createSealer } from './crypto/seal.ts'
import { createCachedSecurity } from './providers/cached-security.ts'
import { buildDenialCookie, readDenial } from './sessions/denial.ts'
import { isYoungerThan } from './sessions/is-younger-than.ts'
import { countLogins } from './sessions/login-attempts.ts'
import type { SessionContext } from './sessions/session-context.ts'
import { beginTransaction, claimTransaction } from './sessions/transaction.ts'
import { createFetchBudget } from './jwt/fetch-budget.ts'
import { defaultPorts } from './ports.ts'
import { createProviderRegistry, type Provider } from './providers/provider.ts'
import { createRefreshMemory, createRefresher } from './sessions/refresh/refresher.ts'
import { createCookieSessions } from './sessions/cookie-sessions.ts'

const usual = 1_793_000_000
/** What a broken clock may show; a law holds for each of them. */
const noTime = fc.constantFrom(NaN, Infinity, -Infinity, undefined as unknown as number, -1, 1e300)
const anyTime = fc.oneof(noTime, fc.double(), fc.integer({ min: usual - 1000, max: usual + 1000 }))

const bindings = { dpop: undefined, mtls: undefined }
const expected = {
  ...{ issuer: 'https://id.example.com', audiences: ['api'], profile: 'rfc9068' as const, bindings },
  ...{ clientIds: ['app'], mayLackAudience: false, clockSkewSeconds: 30 },
}
const claims = {
  ...{ iss: 'https://id.example.com', aud: 'api', sub: 'ada', client_id: 'app', jti: 'a' },
  ...{ exp: usual + 300, iat: usual, auth_time: usual },
}

describe('by a clock that shows no time', () => {
  it('R-04, R-07: no access token passes, whether verified or looked up', () => {
    const judge = (now: number) => [
      validateAccessTokenClaims({ typ: 'at+jwt' }, claims, { ...expected, now }),
      validateIntrospection(claims, { ...expected, now }),
    ]
    expect(judge(usual + 0.5)).toEqual([undefined, undefined])
    fc.assert(fc.property(noTime, (now) => judge(now).every((rule) => rule === 'exp')))
    fc.assert(
      fc.property(anyTime, anyTime, anyTime, (exp, iat, now) => {
        const rule = validateAccessTokenClaims(
          { typ: 'at+jwt' },
          { ...claims, exp, iat },
          { ...expected, now },
        )
        expect(rule === undefined && !(now < exp + 30 && iat <= now + 30)).toBe(false)
      }),
    )
  })

  it('R-09: no DPoP proof fits', () => {
    const proof = { ath: 'hash', htm: 'GET', htu: 'https://api.example.com/', iat: usual, jti: 'a' }
    const fits = (now: number, iat: number) =>
      isProofFitting(
        { ...proof, iat },
        { method: 'GET', url: proof.htu, ath: 'hash', clockSkewSeconds: 30, now },
      )
    expect(fits(usual + 0.5, usual)).toBe(true)
    fc.assert(fc.property(noTime, (now) => !fits(now, usual)))
    fc.assert(
      fc.property(anyTime, anyTime, (iat, now) => !fits(now, iat) || (now - iat <= 90 && iat - now <= 30)),
    )
  })

  it('R-15: no sign-in is recent enough', () => {
    const clock = (now: number) => ({ now, clockSkewSeconds: 30 })
    const at = (now: number) => validateStepUp(claims, { acrValues: [], maxAgeSeconds: 60 }, clock(now))
    expect(validateStepUp(claims, { maxAgeSeconds: 60 }, clock(usual + 0.5))).toBeUndefined()
    fc.assert(fc.property(noTime, (now) => at(now) !== undefined))
    fc.assert(
      fc.property(noTime, (now) => validateStepUp(claims, { maxAgeSeconds: 60 }, clock(now)) === 'auth_time'),
    )
  })

  it('S-07: isYoungerThan is true only before the end of the lifetime', () => {
    fc.assert(
      fc.property(anyTime, anyTime, (at, now) => {
        expect(isYoungerThan(600, at, now) && !(at >= 0 && now >= 0 && now < at + 600)).toBe(false)
      }),
    )
    fc.assert(
      fc.property(noTime, (now) => !isYoungerThan(600, usual, now) && !isYoungerThan(600, now, usual)),
    )
  })

  it('no memory of tokens gives anything, nor keeps what was written by it', () => {
    for (const create of [() => createTtlCache<true>(10), () => createHotCache<true>(100_000)]) {
      fc.assert(
        fc.property(anyTime, anyTime, anyTime, (at, until, now) => {
          const memory = create()
          memory.write('token', true, { at, until })
          expect(memory.read('token', now) === true && !(now >= at && now < until)).toBe(false)
        }),
      )
      const memory = create()
      fc.assert(
        fc.property(noTime, (now) => {
          memory.write('token', true, { at: usual, until: usual + 60 })
          return memory.read('token', now) === undefined
        }),
      )
    }
  })

  it('no cached metadata or keys are served', async () => {
    await fc.assert(
      fc.asyncProperty(noTime, async (wrong) => {
        let now = usual
        let fetched = 0
        const cached = createStaleWhileRevalidate({
          fetch: () => Promise.resolve((fetched += 1)),
          now: () => now,
          startTimer: defaultPorts.startTimer,
          ...{ freshSeconds: 60, mustRevalidateSeconds: Infinity, staleIfErrorSeconds: 3600 },
          onFailure: () => undefined,
          buildLateError: () => new Error('late'),
        })
        expect(await cached.get()).toBe(1)
        now = usual + 0.5
        expect(await cached.get()).toBe(1)
        now = wrong
        expect(await cached.get()).toBe(2)
        expect(await cached.get()).toBe(3)
        now = usual
        expect(await cached.get()).toBe(4)
      }),
    )
  })

  it('a budget of fetches is not filled, and goes on when the clock does', () => {
    fc.assert(
      fc.property(fc.array(noTime, { minLength: 10, maxLength: 20 }), (clock) => {
        let now = usual
        const budget = createFetchBudget(() => now)
        for (let count = 0; count < 4; count += 1) expect(budget.take()).toBe(0)
        let taken = 0
        for (now of clock.filter((time) => time !== Infinity && time !== 1e300))
          taken += budget.take() === 0 ? 1 : 0
        expect(taken).toBe(0)
        now = usual
        budget.take()
        now = usual + 61
        expect(budget.take()).toBe(0)
      }),
    )
  })

  it('the security of a moment ago is asked for anew', async () => {
    await fc.assert(
      fc.asyncProperty(noTime, async (wrong) => {
        let now = usual
        let asked = 0
        const ask = () => Promise.resolve({ asked: (asked += 1), bytes: 0 } as never)
        const recent = createCachedSecurity({ ask }, { ...defaultPorts, now: () => now })
        const issuer = 'https://id.example.com'
        const person = { providerId: 'main', issuer, subject: 'ada', name: 'ada', roleKeys: [] }
        await recent.resolve(person)
        await recent.resolve(person)
        expect(asked).toBe(1)
        now = wrong
        await recent.resolve(person)
        expect(asked).toBe(2)
        now = usual
        await recent.resolve(person)
        expect(asked).toBe(3)
      }),
    )
  })

  it('no token for an API is used again', async () => {
    await fc.assert(
      fc.asyncProperty(noTime, anyTime, async (wrong, later) => {
        let now = usual
        let requests = 0
        const access = await createApiAccess({
          ports: { ...defaultPorts, now: () => now, fetch: () => Promise.reject(new Error('not asked')) },
          providerId: 'main',
          ...{ apiOrigin: 'https://api.example.com', scopes: [] },
          request: () =>
            Promise.resolve({
              accessToken: String((requests += 1)),
              ...{ idToken: undefined, refreshToken: undefined, expiresInSeconds: 300, scopes: undefined },
            }),
        })
        now = usual + 0.5
        expect(await access.accessToken()).toBe('1')
        now = wrong
        expect(await access.accessToken()).toBe('2')
        // It was got by a clock that showed no time, so nothing says when it ends.
        now = later
        expect(await access.accessToken()).toBe('3')
      }),
    )
  })
})

/** What sessions, transactions and denials need, with a clock that can be set. */
function createContext(clock: { now: number }): SessionContext {
  const { config } = createEngine({
    baseUrl: 'https://app.example.com',
    providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
    session: { secret: 'a secret of more than thirty-two bytes' },
  })
  const { logout: logoutPath, loggedOut: loggedOutPath } = config.paths
  const context = {
    config,
    ports: {
      now: () => clock.now,
      random: (bytes: number) => new Uint8Array(bytes).fill(7),
      fetch: () => Promise.reject(new Error('not asked')),
      startTimer: defaultPorts.startTimer,
      log: () => undefined,
      milliseconds: () => 0,
    },
    providers: createProviderRegistry(config.providers.map((provider) => ({ config: provider }) as Provider)),
    routes: createRouteTable(config),
    pages: { write: () => Promise.reject(new Error('no page')) },
    names: createCookieTable({
      ...{ cookieName: config.session.cookieName, secure: true, basePath: '/', logoutPath, loggedOutPath },
    }),
    sealer: createSealer(config.session.secret),
    refusals: createRefusalMemory(),
    transactions: createMemoryReplayStore(() => clock.now),
    onSignIn: undefined,
    latest: undefined,
    keepsTokens: false,
  }
  const sessions = createCookieSessions(context)
  const complete = { ...context, sessions }
  return { ...complete, refresher: createRefresher(complete, createRefreshMemory()) }
}

const parse = (set: string): readonly [string, string] => {
  const [pair = ''] = set.split(';')
  return [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
}

it('C-03, S-07: by a clock that shows no time no transaction is claimed and no denial read', async () => {
  const clock = { now: usual }
  const context = createContext(clock)
  const issuerUrl = 'https://id.example.com'
  const redirectUri = context.routes.url('callback', 'main')
  const request = {
    ...{ providerId: 'main', issuerUrl, redirectUri, returnTo: '/', switching: false, isAgain: false },
    silentFor: undefined,
  }
  const { transaction, setCookies } = await beginTransaction(context, request, new Map())
  const denied = await buildDenialCookie(context, {
    ...{
      providerId: 'main',
      reason: 'role_missing',
      why: undefined,
      name: 'Ada',
      reference: 'A',
      returnTo: '/',
      switches: 0,
      explained: {},
    },
    idToken: 'token',
  } as const)
  const cookies = new Map([...setCookies, denied].map(parse))
  const claim = async () => {
    const claimed = await claimTransaction(
      context,
      { providerId: 'main', issuerUrl, state: transaction.secrets.state },
      cookies,
    )
    if (claimed.ok) await claimed.value.release()
    return claimed.ok || claimed.rule
  }
  await fc.assert(
    fc.asyncProperty(anyTime, async (now) => {
      clock.now = now
      const isWithin = (seconds: number): boolean => now >= 0 && now < usual + seconds
      expect([await claim(), (await readDenial(context, cookies)) !== undefined]).toEqual([
        isWithin(3600) || 'transaction_expired',
        isWithin(600),
      ])
    }),
  )
})

it('sign-ins in a circle are counted by a clock that shows no time', () => {
  const clock = { now: usual }
  const context = createContext(clock)
  const cookies = new Map([[context.names.attempts, `3.${usual}`]])
  fc.assert(
    fc.property(fc.constantFrom(NaN, undefined as unknown as number, -Infinity, usual, usual + 10), (now) => {
      clock.now = now
      return countLogins('attempts', context, cookies) === 3
    }),
  )
  clock.now = usual + 11
  expect(countLogins('attempts', context, cookies)).toBe(0)
  expect(countLogins('attempts', context, new Map([[context.names.attempts, 'x']]))).toBe(0)
})
