import { quote } from './quote.ts'
import type { RuleNote, RuleOutcome, RuleTrace, Trace } from './trace.ts'

const sources: Readonly<Record<RuleTrace['from'], string>> = {
  merged: 'the ID Token and UserInfo',
  idToken: 'the ID Token',
  userinfo: 'UserInfo',
  accessToken: 'the access token',
}

const outcomes: Readonly<Record<RuleOutcome, string>> = {
  found: 'found',
  missing: 'missing',
  wrong_type: 'wrong type, hence no default roles',
  incomplete: 'incomplete',
}

/** Renders what a rule found, and below it what was dropped and what may have been meant. */
export function explainRule(rule: RuleTrace, request: Trace['request']): readonly string[] {
  const { path, from, outcome, required, keys, notes, elsewhere = [], similar } = rule
  const count = `${keys.length} role key${keys.length === 1 ? '' : 's'}`
  return [
    `- ${quote(path)} in ${request === 'bearer' ? 'the access token' : sources[from]}: ${outcomes[outcome]}, ${count}${required ? ' (required)' : ''}`,
    ...notes.map((note) => `  - ${explainNote(note)}`),
    ...elsewhere.map((source) => `  - Hint: ${sources[source]} has role keys there; see from: '${source}'.`),
    ...(similar === undefined
      ? []
      : [`  - Hint: there is a claim ${quote(similar)}, with a dot for a colon.`]),
  ]
}

function explainNote({ note, kind, step = 0, count }: RuleNote): string {
  switch (note) {
    case 'branch_skipped':
      return `step ${step + 1} of the path cannot go through ${count} × ${kind}`
    case 'not_a_key':
      return `dropped ${count} × ${kind}, no role key`
    case 'empty_key':
      return `dropped ${count} × an empty string`
    case 'key_too_long':
      return `dropped ${count} × a string too long for a role key`
    case 'padded_key':
      return `kept outer white space of ${count} × role key`
    case 'overage':
      return `the provider says by ${quote(kind)} that it left this claim out`
    case 'list_full':
      return 'the list is as long as truncatesAt'
  }
}
