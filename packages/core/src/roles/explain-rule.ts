import { quote } from './quote.ts'
import type { ClaimRef, NameClaim } from '../claims/claim-path.ts'
import type { AccessTokenProblem, ReadSource } from './claim-sources.ts'
import type { ArrivedNames, RuleNote, RuleOutcome, RuleTrace } from './trace.ts'

const sources: Readonly<Record<ReadSource | 'merged', string>> = {
  merged: 'the ID Token and UserInfo',
  idToken: 'the ID Token',
  userinfo: 'UserInfo',
  accessToken: 'the access token',
  introspection: 'the introspection response',
  completeClaims: 'what completeClaims returned',
}

const outcomes: Readonly<Record<RuleOutcome, string>> = {
  found: 'found',
  missing: 'missing',
  wrong_type: 'wrong type, so no default roles',
  unverifiable: 'unverifiable, so no default roles',
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
  signature: ['no published key verifies its signature', 'it may be only for another API'],
  unverified: ['it was not verified'],
}

/** Renders the result of a rule, then its notes and hints. */
export function explainRule(rule: RuleTrace): readonly string[] {
  const { path, outcome, required, problem, keys, notes, elsewhere = [], similar, meant, members } = rule
  const count = `${keys.length} role key${keys.length === 1 ? '' : 's'}`
  return [
    `- ${quote(path)} in ${explainRead(rule)}: ${outcomes[outcome]}, ${count}${required ? ' (required)' : ''}`,
    ...(problem === undefined ? [] : explainProblem(problem)),
    ...notes.map((note) => `  - ${explainNote(note)}`),
    ...(members ? [`  - at step ${members.step + 1} of the path came: ${quoteNames(members)}`] : []),
    ...(meant === undefined ? [] : [`  - Hint: ${explainMeant(meant)}`]),
    ...elsewhere.map((source) => `  - Hint: ${sources[source]} has role keys there; see from: '${source}'.`),
    ...(similar === undefined ? [] : [`  - Hint: ${explainSimilar(similar, path)}`]),
  ]
}

function explainRead({ from, read: sent, outcome, notes }: RuleTrace): string {
  // A trace in a session that an earlier version of this library sealed does not have this member.
  const read: readonly (ReadSource | 'merged')[] = sent ?? [from]
  if (read.length > 0) return read.map(nameSource).join(' and ')
  const isLeftOut = outcome === 'unverifiable' || notes.some(({ note }) => note === 'not_read')
  return isLeftOut ? sources[from] : `${sources[from]}, which did not come`
}

/** Callers without types may give any source. */
export function nameSource(source: ReadSource | 'merged'): string {
  return Object.hasOwn(sources, source) ? sources[source] : quote(source)
}

export function quoteNames({ names, more }: ArrivedNames): string {
  return [...names.map(quote), ...(more > 0 ? [`… and ${more} more`] : [])].join(', ') || 'nothing'
}

/** Says which claim ref was probably meant. */
export function explainMeant(meant: NameClaim): string {
  if (typeof meant === 'string')
    return `${quote(meant)} has role keys itself. A list is a path, not a choice.`
  if ('firstOf' in meant) return `a list is a path. For the first of several claims write ${quote(meant)}.`
  return `the path ${quote(meant)} leads there. A text is one name: dots, slashes and "*" in it are part of the name.`
}

export function explainSimilar(similar: string, path: ClaimRef): string {
  const name = typeof path === 'string' ? path : path[0]
  const isColon = similar.replaceAll(':', '.') === String(name).replaceAll(':', '.')
  const why = isColon ? ', with a dot for a colon' : '; case, white space and a leading "/" must match'
  return `there is a claim ${quote(similar)}${why}.`
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
      return `dropped ${count} × a string too long for a role key; if it is a list written as text, see split and parse`
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
