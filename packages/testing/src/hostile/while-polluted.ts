import { setTimeout as sleep } from 'node:timers/promises'

/** An object with all members that could give access if code reads it as a caller, a token or an option. */
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

/** The values that pollution adds to `Object.prototype`. */
export const hostileValues: readonly (readonly [label: string, value: unknown])[] = [
  ['true', true],
  ['a text', 'ROLE_ADMIN'],
  ['a function', () => giving],
  ['an object', { ...giving, user: giving, auth: giving, caller: giving, session: giving, decision: giving }],
]

/** A value, and the names of the members of `Object.prototype` that get it, one after the other. */
export type PollutionTry = readonly [label: string, value: unknown, names: readonly string[]]

/** Pairs names with values: each name with all values in a whole campaign, otherwise each name with one value. */
export function pairWithHostileValues(names: readonly string[]): readonly PollutionTry[] {
  const isWhole = process.env['CAMPAIGN'] === 'whole'
  return hostileValues.map(([label, value], turn) => {
    const picked = names.filter((_, index) => isWhole || index % hostileValues.length === turn)
    return [`${label} on every object, under ${picked.length} of ${names.length} names`, value, picked]
  })
}

/**
 * The duration of the slowest run that ended. A run that takes many times longer hangs: with a member `then` on every object, an
 * `await` never ends. So a slow machine gets more time, up to a limit, because each name that hangs costs that time.
 */
let slowestMilliseconds = 100

const maxWaitMilliseconds = 3000

/**
 * Calls `run` while every object inherits a member of this name. It removes the member afterwards, also after an error.
 * @returns the result of `run`, or undefined if it did not end in time
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
  // No prototype: if every object inherits `get`, `defineProperty` refuses a descriptor with `value`.
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
