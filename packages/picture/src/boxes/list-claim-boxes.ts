import type { ClaimSource, RuleNote, RuleTrace, Trace } from '@x/oidc-core'
import type { Box } from './box.ts'
import { writeClaimRef } from '../list-role-origins.ts'
import { countOf, showText } from '../show-text.ts'

/** What was read, and the role keys that came of it. */
export interface ClaimBox extends Box {
  readonly keys: ReadonlySet<string>
}

const sources: Readonly<Record<ClaimSource, string>> = {
  idToken: 'the ID Token',
  userinfo: 'UserInfo',
  accessToken: 'the access token',
}

/** One box for each rule, and before them what is wrong with the person or with UserInfo. */
export function listClaimBoxes(trace: Trace): readonly ClaimBox[] {
  const { denials, nameClaim, userinfo, rules } = trace
  const wrong: { label: string; line: string }[] = []
  const name = showText(writeClaimRef(nameClaim))
  if (denials.includes('subject_missing')) wrong.push({ label: 'sub', line: 'missing or empty' })
  if (denials.includes('name_missing')) wrong.push({ label: name, line: 'gives no single name' })
  if (denials.includes('email_unverified')) wrong.push({ label: name, line: 'an unverified address' })
  if (userinfo !== undefined) wrong.push({ label: 'UserInfo', line: 'left out: sub is another' })
  return [
    ...wrong.map(({ label, line }): ClaimBox => ({ label, lines: [line], tone: 'warn', keys: new Set() })),
    ...rules.map((rule): ClaimBox => ({
      label: showText(writeClaimRef(rule.path)),
      lines: describeRule(rule, trace.request),
      tone: chooseTone(rule),
      keys: new Set(rule.keys),
    })),
  ]
}

function chooseTone({ outcome, required, keys, elsewhere, similar }: RuleTrace): Box['tone'] {
  if (outcome === 'wrong_type' || outcome === 'unverifiable' || outcome === 'incomplete') return 'warn'
  if (keys.length > 0) return 'plain'
  return elsewhere !== undefined || similar !== undefined || (outcome === 'missing' && required)
    ? 'warn'
    : 'idle'
}

function describeRule(rule: RuleTrace, request: Trace['request']): readonly string[] {
  const { from, notes, elsewhere = [], similar } = rule
  return [
    describeOutcome(rule),
    ...(from === 'merged' || request === 'bearer' ? [] : [`read from ${sources[from]}`]),
    ...notes.map(describeNote),
    ...elsewhere.flatMap((source) => [`it is in ${sources[source]}:`, `try from: '${source}'`]),
    ...(similar === undefined ? [] : ['did you mean', `"${showText(similar)}"?`]),
  ]
}

function describeOutcome({ outcome, problem, required, keys }: RuleTrace): string {
  const count = keys.length === 0 ? 'no role key' : countOf(keys.length, 'role key')
  switch (outcome) {
    case 'found':
      return `found, ${count}`
    case 'missing':
      return required ? 'missing, but required' : 'missing'
    case 'wrong_type':
      return `wrong type, ${count}`
    case 'unverifiable':
      return `unverifiable: ${problem ?? 'unverified'}`
    case 'incomplete':
      return `incomplete, ${count}`
  }
}

function describeNote({ note, kind, step = 0, count }: RuleNote): string {
  switch (note) {
    case 'branch_skipped':
      return `step ${step + 1} cannot enter: ${count} × ${kind}`
    case 'not_a_key':
      return `dropped ${count} × ${kind}`
    case 'empty_key':
      return `dropped ${count} × empty text`
    case 'key_too_long':
      return `dropped ${count} × too long a text`
    case 'padded_key':
      return `${count} × white space outside`
    case 'not_json':
      return `dropped ${count} × text, no JSON`
    case 'not_bracketed':
      return `dropped ${count} × text, no [a, b]`
    case 'overage':
      return `left out, says ${showText(kind)}`
    case 'list_full':
      return 'as long as truncatesAt'
    case 'not_read':
      return `not read: access tokens are ${showText(kind)}`
  }
}
