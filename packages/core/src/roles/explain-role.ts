import { foldAscii, foldSpelling } from '../config/fold-key.ts'
import { expandImpliedRoles, rolesFor } from '../config/implied-roles.ts'
import { nearestKey } from '../config/nearest-key.ts'
import type { SecurityConfig } from '../config/oidc-config.ts'
import { compileSecurity } from './compile-security.ts'
import type { Decision } from './decision.ts'
import { explainReversed, type LiteralGlob, listLiteralGlobs, nameEntry } from './explain-keys.ts'
import { type Glob, matchesGlob, parseGlob } from './glob.ts'
import { quote } from './quote.ts'
import type { KeyGrant, Trace } from './trace.ts'

/** Maximum lines of one kind. */
const maxLines = 20

/** Why an entry that seems to match granted nothing: a session is decided once, at the sign-in. */
const decidedBefore = 'it matches, but the decision was made with another security: sign out and in again'

/**
 * Says why a role was granted, or which entries would have granted it and why none did.
 * @param denials why the user is not admitted, in sentences
 */
export function explainRole(
  decision: Decision,
  role: string,
  security: SecurityConfig | undefined,
  denials: readonly string[],
): readonly string[] {
  const { roles, trace } = decision
  const granted: readonly string[] = roles
  if (granted.includes(role)) return [`${quote(role)} was granted:`, ...cut(listGrants(trace, role))]
  const missing = `${quote(role)} was not granted`
  if (trace.granted.includes(role))
    return [
      `${missing}, because the user is not admitted.`,
      ...denials,
      'If the user were admitted:',
      ...cut(listGrants(trace, role)),
    ]
  if (security === undefined)
    return [`${missing}.`, ...denials, '- Which entries would grant it is not known here: give security.']
  const routes = listRoutes(decision, role, security)
  return routes.length > 0
    ? [`${missing}.`, ...denials, 'These entries would grant it:', ...routes]
    : [`${missing}: no entry of security grants it.`, ...denials, ...explainUnknown(security, role)]
}

/** Lists what granted a role, then what granted the role that implies it. */
function listGrants(trace: Trace, role: string, implied = trace.implied): readonly string[] {
  const at = implied.findIndex((each) => each.role === role)
  const by = implied[at]?.by
  const user = 'to the name of the user'
  return [
    ...trace.keys.flatMap(({ key, grants }) =>
      grants
        .filter(({ roles }) => roles.includes(role))
        .map((grant) => `${nameEntry(grant)} grants ${quote(role)}: the role key ${quote(key)} came`),
    ),
    ...(trace.username.includes(role)
      ? [`roleMapping grants ${quote(role)} ${user}, with usernameAsRoleKey`]
      : []),
    ...(trace.individual.includes(role) ? [`individualRoles grants ${quote(role)} ${user}`] : []),
    ...(trace.default.includes(role) ? [`defaultRoles grants ${quote(role)}: there was no other role`] : []),
    ...(by === undefined
      ? []
      : [
          `impliedRoles grants ${quote(role)} to users with ${quote(by)}`,
          // What implies a role was granted before it.
          ...listGrants(trace, by, implied.slice(0, at)),
        ]),
  ]
}

/** Lists the entries that grant a role, or one that implies it, each with the reason why it did not match. */
function listRoutes(decision: Decision, role: string, security: SecurityConfig): readonly string[] {
  const { trace } = decision
  const { defaultRoles, individualRoles, roleMapping } = security
  const { patterns } = compileSecurity(security)
  const granting = listGranting(role, security)
  const grants = (roles: readonly string[]): boolean => roles.some((each) => granting.has(each))
  const write = (entry: string, roles: readonly string[], why: string): string => {
    const by = roles.includes(role) ? undefined : roles.find((each) => granting.has(each))
    return `${entry}${by === undefined ? '' : `, by ${quote(by)}, which implies it`}: ${why}`
  }

  const keys = new CameKeys(trace, security)
  const mapped = Object.entries(roleMapping)
    .filter(([, roles]) => grants(roles))
    .map(([entry, roles]) => {
      const why = isUserName(entry, decision, security) ? explainOwnName(trace) : keys.explainMiss(entry)
      return write(nameEntry({ by: 'mapping', entry }), roles, why)
    })
  const matching = patterns
    .filter(({ grant }) => grants(grant.roles))
    .map(({ glob, grant }) => write(nameEntry(grant), grant.roles, keys.explainMismatch(glob, grant.entry)))
  const individual = Object.entries(individualRoles).filter(([, roles]) => grants(roles))
  return [
    // What nearly matched comes first.
    ...cut(mapped.sort((one, other) => Number(one.endsWith(noKey)) - Number(other.endsWith(noKey)))),
    ...cut(matching),
    ...cut(listPassthrough(role, security, keys)),
    ...cut(
      individual.length === 0
        ? []
        : [
            write(
              `individualRoles, for ${individual.length} user name${individual.length === 1 ? '' : 's'}`,
              individual.flatMap(([, roles]) => roles),
              explainNames(
                individual.map(([name]) => name),
                decision,
              ),
            ),
          ],
    ),
    ...cut(grants(defaultRoles) ? [write('defaultRoles', defaultRoles, explainDefault(trace))] : []),
  ]
}

/** Lists a role and those that imply it, transitively. */
function listGranting(role: string, { impliedRoles }: SecurityConfig): ReadonlySet<string> {
  const impliedBy = new Map<string, string[]>()
  for (const [by, roles] of Object.entries(impliedRoles))
    for (const implied of roles) impliedBy.set(implied, [...(impliedBy.get(implied) ?? []), by])
  const granting = new Set([role])
  // The iteration of a set also reaches elements that are added during it.
  for (const each of granting) impliedBy.get(each)?.forEach((by) => granting.add(by))
  return granting
}

const noKey = 'no such role key came'

/** The role keys that came, and why entries of the configuration match none of them. */
class CameKeys {
  readonly #keys: readonly string[]
  readonly #fold: (key: string) => string
  readonly #folded: ReadonlySet<string>
  readonly #spellings: ReadonlyMap<string, string>
  readonly #literals: ReadonlyMap<string, LiteralGlob>

  constructor({ keys }: Trace, security: SecurityConfig) {
    this.#keys = keys.map(({ key }) => key)
    this.#fold = compileSecurity(security).fold
    this.#folded = new Set(this.#keys.map(this.#fold))
    this.#spellings = new Map(this.#keys.map((key) => [foldSpelling(key), key]))
    this.#literals = new Map(listLiteralGlobs(security).map((literal) => [literal.entry, literal]))
  }

  has(key: string): boolean {
    return this.#keys.includes(key)
  }

  explainMiss(entry: string): string {
    if (this.#folded.has(this.#fold(entry))) return decidedBefore
    const similar = this.explainSimilar(entry)
    if (similar !== undefined) return similar
    const literal = this.#literals.get(entry)
    const matching = literal && this.#keys.find((key) => literal.matches(this.#fold(key)))
    if (matching !== undefined) return `${quote(matching)} came, and "*" is literal there; see rolePatterns`
    return noKey
  }

  explainSimilar(entry: string): string | undefined {
    const similar = this.#spellings.get(foldSpelling(entry))
    return similar === undefined
      ? undefined
      : `${quote(similar)} came; case, white space and a leading "/" count`
  }

  explainMismatch(glob: Glob, pattern: string): string {
    if (this.#keys.some((key) => matchesGlob(glob, this.#fold(key)))) return decidedBefore
    const caseless = parseGlob(foldAscii(pattern))
    const similar = this.#keys.find((key) => matchesGlob(caseless, foldAscii(key)))
    return similar === undefined ? 'it matches no role key that came' : `${quote(similar)} came; case counts`
  }
}

/** The role key that would become the role. Mapped keys do not, and no role that the configuration names comes so. */
function listPassthrough(role: string, security: SecurityConfig, keys: CameKeys): readonly string[] {
  const { mapping, fold, patterns, prefix, reserved } = compileSecurity(security)
  const allowed = findAllowed(role, security)
  const key = role.slice(prefix.length)
  const folded = fold(key)
  const isMapped = mapping.has(folded) || patterns.some(({ glob }) => matchesGlob(glob, folded))
  if (allowed === undefined || isMapped || reserved.has(role)) return []
  const why = keys.has(key) ? decidedBefore : (keys.explainSimilar(key) ?? noKey)
  return [`${nameEntry(allowed)}, for the role key ${quote(key)}: ${why}`]
}

/** Finds the pattern of `passthrough.allow` that matches the role key of a role. */
function findAllowed(role: string, security: SecurityConfig): KeyGrant | undefined {
  const { allow, fold, prefix } = compileSecurity(security)
  const key = role.slice(prefix.length)
  if (!role.startsWith(prefix) || key === '') return undefined
  return allow.find(({ glob }) => matchesGlob(glob, fold(key)))?.grant
}

function isUserName(entry: string, { name }: Decision, security: SecurityConfig): boolean {
  const { fold } = compileSecurity(security)
  return security.usernameAsRoleKey && name !== undefined && fold(name) === fold(entry)
}

function explainOwnName({ nameHints }: Trace): string {
  return nameHints?.standIn === true
    ? 'it is the name of this user, but the name claim did not give it'
    : decidedBefore
}

/** Says why none of the names in `individualRoles` is that of the user. They are names of other users, and not shown. */
function explainNames(names: readonly string[], { name, trace }: Decision): string {
  if (name === undefined) return 'this user has no name'
  if (names.includes(name)) return explainOwnName(trace)
  if (names.some((each) => foldSpelling(each) === foldSpelling(name)))
    return 'one differs from the name of this user by case, white space or a leading "/"'
  if (names.includes('*')) return '"*" is a user name there; see defaultRoles'
  return 'none is the name of this user'
}

function explainDefault({ keys, username, individual, rules }: Trace): string {
  const mapped = keys.flatMap(({ grants }) => grants.flatMap(({ roles }) => roles))
  const [other] = [...username, ...individual, ...mapped]
  if (other !== undefined) return `only for users without another role, and ${quote(other)} was granted`
  const doubtful = rules.find(({ outcome }) => outcome === 'wrong_type' || outcome === 'unverifiable')
  if (doubtful === undefined) return decidedBefore
  const why = doubtful.outcome === 'wrong_type' ? 'of the wrong type' : 'unverifiable'
  return `withheld, because ${quote(doubtful.path)} is ${why}`
}

/** Gives hints about a role that no entry grants. */
function explainUnknown(security: SecurityConfig, role: string): readonly string[] {
  const { defaultRoles, impliedRoles, individualRoles, requiredRoles, roleMapping, rolePatterns } = security
  const grantable = new Set([
    ...defaultRoles,
    ...Object.values(roleMapping).flat(),
    ...Object.values(individualRoles).flat(),
    ...rolePatterns.flatMap(({ roles }) => roles),
  ])
  expandImpliedRoles(grantable, impliedRoles)
  const nearest = nearestKey(role, [...grantable])
  const [key] = rolesFor(roleMapping, role)
  return [
    ...(nearest === undefined ? [] : [`- The nearest role that an entry grants is ${quote(nearest)}.`]),
    ...(key === undefined ? [] : [`- ${explainReversed(role, key)}.`]),
    ...(requiredRoles.includes(role) ? ['- requiredRoles names it. That grants nothing.'] : []),
    ...(findAllowed(role, security) === undefined
      ? []
      : [
          '- passthrough cannot grant it: a role that the configuration names, or a mapped key, does not come so.',
        ]),
  ]
}

function cut(lines: readonly string[]): readonly string[] {
  const hidden = lines.length - maxLines
  return [...lines.slice(0, maxLines), ...(hidden > 0 ? [`… and ${hidden} more`] : [])].map(
    (line) => `- ${line}`,
  )
}
