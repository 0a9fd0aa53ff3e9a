import type { SecurityConfig } from '../config/oidc-config.ts'
import { compileSecurity } from './compile-security.ts'
import { matchesGlob, parseGlob } from './glob.ts'
import { isBracketed } from './list-text.ts'
import { quote, quoteAll } from './quote.ts'
import type { KeyGrant, KeyTrace, Trace } from './trace.ts'

/** Maximum keys in the text; the trace has them all. */
const shownKeys = 100

/** Why a trace has no roles. */
export const undecided = 'not decided: the claims alone deny access, so the function security was not called'

const names: Readonly<Record<KeyGrant['by'], string>> = {
  mapping: 'roleMapping',
  pattern: 'rolePatterns',
  passthrough: 'passthrough',
}

/** Names an entry of the configuration that grants roles to a role key. */
export function nameEntry({ by, entry }: Pick<KeyGrant, 'by' | 'entry'>): string {
  return `${names[by]} ${quote(entry)}`
}

/** Renders the roles that each role key granted, one role key on each line. */
export function explainKeys(
  { keys, rolesUndecided }: Trace,
  security: SecurityConfig | undefined,
): readonly string[] {
  if (rolesUndecided === true) return [`- ${undecided}`]
  if (keys.length === 0) return ['- none']
  const hint = createKeyHints(security)
  const shown = keys.slice(0, shownKeys).map((key) => explainKey(key, hint))
  const hidden = keys.length - shownKeys
  return [...shown, ...(hidden > 0 ? [`- … and ${hidden} more`] : [])]
}

function explainKey(trace: KeyTrace, hint: (key: string) => string | undefined): string {
  const { key, grants, similar, reserved } = trace
  const granted = grants.map((grant) => `${quoteAll(grant.roles, 'nothing')} by ${nameEntry(grant)}`)
  if (granted.length > 0) return `- ${quote(key)} grants ${granted.join('; ')}`
  const why = reserved === undefined ? 'unmapped' : `the configuration names the role ${quote(reserved)}`
  const meant =
    similar === undefined ? hint(key) : `roleMapping has ${quote(similar)}; case and a leading "/" must match`
  return `- ${quote(key)} grants nothing: ${why}${meant === undefined ? '' : `. Hint: ${meant}`}`
}

/** Creates the hints for role keys that grant nothing. Some need the configuration. */
function createKeyHints(security: SecurityConfig | undefined): (key: string) => string | undefined {
  const findEntry = security && createEntryHints(security)
  return (key) => {
    if (isBracketed(key)) return "if it is a list written as text, see parse: 'json' and 'bracketed'"
    if (/^".*"$/su.test(key)) return "the quotes are a part of it; if it is a list in JSON, see parse: 'json'"
    return findEntry?.(key)
  }
}

function createEntryHints(security: SecurityConfig): (key: string) => string | undefined {
  const { roleMapping } = security
  const { fold } = compileSecurity(security)
  const literals = listLiteralGlobs(security)
  const roles = listOtherRoles(security)
  const reversed = new Map(
    Object.entries(roleMapping).flatMap(([entry, keys]) =>
      roles.has(entry) ? keys.map((key) => [fold(key), entry] as const) : [],
    ),
  )
  return (key) => {
    const role = reversed.get(fold(key))
    if (role !== undefined) return explainReversed(role, key)
    return literals.find(({ matches }) => matches(fold(key)))?.hint
  }
}

/** An entry of `roleMapping` with the role as the key, and the role key as the role. */
export function explainReversed(role: string, key: string): string {
  return `roleMapping has ${quote(role)} as the role key. The role key comes first: { ${quote(key)}: [${quote(role)}] }`
}

export interface LiteralGlob {
  readonly entry: string
  readonly matches: (foldedKey: string) => boolean
  readonly hint: string
}

/** Lists the entries of `roleMapping` that have a `*`, which is a literal there. */
export function listLiteralGlobs(security: SecurityConfig): readonly LiteralGlob[] {
  const { fold } = compileSecurity(security)
  return Object.keys(security.roleMapping)
    .filter((entry) => entry.includes('*'))
    .map((entry) => {
      const glob = parseGlob(fold(entry))
      return {
        entry,
        matches: (key) => matchesGlob(glob, key),
        hint: `roleMapping has ${quote(entry)}, where "*" is literal; see rolePatterns`,
      }
    })
}

/** Lists the roles that a `security` names beside its mapping: a role key of the same name is probably a role. */
function listOtherRoles(security: SecurityConfig): ReadonlySet<string> {
  const { defaultRoles, impliedRoles, individualRoles, requiredRoles } = security
  return new Set([
    ...defaultRoles,
    ...requiredRoles,
    ...Object.keys(impliedRoles),
    ...Object.values(individualRoles).flat(),
  ])
}
