import { type ConfigIssue, OidcError, renderIssues, type RoleRequirement, takeOptions } from '@x/oidc-core'
import type { BearerGateOptions, GateOptions, RequiredRoles } from './gate.ts'

/** A gate whose options were checked and copied. It has no prototype: a member that is not there is not there. */
export interface DefinedGate<Role extends string = string> extends GateOptions<Role> {
  /** As it was given: the guard copies and checks it. */
  readonly bearer?: BearerGateOptions<Role>['bearer']
  readonly optional?: boolean
}

const keys = ['bearer', 'optional', 'role']

/** Unknown members that are reported one by one. */
const maxReported = 20

/** What `defineGate` returned, so that no request checks a gate again. */
const defined = new WeakSet()

/**
 * Checks and copies the options of a gate. Own members count: a member that pollution put on `Object.prototype` is ignored, so
 * that it opens no gate.
 * @throws OidcError `config_invalid` for an unknown member of the gate or of its role requirement, for a value of the wrong
 *   type, and for options that inherit from another object than `Object.prototype`
 */
export function defineGate<Role extends string>(options: DefinedGate<Role>): DefinedGate<Role> {
  if (defined.has(options)) return options
  const { gate, issues } = takeGate(options)
  if (issues.length > 0)
    throw new OidcError('config_invalid', renderIssues('The gate has errors:', issues), { issues })
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
    issues: [issue([], code, message)],
  })
  try {
    if (typeof options !== 'object' || options === null || Array.isArray(options))
      return refuse('invalid_type', 'must be an object, like { role: "ROLE_USER" }.')
    if (!isPlain(options))
      return refuse('inherited', 'must be plain data: members that it inherits do not count.')
    const given = Reflect.ownKeys(options)
    const own = Object.create(null) as Record<string, unknown>
    for (const key of keys) if (given.includes(key)) own[key] = Reflect.get(options, key)
    const { bearer, ...others } = own
    const role = takeRoleTable(own['role'])
    const taken = takeOptions(role.table ? { ...others, role: role.table } : others, keys)
    const gate = Object.assign(Object.create(null) as object, taken.values, 'bearer' in own && { bearer })
    const unknown = given.filter((key) => typeof key === 'symbol' || !keys.includes(key))
    const issues = [
      ...unknown.slice(0, maxReported).map((key) => {
        return issue([String(key)], 'unknown_key', `is unknown here. The keys are ${keys.join(', ')}.`)
      }),
      ...taken.issues,
      ...checkOptional(taken.values),
      ...(role.issues.length > 0 ? role.issues : checkRole(taken.values)),
    ]
    return { gate: Object.freeze(gate), issues }
  } catch {
    // What a getter or a proxy throws is foreign.
    return refuse('unreadable', 'cannot be read. Give plain data.')
  }
}

/** Whether an object inherits from `Object.prototype` alone, of this realm or of another, or from nothing. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype === null || prototype === Object.prototype) return true
  return Object.getPrototypeOf(prototype) === null && isRealmPrototype(prototype)
}

/** Whether it is the `prototype` of the `Object` of some realm: no program can make another such function. */
function isRealmPrototype(prototype: object): boolean {
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  if (typeof maker !== 'function' || maker.prototype !== prototype) return false
  // A function of the program's own has its source for a text.
  return Function.prototype.toString.call(maker) === Function.prototype.toString.call(Object)
}

const expectedRole = 'must be a role, a list of roles of which one is enough, or { all: [...] }.'

interface RoleTable {
  /** What `{ all }` holds by itself, if the role is an object. */
  readonly table?: object
  readonly issues: readonly ConfigIssue[]
}

/** Nothing beside `all` is looked into. */
function takeRoleTable(role: unknown): RoleTable {
  if (typeof role !== 'object' || role === null || Array.isArray(role)) return { issues: [] }
  if (!isPlain(role))
    return { table: {}, issues: [issue(['role'], 'inherited', 'must be plain data, like { all: [...] }.')] }
  const given = Reflect.ownKeys(role)
  const issues = given
    .filter((key) => key !== 'all')
    .slice(0, maxReported)
    .map((key) => issue(['role', String(key)], 'unknown_key', `is unknown: the role ${expectedRole}`))
  return { table: given.includes('all') ? { all: Reflect.get(role, 'all') as unknown } : {}, issues }
}

function checkOptional(values: Readonly<Record<string, unknown>>): readonly ConfigIssue[] {
  const { optional } = values
  if (optional === undefined || typeof optional === 'boolean') return []
  return [issue(['optional'], 'invalid_type', 'must be true or false.')]
}

/** A role without a value, or a list without roles, is met by no caller: see `meetsRequirement`. */
function checkRole(values: Readonly<Record<string, unknown>>): readonly ConfigIssue[] {
  const { role } = values
  if (role === undefined || typeof role === 'string' || isListOfRoles(role)) return []
  const isTable = typeof role === 'object' && role !== null && !Array.isArray(role)
  // `takeOptions` made the table, so it inherits nothing.
  return isTable && isListOfRoles((role as { readonly all?: unknown }).all)
    ? []
    : [issue(['role'], 'invalid_type', expectedRole)]
}

function isListOfRoles(value: unknown): boolean {
  return Array.isArray(value) && value.every((role) => role === undefined || typeof role === 'string')
}

function issue(path: readonly string[], code: string, message: string): ConfigIssue {
  return { severity: 'error', path, code, message }
}

/**
 * Builds the gate that `requireRole` asks for. For adapters.
 * @throws OidcError `config_invalid` for what is neither roles nor one `{ all }`
 */
export function buildRoleGate<Role extends string>(roles: RequiredRoles<Role>): GateOptions<Role> {
  const [first, ...others]: readonly unknown[] = roles
  // Beside `{ all }` another role would be ignored, so the whole list is handed on and refused there.
  const isAlone = typeof first === 'object' && others.length === 0
  return defineGate({ role: (isAlone ? first : roles) as RoleRequirement<Role> })
}
