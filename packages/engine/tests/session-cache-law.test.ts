import { createEngine, type Engine, type EngineOptions } from '@x/oidc-engine'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createContext } from '../src/create-context.ts'
import type { EngineContext } from '../src/engine-context.ts'
import type { SealedSession } from '../src/sessions/session-codec.ts'
import { joinChunks } from '../src/cookies/chunks.ts'
import type { SessionRecord } from '../src/sessions/browser-sessions.ts'
import type { Session } from '../src/sessions/session.ts'

const baseUrl = 'https://app.example.com'
const issuerUrl = 'https://id.example.com'
const began = 1_793_000_000

interface Lifetimes {
  readonly absoluteSeconds: number
  readonly idleSeconds: number
  readonly clockSkewSeconds: number
}

/** How the clock moves before a step: by some seconds, or to an end of the session that the browser holds. */
type Move = number | { readonly end: 'absolute' | 'idle' | 'touch' | 'beginning'; readonly plus: number }

const move: fc.Arbitrary<Move> = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 200 }),
  fc.integer({ min: -200, max: -1 }),
  fc.integer({ min: 1, max: 20 }),
  fc.constantFrom(-86_400, 86_400, -1_000_000_000, 1_000_000_000),
  fc.record({
    end: fc.constantFrom('absolute', 'idle', 'touch', 'beginning'),
    plus: fc.integer({ min: -1, max: 1 }),
  }),
)

const step = fc.record({
  move,
  action: fc.oneof(
    { weight: 8, arbitrary: fc.constant('read' as const) },
    { weight: 3, arbitrary: fc.constantFrom('sign in', 'late answer') },
    { weight: 2, arbitrary: fc.constantFrom('sign out', 'evict', 'restart') },
  ),
  pick: fc.nat(),
})

const lifetimes: fc.Arbitrary<Lifetimes> = fc
  .record({
    absoluteSeconds: fc.integer({ min: 20, max: 600 }),
    idleShare: fc.double({ min: 0.1, max: 1, noNaN: true }),
    clockSkewSeconds: fc.constantFrom(0, 30),
  })
  .map(({ absoluteSeconds, idleShare, clockSkewSeconds }) => ({
    ...{ absoluteSeconds, clockSkewSeconds },
    idleSeconds: Math.ceil(absoluteSeconds * idleShare),
  }))

/** A browser whose clock is not looked at: it keeps each cookie until an answer deletes it. */
function createJar() {
  const cookies = new Map<string, string>()
  return {
    cookies,
    header: () => [...cookies].map((pair) => pair.join('=')).join('; '),
    store(setCookies: readonly string[]) {
      for (const set of setCookies) {
        const { name = '', value = '' } = /^(?<name>[^=]+)=(?<value>[^;]*)/u.exec(set)?.groups ?? {}
        if (set.includes('; Max-Age=0;')) cookies.delete(name)
        else cookies.set(name, value)
      }
    },
  }
}

function requestWith(cookie: string, method = 'GET', path = '/') {
  const headers: Readonly<Record<string, string>> = { cookie, 'sec-fetch-site': 'same-origin' }
  return { method, url: `${baseUrl}${path}`, header: (name: string) => headers[name] }
}

/** What an engine answers a request with these cookies. */
async function ask(engine: Engine, cookie: string) {
  const gate = await engine.gate(requestWith(cookie), {})
  if (gate.response !== undefined)
    return { seen: { status: gate.response.status }, setCookies: gate.response.headers.getSetCookie() }
  const { user, roles, expiresAt } = gate.auth
  const setCookies = gate.finish(new Response('')).headers.getSetCookie()
  return { seen: { status: 200, user, roles: [...roles], expiresAt }, setCookies }
}

const nameOf = (setCookie: string): string =>
  `${setCookie.split('=')[0]} ${/Max-Age=\d+/u.exec(setCookie)?.[0]}`

function buildSession(at: number, id: string, { absoluteSeconds }: Lifetimes, claims = {}): Session {
  return {
    ...{ id, providerId: 'main', issuer: issuerUrl, subject: `person ${id}`, name: `Person ${id}`, claims },
    ...{ roles: ['ROLE_USER', `ROLE_${id}`], trace: undefined, providerSessionId: undefined },
    ...{ createdAt: at, expiresAt: at + absoluteSeconds, seenAt: at },
    ...{ rolesAt: at, roleKeys: undefined, defaultsWithheld: false, mapping: undefined, extra: undefined },
    ...{ isAdmittedByHook: false, generation: 0, tokens: undefined },
  }
}

const record = (session: Session): SessionRecord => ({ session, tokens: undefined })

/** Reads what the browser would send, without the cache. */
async function openCookies({ names, sealer }: EngineContext, cookies: ReadonlyMap<string, string>) {
  const { value } = joinChunks(cookies, names.session)
  return value === undefined
    ? undefined
    : ((await sealer.unseal('session', names.session, value)) as SealedSession | undefined)
}

function resolveMove(by: Move, now: number, sealed: SealedSession | undefined, life: Lifetimes): number {
  if (typeof by === 'number') return Math.max(now + by, 0)
  if (sealed === undefined) return now
  const ends = {
    absolute: sealed.iat + life.absoluteSeconds,
    idle: sealed.seen + life.idleSeconds,
    touch: sealed.seen + Math.floor(life.idleSeconds / 10),
    beginning: sealed.iat - life.clockSkewSeconds,
  }
  return Math.max(ends[by.end] + by.plus, 0)
}

/** Sessions that together take more than the smallest cache has room for. */
const fillers = 60

it('S-07: a session is answered with a cache as without one, and never at its end, whatever the clock does', async () => {
  const seen = { live: 0, ended: 0, touched: 0 }
  await fc.assert(
    fc.asyncProperty(
      lifetimes,
      fc.constantFrom(undefined, 1),
      fc.array(step, { minLength: 10, maxLength: 40 }),
      async (life, cacheMebibytes, steps) => {
        let now = began
        const { absoluteSeconds, idleSeconds, clockSkewSeconds } = life
        const options = (mebibytes: number | undefined): EngineOptions => ({
          baseUrl,
          providers: [{ providerId: 'main', issuerUrl, clientId: 'app' }],
          session: {
            ...{ secret: 'a secret of more than thirty-two bytes', absoluteSeconds, idleSeconds },
            cacheMebibytes: mebibytes,
          },
          clockSkewSeconds,
        })
        const ports = {
          now: () => now,
          fetch: () => Promise.reject(new Error('no network')),
          startTimer: () => () => undefined,
          log: () => undefined,
        }
        const create = (mebibytes: number | undefined): Engine => createEngine(options(mebibytes), ports)
        const context = createContext(options(0), ports, {})
        const uncached = create(0)
        let cached = create(cacheMebibytes)
        const jar = createJar()
        /** What answers that are still under way would bring. */
        const written: (readonly string[])[] = []
        const store = (setCookies: readonly string[]): void => {
          if (setCookies.some((set) => !set.includes('; Max-Age=0;'))) written.push(setCookies)
          jar.store(setCookies)
        }
        store(await context.sessions.create(record(buildSession(now, '0', life)), jar.cookies))

        for (const [index, { action, move: by, pick }] of steps.entries()) {
          const held = await openCookies(context, jar.cookies)
          now = resolveMove(by, now, held, life)
          if (action === 'sign in' || (held === undefined && pick % 2 === 0))
            store(await context.sessions.create(record(buildSession(now, `${index + 1}`, life)), jar.cookies))
          if (action === 'late answer') {
            const late = written[pick % written.length] ?? []
            jar.store(late.filter((set) => set.startsWith(context.names.session)))
          }
          if (action === 'sign out') {
            const response = await (pick % 2 === 0 ? cached : uncached).handle(
              requestWith(jar.header(), 'POST', '/logout'),
            )
            jar.store(response?.headers.getSetCookie() ?? [])
          }
          if (action === 'restart') cached = create(cacheMebibytes)
          if (action === 'evict')
            for (let count = 0; count < fillers; count += 1) {
              const other = createJar()
              const session = buildSession(now, `filler ${count}`, life, { text: 'x'.repeat(5000) })
              other.store(await context.sessions.create(record(session), other.cookies))
              await cached.authenticate(requestWith(other.header()))
            }

          const sealed = await openCookies(context, jar.cookies)
          const [warm, cold] = [await ask(cached, jar.header()), await ask(uncached, jar.header())]
          expect(warm.seen).toEqual(cold.seen)
          expect(warm.setCookies.map(nameOf)).toEqual(cold.setCookies.map(nameOf))
          if (warm.seen.status === 200) {
            const { iat = NaN, exp = NaN, seen: seenAt = NaN, id, sub } = sealed ?? {}
            expect(warm.seen.user?.subject).toBe(sub)
            expect(now).toBeLessThan(Math.min(exp, iat + absoluteSeconds, seenAt + idleSeconds))
            expect(Math.max(iat, seenAt)).toBeLessThanOrEqual(now + clockSkewSeconds)
            expect(jar.cookies.get(context.names.ended)).not.toBe(id)
          }
          seen[warm.seen.status === 200 ? 'live' : 'ended'] += 1
          if (warm.seen.status === 200 && warm.setCookies.length > 0) seen.touched += 1
          store((pick % 2 === 0 ? warm : cold).setCookies)
        }
      },
    ),
    { numRuns: 100 },
  )
  // The law says nothing where all sessions are live, or none.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20)
})
