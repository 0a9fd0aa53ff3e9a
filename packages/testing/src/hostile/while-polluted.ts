import { setTimeout as sleep } from 'node:timers/promises'

/** An object in which code that takes it for one of its own finds everything that could open something. */
const giving: Readonly<Record<string, unknown>> = {
  ...{ admitted: true, ok: true, live: true, optional: true, active: true },
  ...{ status: 'authenticated', via: 'session', audience: 'unchecked', accessTokenLookup: 'userinfo' },
  ...{
    sub: 'mallory',
    subject: 'mallory',
    name: 'mallory',
    issuer: 'https://evil.example',
    iss: 'https://evil.example',
  },
  ...{
    roles: ['ROLE_USER', 'ROLE_ADMIN'],
    groups: ['admins'],
    all: [],
    any: ['ROLE_USER'],
    role: 'ROLE_USER',
  },
  ...{
    claims: {},
    allow: ['**'],
    roleMapping: { staff: ['ROLE_ADMIN'] },
    defaultRoles: ['ROLE_ADMIN'],
    requiredRoles: [],
  },
  ...{ exp: 2 ** 52, iat: 0, expiresAt: 2 ** 52, until: 2 ** 52, at: 0, keys: [] },
}

/** What pollution puts on `Object.prototype`. */
export const hostileValues: readonly (readonly [label: string, value: unknown])[] = [
  ['true', true],
  ['a text', 'ROLE_ADMIN'],
  ['a function', () => giving],
  ['an object', { ...giving, user: giving, auth: giving, caller: giving, session: giving, decision: giving }],
]

/** A value, and the names under which it is put on `Object.prototype`. */
export type PollutionTry = readonly [label: string, value: unknown, names: readonly string[]]

/** Pairs names with values: every name with every value in a whole campaign, else every name with one of the values. */
export function pairWithHostileValues(names: readonly string[]): readonly PollutionTry[] {
  const isWhole = process.env['CAMPAIGN'] === 'whole'
  return hostileValues.map(([label, value], turn) => {
    const picked = names.filter((_, index) => isWhole || index % hostileValues.length === turn)
    return [`${label} on every object, by ${picked.length} of ${names.length} names`, value, picked]
  })
}

/**
 * How long the slowest run took that came to an end. One that takes many times as long hangs: a `then` on every object keeps
 * `await` from going on. So a slow machine has more time, up to a limit: some names hang, and each costs that time.
 */
let slowestMilliseconds = 100

const maxWaitMilliseconds = 3000

/**
 * Runs something while every object inherits a member of this name, and takes the member away again whatever happens.
 * @returns what it gave, or undefined when it did not come to an end
 */
export async function whilePolluted<Result>(
  name: string,
  value: unknown,
  run: () => Result | Promise<Result>,
): Promise<Result | undefined> {
  const over = new AbortController()
  const began = performance.now()
  const wait = Math.min(20 * slowestMilliseconds, maxWaitMilliseconds)
  const late = sleep(wait, undefined, { signal: over.signal }).catch(() => undefined)
  // Made before: with `get` on every object, no property can be defined.
  const descriptor = { value, configurable: true, enumerable: true, writable: true }
  Object.defineProperty(Object.prototype, name, Object.assign(Object.create(null) as object, descriptor))
  try {
    const given = run()
    if (!(given instanceof Promise)) return given
    let result: Result | undefined
    const kept = given.then((value) => {
      result = value
      slowestMilliseconds = Math.max(slowestMilliseconds, performance.now() - began)
    })
    await Promise.race([kept, late])
    return result
  } finally {
    Reflect.deleteProperty(Object.prototype, name)
    over.abort()
  }
}
