import type { Claims, JsonValue } from '../claims/json.ts'
import { isJsonObject, ownMember } from '../claims/own-member.ts'
import { selectClaim, type SelectedValue } from '../claims/select-claim.ts'
import type { RoleRuleConfig } from '../config/oidc-config.ts'
import type { AccessTokenProblem } from './claim-sources.ts'
import { findOverage } from './group-overage.ts'
import { isBracketed, parseTexts } from './list-text.ts'
import type { RuleNote, RuleOutcome } from './trace.ts'

/** Maximum length of a role key, in UTF-16 code units. */
const keyLengthLimit = 1024

/** The result of one rule of `rolesClaims`. */
export interface RuleResult {
  /** The rule. */
  readonly rule: RoleRuleConfig
  /** What the rule found. */
  readonly outcome: RuleOutcome
  /** Distinct, stripped. */
  readonly keys: readonly string[]
  /** Summary of dropped or unusual values. */
  readonly notes: readonly RuleNote[]
  /** Whether the provider sent any string, usable or not. */
  readonly hasStrings: boolean
  /** Whether a role key is too long. */
  readonly tooLarge: boolean
  /** Why the access token, which the rule reads, is not usable. */
  readonly problem?: AccessTokenProblem
}

/**
 * Returns the role keys that a rule finds in the Claims Sets that it reads.
 * @param problem of the access token, if the rule reads it
 */
export function evaluateRule(
  rule: RoleRuleConfig,
  layers: readonly Claims[],
  problem?: AccessTokenProblem,
): RuleResult {
  const [name, ...rest] = typeof rule.path === 'string' ? [rule.path] : rule.path
  const delimiter =
    rule.split ?? ((name === 'scope' || name === 'scp') && rest.length === 0 ? ' ' : undefined)
  const { parse } = rule
  const selection = selectClaim(layers, rule.path)
  const { values, longestList, others } =
    parse === undefined ? { ...selection, others: [] } : parseTexts(selection, parse)
  const notes = new NoteList()
  const keys = new Set<string>()
  let hasStrings = false
  let mixed = others.length > 0

  for (const { step, value } of selection.skipped) notes.add('branch_skipped', kindOf(value), step)
  for (const text of others)
    notes.add(parse === 'json' ? 'not_json' : 'not_bracketed', isBracketed(text) ? 'list' : 'string')

  for (const selected of values) {
    if (rule.whenTrue !== undefined && typeof selected.value === 'boolean' && !selected.element) {
      if (selected.value) keys.add(rule.whenTrue)
      continue
    }
    const texts = textsOf(rule, selected, delimiter)
    if (texts === undefined) {
      mixed = true
      notes.add('not_a_key', kindOf(selected.value))
      continue
    }
    for (const text of texts) {
      hasStrings = true
      if (text.length > keyLengthLimit) {
        notes.add('key_too_long', 'string')
        continue
      }
      const { stripPrefix } = rule
      const key =
        stripPrefix !== undefined && text.startsWith(stripPrefix) ? text.slice(stripPrefix.length) : text
      if (key === '') {
        notes.add('empty_key', 'string')
        continue
      }
      if (key !== key.trim()) notes.add('padded_key', 'string')
      keys.add(key)
    }
  }

  const overage = typeof name === 'string' ? findOverage(layers, name) : undefined
  if (overage !== undefined) notes.add('overage', overage)
  const full = longestList >= (rule.truncatesAt ?? Infinity)
  if (full) notes.add('list_full', 'array')

  const seen =
    problem !== undefined ? 'unverifiable' : !selection.present ? 'missing' : mixed ? 'wrong_type' : 'found'
  return {
    rule,
    outcome: overage !== undefined || full ? 'incomplete' : seen,
    keys: [...keys],
    notes: notes.list,
    hasStrings,
    tooLarge: notes.list.some(({ note }) => note === 'key_too_long'),
    ...(problem && { problem }),
  }
}

/** The strings of a selected value, `undefined` if the rule cannot use a value of its type. */
function textsOf(
  rule: RoleRuleConfig,
  { value, element }: SelectedValue,
  delimiter: string | undefined,
): readonly string[] | undefined {
  const { select } = rule
  if (value === null && !element) return []
  if (select === undefined) {
    if (typeof value !== 'string') return undefined
    return delimiter === undefined || element ? [value] : value.split(delimiter)
  }
  if (!isJsonObject(value)) return undefined
  if (select === 'keys') return Object.keys(value)
  const member = ownMember(value, select.member)
  return typeof member === 'string' ? [member] : undefined
}

class NoteList {
  readonly list: RuleNote[] = []

  /** Counts equal notes in one entry, so that the length of the list depends on the configuration and not on the provider. */
  add(note: RuleNote['note'], kind: string, step?: number): void {
    const index = this.list.findIndex(
      (other) => other.note === note && other.kind === kind && other.step === step,
    )
    const count = (this.list[index]?.count ?? 0) + 1
    const entry = step === undefined ? { note, kind, count } : { note, kind, step, count }
    if (index < 0) this.list.push(entry)
    else this.list[index] = entry
  }
}

function kindOf(value: JsonValue): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}
