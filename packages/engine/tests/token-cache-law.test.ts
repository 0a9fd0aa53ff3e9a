import type { BearerOptions, Gate } from '@x/oidc-engine'
import type { JsonRecord } from '@x/oidc-testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { audience, useBearerFixture, type Api } from './bearer-fixture.ts'
import { createOfflineFetch } from './offline-provider.ts'

const fixture = useBearerFixture()
const began = 1_793_000_000

const kinds = ['jwt', 'introspected', 'introspected jwt', 'userinfo', 'userinfo jwt'] as const
type Kind = (typeof kinds)[number]

/** The instants of a token, relative to the beginning. */
interface Plan {
  readonly kind: Kind
  readonly exp: number
  readonly nbf: number | undefined
  readonly iat: number
  readonly authTime: number
}

const fraction = fc.constantFrom(0, 0, 0.5)
const around = (min: number, max: number) =>
  fc.tuple(fc.integer({ min, max }), fraction).map(([whole, part]) => whole + part)
const plan: fc.Arbitrary<Plan> = fc.record({
  kind: fc.constantFrom(...kinds),
  exp: around(1, 200),
  nbf: fc.option(around(-50, 100), { nil: undefined }),
  iat: around(-50, 50),
  authTime: around(-100, 100),
})

/** How the clock moves before a step: by some seconds, or to an instant of the token that is sent. */
type Move = number | { readonly to: 'exp' | 'nbf' | 'iat' | 'authTime' | 'too old'; readonly plus: number }

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 70 }) },
  { weight: 2, arbitrary: fc.integer({ min: -70, max: -1 }) },
  { weight: 1, arbitrary: fc.constantFrom(-86_400, 86_400, -1_000_000_000, 1_000_000_000) },
  { weight: 1, arbitrary: fc.constant(-Infinity) },
  {
    weight: 4,
    arbitrary: fc.record({
      to: fc.constantFrom('exp', 'nbf', 'iat', 'authTime', 'too old'),
      plus: fc.integer({ min: -1, max: 1 }),
    }),
  },
)

const skews = [0, 30] as const
const maxAgeSeconds = 40
const policies = [
  {},
  { cacheSeconds: 10 },
  { cacheSeconds: 0 },
  { roles: ['ROLE_ADMIN'] },
  { maxAgeSeconds },
  { maxAgeSeconds, cacheSeconds: 59 },
] satisfies readonly Partial<BearerOptions>[]

function resolveMove(by: Move, sent: Plan, skew: number): number {
  // Back to the beginning: a clock that moves at random is seldom near a token.
  if (by === -Infinity) return began
  if (typeof by === 'number') return Math.max(fixture.now + by, 0)
  const instants = {
    exp: sent.exp + skew,
    nbf: (sent.nbf ?? 0) - skew,
    iat: sent.iat - skew,
    authTime: sent.authTime - skew,
    'too old': sent.authTime + maxAgeSeconds + skew + 1,
  }
  return began + Math.floor(instants[by.to]) + by.plus
}

function buildOptions(kind: Kind, policy: Partial<BearerOptions>): Partial<BearerOptions> {
  if (kind === 'jwt') return policy
  if (kind.startsWith('introspected')) return { ...policy, accessTokenLookup: 'introspection' }
  const { maxAgeSeconds: _unprovable, ...provable } = policy
  return { ...provable, audience: 'unchecked', accessTokenLookup: 'userinfo' }
}

function buildInstants({ exp, nbf, iat, authTime }: Plan): JsonRecord {
  return {
    ...{ exp: began + exp, iat: began + iat, auth_time: began + authTime },
    ...(nbf === undefined ? {} : { nbf: began + nbf }),
  }
}

/** Creates the tokens of these plans, and what the provider knows of each. */
async function issueTokens(plans: readonly Plan[]) {
  const known = new Map<string, Plan>()
  const tokens = await Promise.all(
    plans.map(async (each, at) => {
      const claims = fixture.buildClaims({ ...buildInstants(each), sub: `person ${at}`, jti: `${at}` })
      const isJwt = each.kind.endsWith('jwt')
      const token = isJwt ? await fixture.sign(claims) : `${each.kind.slice(0, 3)}-${at}-${'x'.repeat(30)}`
      known.set(token, each)
      return token
    }),
  )
  return { known, tokens }
}

function describe({ auth, response }: Gate) {
  if (response === undefined) return { status: 200, user: auth.user, roles: [...auth.roles] } as const
  return { status: response.status, challenge: response.headers.get('www-authenticate') } as const
}

/** Whether a token may be accepted at this time. The provider knows the end of an opaque one alone. */
function mayPass(sent: Plan, policy: Partial<BearerOptions>, now: number, skew: number): boolean {
  const isTimed = sent.kind !== 'userinfo'
  const isOld = policy.maxAgeSeconds !== undefined && !sent.kind.startsWith('userinfo')
  return (
    (!isTimed || now < began + sent.exp + skew) &&
    (!isTimed || sent.nbf === undefined || began + sent.nbf <= now + skew) &&
    (!isTimed || sent.kind === 'userinfo jwt' || began + sent.iat <= now + skew) &&
    (!isOld ||
      Math.abs(now - began - sent.authTime) <= (now > began + sent.authTime ? maxAgeSeconds : 0) + skew)
  )
}

/** Tokens that together take more than the smallest cache has room for. */
async function flood(api: Api): Promise<void> {
  const kept = 'x'.repeat(50_000)
  for (let at = 0; at < 14; at += 1)
    await api.judge(await fixture.sign(fixture.buildClaims({ sub: 'filler', jti: `${at}`, kept })))
}

const step = fc.record({
  ...{ move, token: fc.nat(), policy: fc.nat() },
  event: fc.oneof(
    { weight: 10, arbitrary: fc.constant('none') },
    { weight: 1, arbitrary: fc.constantFrom('evict', 'restart') },
  ),
})

it('R-04, R-07: a token is answered with a cache as without one, and never at its end, whatever the clock does', async () => {
  const seen = { passed: 0, refused: 0, spared: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.array(plan, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...skews),
      fc.constantFrom(undefined, 1),
      fc.array(step, { minLength: 10, maxLength: 40 }),
      async (plans, clockSkewSeconds, accessTokenCacheMebibytes, steps) => {
        fixture.now = began
        const { known, tokens } = await issueTokens(plans)
        let asked = 0
        const respond = (lookup: 'introspection' | 'userinfo', token: string): JsonRecord | undefined => {
          asked += 1
          const each = known.get(token)
          // Nothing says to us when an opaque token ends that UserInfo knows.
          const end = each?.kind === 'userinfo' ? Infinity : (each?.exp ?? -Infinity)
          if (each === undefined || !(fixture.now < began + end + clockSkewSeconds)) return undefined
          const person = { sub: `person ${tokens.indexOf(token)}`, groups: ['admins'] }
          return lookup === 'userinfo'
            ? person
            : { ...person, ...buildInstants(each), client_id: 'mobile', aud: audience }
        }
        const fetch = createOfflineFetch(respond)
        const create = (mebibytes: number | undefined): Api =>
          fixture.createApi({}, { fetch, clockSkewSeconds, accessTokenCacheMebibytes: mebibytes })
        const uncached = create(0)
        let cached = create(accessTokenCacheMebibytes)
        for (const { move: by, token: pick, policy: policyPick, event } of steps) {
          const at = pick % plans.length
          const [sent, token = ''] = [plans[at] as Plan, tokens[at]]
          const policy = policies[policyPick % policies.length] as Partial<BearerOptions>
          fixture.now = resolveMove(by, sent, clockSkewSeconds)
          if (event === 'restart') cached = create(accessTokenCacheMebibytes)
          if (event === 'evict') await flood(cached)
          const options = buildOptions(sent.kind, policy)
          const before = asked
          const warm = describe(await cached.send(`Bearer ${token}`, options))
          if (asked === before && warm.status === 200) seen.spared += 1
          const cold = describe(await uncached.send(`Bearer ${token}`, options))
          expect(warm).toEqual(cold)
          if (warm.status === 200) {
            expect(warm.user?.subject).toBe(`person ${at}`)
            expect(mayPass(sent, policy, fixture.now, clockSkewSeconds)).toBe(true)
          }
          seen[warm.status === 200 ? 'passed' : 'refused'] += 1
        }
      },
    ),
    { numRuns: 100 },
  )
  // The law says nothing where all tokens pass, or none, or none from the cache.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(30)
})

it('R-07: a looked-up token passes for at most cacheSeconds after the provider answered, whatever the clock does', async () => {
  const seen = { cached: 0, revoked: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('introspection' as const, 'userinfo' as const),
      fc.integer({ min: 0, max: 60 }),
      fc.array(
        fc.record({
          by: fc.oneof(
            fc.integer({ min: -70, max: 70 }),
            fc.constantFrom(0, 59, 60, 86_400, -86_400, -1_000_000_000, 1_000_000_000),
          ),
          /** How far the clock moves while the provider answers, and while the application gives its security. */
          late: fc.tuple(fc.constantFrom(0, 0, 0, 5, 100, -100), fc.constantFrom(0, 0, 0, 5, 100, -100)),
          revoke: fc.constantFrom(false, false, false, false, true, undefined),
        }),
        { minLength: 5, maxLength: 30 },
      ),
      async (lookup, cacheSeconds, steps) => {
        fixture.now = began
        let late: readonly [number, number] = [0, 0]
        let active = true
        let answeredAt: number[] = []
        let asked = 0
        const moveClock = (by: number): void => {
          fixture.now = Math.max(fixture.now + by, 0)
        }
        const fetch = createOfflineFetch(() => {
          asked += 1
          moveClock(late[0])
          if (active) answeredAt.push(fixture.now)
          return active ? { sub: 'ada', groups: ['admins'], client_id: 'mobile', aud: audience } : undefined
        })
        const security = () => {
          moveClock(late[1])
          return { roleMapping: { admins: ['ROLE_USER'] } }
        }
        const api = fixture.createApi({}, { fetch, security })
        const options: Partial<BearerOptions> = {
          ...{ accessTokenLookup: lookup, cacheSeconds },
          audience: lookup === 'userinfo' ? 'unchecked' : audience,
        }
        for (const { by, late: lateness, revoke } of steps) {
          moveClock(by)
          late = lateness
          active = revoke === undefined ? true : active && !revoke
          const before = { asked, now: fixture.now }
          const { status } = describe(await api.send('Bearer opaque', options))
          const isFresh = asked > before.asked
          if (!active) seen.revoked += 1
          if (status !== 200) {
            // An inactive token is cached for as long.
            continue
          }
          if (!isFresh) seen.cached += 1
          const { now } = before
          expect(isFresh || answeredAt.some((at) => at <= now && now < at + cacheSeconds)).toBe(true)
          answeredAt = answeredAt.slice(-1000)
        }
      },
    ),
    { numRuns: 200 },
  )
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50)
})

it('R-04: a token that ends while keys, an answer or security are awaited is refused', async () => {
  const waits = ['keys', 'answer', 'security'] as const
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...waits),
      fc.constantFrom('jwt' as const, 'introspected' as const, 'userinfo jwt' as const),
      fc.integer({ min: 1, max: 200 }),
      fc.array(fc.integer({ min: -200, max: 200 }), { minLength: 1, maxLength: 3 }),
      fc.array(fc.integer({ min: -100, max: 100 }), { maxLength: 10 }),
      async (waited, kind, exp, delays, moves) => {
        fixture.now = began
        const each: Plan = { kind, exp, nbf: 0, iat: 0, authTime: 0 }
        const { tokens } = await issueTokens([each])
        let pending = [...delays]
        let isFetched = false
        const delay = (what: (typeof waits)[number]): void => {
          if (what === waited) fixture.now += pending.pop() ?? 0
        }
        const offline = createOfflineFetch((lookup) => {
          delay('answer')
          const person = { sub: 'ada', groups: ['admins'] }
          return lookup === 'userinfo'
            ? person
            : { ...person, ...buildInstants(each), client_id: 'mobile', aud: audience }
        })
        const api = fixture.createApi(
          {},
          {
            fetch: (url, init) => {
              // No request waits for a later fetch of keys: it revalidates.
              if (url.endsWith('/jwks') && !isFetched) {
                isFetched = true
                delay('keys')
              }
              return offline(url, init)
            },
            security: () => {
              delay('security')
              return { roleMapping: { admins: ['ROLE_USER'] } }
            },
          },
        )
        for (const by of [0, ...moves]) {
          fixture.now += by
          const before = fixture.now
          const { status } = describe(await api.send(`Bearer ${tokens[0]}`, buildOptions(kind, {})))
          if (status !== 200) continue
          expect(fixture.now).toBeLessThan(began + exp + 30)
          // From the cache: the clock did not move, and no rule of the token may be broken.
          if (fixture.now === before) expect(began).toBeLessThanOrEqual(before + 30)
        }
        pending = []
      },
    ),
    { numRuns: 200 },
  )
})
