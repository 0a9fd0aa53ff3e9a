import type { JsonRecord } from '@x/oidc-testing'
import { describe, expect, it, vi } from 'vitest'
import { createHotCaches } from '../../src/cache/hot-cache.ts'
import { createContext } from '../../src/create-context.ts'
import { estimateBytes } from '../../src/json/estimate-bytes.ts'
import { freezeDeeply } from '../../src/json/freeze-deeply.ts'
import type { JsonValue } from '@x/oidc-core'
import type { Session } from '../../src/sessions/session.ts'
import { audience, useBearerFixture } from '../bearer-fixture.ts'
import { measureHeap } from '../measure-heap.ts'

const fixture = useBearerFixture()

const times = <Value>(count: number, build: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => build(index))

/** Claims of some kilobytes, of one of many people. */
const shapes: Readonly<Record<string, (at: number) => JsonRecord>> = {
  'a long text': (at) => ({ text: `${at}`.padEnd(4000, 'x') }),
  'a text that is not Latin-1': (at) => ({ text: `${at}`.padEnd(1300, '一') }),
  groups: (at) => ({ groups: times(250, (index) => `group-${at}-${index}`) }),
  numbers: () => ({ numbers: times(1200, (index) => index % 10) }),
  fractions: () => ({ numbers: times(700, (index) => index + 0.5) }),
  'empty objects': () => ({ list: times(1000, () => ({})) }),
  'empty lists': () => ({ list: times(1000, () => []) }),
  'lists of one': () => ({ list: times(700, () => [1]) }),
  'objects of one layout': (at) => ({
    list: times(150, (index) => ({ id: index, role: `r${at}-${index}` })),
  }),
  'objects of layouts of their own': (at) => ({ list: times(150, (index) => ({ [`m${at}-${index}`]: 1 })) }),
  'members of names of their own': (at) =>
    Object.fromEntries(times(200, (index) => [`m${at}-${index}`, index])),
  'nested objects': (at) => ({ list: times(60, () => ({ a: { b: { c: `${at}` } } })) }),
}
const names = Object.keys(shapes)
const build = (name: string, at: number): JsonRecord => shapes[name]?.(at) ?? {}

/** Measures what `hold` keeps for each of many people. */
function measureEach(count: number, hold: (at: number) => unknown): number {
  // The first few make the layouts and code that all share.
  const held: unknown[] = times(20, hold)
  const before = measureHeap()
  for (let at = 20; at < count; at += 1) held.push(hold(at))
  const bytes = measureHeap() - before
  expect(held).toHaveLength(count)
  return bytes / (count - 20)
}

describe('the estimate of a JSON value', () => {
  it.each(names)('is not under half of what it takes: %s', (name) => {
    const bytes = measureEach(400, (at) => freezeDeeply(JSON.parse(JSON.stringify(build(name, at)))))
    expect(estimateBytes(build(name, 7))).toBeGreaterThan(bytes / 2)
    expect(estimateBytes(build(name, 7))).toBeLessThan(bytes * 3.5)
  })
})

/** The bytes that an engine counted for the entries that it cached, and those that it took. */
async function measureCache(fill: (at: number) => Promise<void>, counted: () => number) {
  for (let at = 0; at < 20; at += 1) await fill(at)
  const before = { heap: measureHeap(), counted: counted() }
  for (let at = 20; at < 220; at += 1) await fill(at)
  return { heap: measureHeap() - before.heap, counted: counted() - before.counted }
}

describe('the bytes of a cached session that keeps claims', () => {
  it.each([...names, 'a trace', 'roles'])('are not under half of what it takes: %s', async (name) => {
    const now = fixture.now
    const options = {
      baseUrl: 'https://app.example.com',
      providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
      session: { secret: 'a secret of more than thirty-two bytes', cacheMebibytes: 4096 },
    }
    const context = createContext(options, { now: () => now }, {})
    let counted = 0
    const write = vi.spyOn(Map.prototype, 'set').mockImplementation(function set(
      this: Map<unknown, unknown>,
      key,
      value,
    ) {
      counted += findBytes(value)
      return originalSet.call(this, key, value) as never
    })
    const fill = async (at: number): Promise<void> => {
      const session: Session = {
        ...{ id: `${at}`.padEnd(16, 'x'), providerId: 'main', issuer: 'https://id.example.com' },
        ...{ subject: `person ${at}`, name: 'Ada Lovelace', claims: build(name, at) as Session['claims'] },
        roles: name === 'roles' ? times(150, (index) => `ROLE_${at}_${index}`) : ['ROLE_USER', 'ROLE_ADMIN'],
        trace: name === 'a trace' ? buildTrace(at) : undefined,
        ...{ providerSessionId: undefined, createdAt: now, expiresAt: now + 43_200, seenAt: now },
        ...{ rolesAt: now, roleKeys: undefined, defaultsWithheld: false, mapping: undefined },
        ...{ extra: undefined, isAdmittedByHook: false, generation: 0, tokens: undefined },
      }
      const cookies = (await context.sessions.create({ session, tokens: undefined }, new Map())).map(
        (set) => {
          const [pair = ''] = set.split(';')
          return [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const
        },
      )
      expect((await context.sessions.read(new Map(cookies))).session?.subject).toBe(`person ${at}`)
    }
    const measured = await measureCache(fill, () => counted)
    write.mockRestore()
    expect(measured.counted).toBeGreaterThan(measured.heap / 2)
  })
})

const originalSet = Map.prototype.set

/** The bytes of an entry of a hot cache; 0 of everything else that is put into a map. */
function findBytes(value: unknown): number {
  return typeof value === 'object' && value !== null && 'lifetime' in value && 'bytes' in value
    ? Number(value.bytes)
    : 0
}

function buildTrace(at: number): JsonValue {
  return {
    request: 'session',
    steps: times(50, (index) => ({
      path: ['realm', 'roles'],
      from: 'id_token',
      key: `k${at}-${index}`,
      roles: ['A'],
    })),
  }
}

describe('the bytes of a cached token', () => {
  it.each(names)('are not under half of what it takes: %s', async (name) => {
    const api = fixture.createApi({}, { accessTokenCacheMebibytes: 4096 })
    let counted = 0
    const write = vi.spyOn(Map.prototype, 'set').mockImplementation(function set(
      this: Map<unknown, unknown>,
      key,
      value,
    ) {
      counted += findBytes(value)
      return originalSet.call(this, key, value) as never
    })
    const fill = async (at: number): Promise<void> => {
      const claims = fixture.buildClaims({ aud: audience, sub: `person ${at}`, kept: build(name, at) })
      expect((await api.send(`Bearer ${await fixture.sign(claims)}`)).auth?.user.subject).toBe(`person ${at}`)
    }
    const measured = await measureCache(fill, () => counted)
    write.mockRestore()
    expect(measured.counted).toBeGreaterThan(measured.heap / 2)
  })
})

it('many caches of one budget stay within twice of it, whatever they hold', () => {
  const budget = 2 ** 22
  const caches = createHotCaches(budget)
  const before = measureHeap()
  for (let at = 0; at < 3000; at += 1) {
    const value = JSON.parse(JSON.stringify(build(names[at % names.length] ?? '', at))) as unknown
    caches.open().write(`${at}`.padStart(500, 'x'), value, { length: estimateBytes(value) })
  }
  expect(measureHeap() - before).toBeLessThan(2 * budget)
  expect(caches).toBeDefined()
})
