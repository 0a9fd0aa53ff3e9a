import { quote, quoteAll } from './quote.ts'
import type { AccessTokenProblem } from './claim-sources.ts'
import { isBracketed } from './list-text.ts'
import type { KeyGrant, KeyTrace, RuleNote, RuleOutcome, RuleTrace, Trace } from './trace.ts'

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
  unverifiable: 'unverifiable, hence no default roles',
  incomplete: 'incomplete',
}

/** The problem of the access token, and a hint if there is a common solution. */
const problems: Readonly<Record<AccessTokenProblem, readonly [string, string?]>> = {
  not_a_jwt: ['it is not a signed JWT', "set accessTokenFormat: 'opaque' and read the claim elsewhere"],
  encrypted: ['it is encrypted', 'let the provider put the claim into the ID Token or UserInfo'],
  algorithm: ['its algorithm is not accepted'],
  extension: ['its header has crit'],
  issuer: ['its iss is not accessTokenIssuer', 'set accessTokenIssuer to its iss if it is the provider’s'],
  expired: ['it has expired, or has no exp', "check this machine's clock"],
  not_yet_valid: ['its nbf is in the future', "check this machine's clock"],
  unknown_key: ['the provider publishes no usable key for it', 'the log names keys that are refused'],
  signature: ['no published key verifies its signature', 'it may be for another API alone'],
  unverified: ['it was not verified'],
}

/** Renders the result of a rule, then its notes and hints. */
export function explainRule(rule: RuleTrace, request: Trace['request']): readonly string[] {
  const { path, from, outcome, required, problem, keys, notes, elsewhere = [], similar } = rule
  const count = `${keys.length} role key${keys.length === 1 ? '' : 's'}`
  return [
    `- ${quote(path)} in ${request === 'bearer' ? 'the access token' : sources[from]}: ${outcomes[outcome]}, ${count}${required ? ' (required)' : ''}`,
    ...(problem === undefined ? [] : explainProblem(problem)),
    ...notes.map((note) => `  - ${explainNote(note)}`),
    ...elsewhere.map((source) => `  - Hint: ${sources[source]} has role keys there; see from: '${source}'.`),
    ...(similar === undefined
      ? []
      : [`  - Hint: there is a claim ${quote(similar)}, with a dot for a colon.`]),
  ]
}

/** A sealed session may contain the trace of another version of this library. */
function explainProblem(problem: AccessTokenProblem): readonly string[] {
  const [what, hint] = problems[Object.hasOwn(problems, problem) ? problem : 'unverified']
  return [`  - the access token cannot be verified: ${what}`, ...(hint ? [`  - Hint: ${hint}.`] : [])]
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
      return `dropped ${count} × a string too long for a role key; for a list as text see split and parse`
    case 'padded_key':
      return `kept outer white space of ${count} × role key`
    case 'not_json':
      return kind === 'list'
        ? `dropped ${count} × a text in brackets, expected JSON such as ["a","b"]; see parse: 'bracketed'`
        : `dropped ${count} × a text, expected JSON such as ["a","b"]`
    case 'not_bracketed':
      return `dropped ${count} × a text without brackets, expected one such as [a, b]`
    case 'overage':
      return `the provider says by ${quote(kind)} that it left this claim out`
    case 'list_full':
      return 'the list is as long as truncatesAt'
    case 'not_read':
      return `sign-ins do not read access tokens with accessTokenFormat: ${quote(kind)}`
  }
}

const names: Readonly<Record<KeyGrant['by'], string>> = {
  mapping: 'roleMapping',
  pattern: 'rolePatterns',
  passthrough: 'passthrough',
}

/** Renders what a role key granted, on one line. */
export function explainKey({ key, grants, similar, reserved }: KeyTrace): string {
  const granted = grants.map(({ by, entry, roles }) => {
    return `${quoteAll(roles, 'nothing')} by ${names[by]} ${quote(entry)}`
  })
  const why =
    reserved === undefined
      ? 'nothing: unmapped'
      : `nothing: the configuration names the role ${quote(reserved)}`
  const hint =
    similar !== undefined
      ? `. Hint: roleMapping has ${quote(similar)}; case and a leading "/" count`
      : grants.length === 0 && isBracketed(key)
        ? ". Hint: for a list as text see parse: 'json' and 'bracketed'"
        : ''
  return `- ${quote(key)} grants ${granted.join('; ') || why}${hint}`
}
