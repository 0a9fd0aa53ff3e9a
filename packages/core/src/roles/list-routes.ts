import { foldSpelling } from '../config/fold-key.ts'
import type { SecurityConfig } from '../config/oidc-config.ts'
import { CameKeys, decidedBefore, noKey } from './came-keys.ts'
import { compileSecurity } from './compile-security.ts'
import type { Decision } from './decision.ts'
import { nameEntry } from './explain-keys.ts'
import { matchesGlob } from './glob.ts'
import { quote, writeLines } from './quote.ts'
import type { KeyGrant, Trace } from './trace.ts'

/** Lists the entries that grant a role, or one that implies it, each with the reason why it did not match. */
export function listRoutes(decision: Decision, role: string, security: SecurityConfig): readonly string[] {
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
    // Entries that nearly matched come first.
    ...writeLines(mapped.sort((one, other) => Number(one.endsWith(noKey)) - Number(other.endsWith(noKey)))),
    ...writeLines(matching),
    ...writeLines(listPassthrough(role, security, keys)),
    ...writeLines(
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
    ...writeLines(grants(defaultRoles) ? [write('defaultRoles', defaultRoles, explainDefault(trace))] : []),
  ]
}

/** Lists a role and the roles that imply it, transitively. */
function listGranting(role: string, { impliedRoles }: SecurityConfig): ReadonlySet<string> {
  const impliedBy = new Map<string, string[]>()
  for (const [by, roles] of Object.entries(impliedRoles))
    for (const implied of roles) impliedBy.set(implied, [...(impliedBy.get(implied) ?? []), by])
  const granting = new Set([role])
  // The iteration of a set also reaches elements that are added during it.
  for (const each of granting) impliedBy.get(each)?.forEach((by) => granting.add(by))
  return granting
}

/** Lists the role key that passthrough would turn into the role. It skips mapped keys and roles that the configuration names. */
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
export function findAllowed(role: string, security: SecurityConfig): KeyGrant | undefined {
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

/**
 * Says why no name in `individualRoles` is the name of the user. It does not show these names, because they belong to other
 * users.
 */
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
