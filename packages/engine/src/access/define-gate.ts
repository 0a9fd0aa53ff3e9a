import { type ConfigIssue, describeUnknownKey, type RoleRequirement } from '@x/oidc-core'
import * as v from 'valibot'
import { expect, invalidOptions, optionIssue, readOptions } from '../options/read-options.ts'
import type { BearerGateOptions, GateOptions, RequiredRoles } from './gate-options.ts'

/** A gate whose options were checked and copied. It has no prototype, so an absent member is never inherited. */
export interface DefinedGate<Role extends string = string> extends GateOptions<Role> {
  /** The options as given: bearer authentication copies and checks them. */
  readonly bearer?: BearerGateOptions<Role>['bearer']
  /** Whether callers without credentials pass. */
  readonly optional?: boolean
}

const role = v.optional(v.string())
const roles = v.array(role)
const expectedRole = 'must be a role, a list of roles of which one is enough, or { all: [...] }.'

/** No caller meets a role without a value or a list without roles: see `meetsRequirement`. */
const entries = {
  optional: v.optional(v.boolean(expect('invalid_type', 'must be true or false.'))),
  role: v.optional(
    v.union([v.string(), roles, v.object({ all: roles })], expect('invalid_type', expectedRole)),
  ),
}

const keys = ['bearer', ...Object.keys(entries)]

/** Unknown members that are reported one by one. */
const maxReported = 20

/** The results of `defineGate`, so that a gate is not checked again for every request. */
const defined = new WeakSet()

/**
 * Checks and copies the options of a gate. Only own members count: a member that pollution put on `Object.prototype` is
 * ignored, so it opens no gate.
 * @throws OidcError `config_invalid` for an unknown member of the gate or of its role requirement, for a value of the wrong
 *   type, and for options that inherit from another object than `Object.prototype`
 */
export function defineGate<Role extends string>(options: DefinedGate<Role>): DefinedGate<Role> {
  if (defined.has(options)) return options
  const { gate, issues } = takeGate(options)
  if (issues.length > 0) throw invalidOptions('The gate', issues)
  defined.add(gate)
  return gate
}

interface TakenGate {
  readonly gate: object
  readonly issues: readonly ConfigIssue[]
}

function takeGate(options: unknown): TakenGate {
  const refuse = (code: string, message: string): TakenGate => ({
    gate: {},
    issues: [optionIssue([], code, message)],
  })
  try {
    if (typeof options !== 'object' || options === null || Array.isArray(options))
      return refuse('invalid_type', 'must be an object, like { role: "ROLE_USER" }.')
    if (!isPlain(options))
      return refuse('inherited', 'must be plain data: members that it inherits do not count.')
    const own = takeOwn(options, keys, [])
    const { bearer, ...others } = own.members
    const role = takeRole(others['role'])
    const { values, issues } = readOptions({ ...others, ...role.replaced }, entries)
    const gate = Object.assign(Object.create(null) as object, values, 'bearer' in own.members && { bearer })
    return {
      gate: Object.freeze(gate),
      issues: [...own.issues, ...(role.issues.length > 0 ? role.issues : issues)],
    }
  } catch {
    // A getter or a proxy threw, and its error is foreign.
    return refuse('unreadable', 'cannot be read. Give plain data.')
  }
}

/** Whether an object inherits only from `Object.prototype`, of this realm or of another, or from nothing. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype === null || prototype === Object.prototype) return true
  return Object.getPrototypeOf(prototype) === null && isRealmPrototype(prototype)
}

/**
 * Whether the object is the `prototype` of the `Object` function of some realm. A program cannot imitate that native function.
 */
function isRealmPrototype(prototype: object): boolean {
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  if (typeof maker !== 'function' || maker.prototype !== prototype) return false
  // The text of a function that a program defines is its source code.
  return Function.prototype.toString.call(maker) === Function.prototype.toString.call(Object)
}

interface OwnMembers {
  readonly members: Readonly<Record<string, unknown>>
  /** The unknown members. */
  readonly issues: readonly ConfigIssue[]
}

/** Copies the known own members, hidden ones too, and reads no others. Inherited members are ignored. */
function takeOwn(value: object, known: readonly string[], at: readonly string[]): OwnMembers {
  const given = Reflect.ownKeys(value)
  const members = Object.create(null) as Record<string, unknown>
  for (const key of known) if (given.includes(key)) members[key] = Reflect.get(value, key)
  const issues = given
    .filter((key) => typeof key === 'symbol' || !known.includes(key))
    .slice(0, maxReported)
    .map((key) => optionIssue([...at, String(key)], 'unknown_key', describeUnknownKey(String(key), known)))
  return { members, issues }
}

/** Replaces a role that is an object by a copy of its own members. */
function takeRole(value: unknown): {
  readonly replaced: { readonly role?: unknown }
  readonly issues: readonly ConfigIssue[]
} {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { replaced: {}, issues: [] }
  if (!isPlain(value)) {
    const issues = [optionIssue(['role'], 'inherited', 'must be plain data, like { all: [...] }.')]
    return { replaced: { role: undefined }, issues }
  }
  const { members, issues } = takeOwn(value, ['all'], ['role'])
  return { replaced: { role: members }, issues }
}

/**
 * Builds the gate that `requireRole` asks for. For adapters.
 * @throws OidcError `config_invalid` without a role, and for a value that is neither roles nor one `{ all }`
 */
export function buildRoleGate<Role extends string>(roles: RequiredRoles<Role>): GateOptions<Role> {
  const [first, ...others]: readonly unknown[] = roles
  // In JavaScript, the compiler does not report this mistake, and the gate would refuse every caller.
  if ((roles as readonly unknown[]).length === 0)
    throw invalidOptions('requireRole', [
      optionIssue(
        ['role'],
        'missing',
        "is missing: write requireRole('ROLE_USER'), or requireUser() for every user.",
      ),
    ])
  // The whole list is passed on and refused there: beside `{ all }` another role would be ignored.
  const isAlone = typeof first === 'object' && others.length === 0
  return defineGate({ role: (isAlone ? first : roles) as RoleRequirement<Role> })
}
