import type { ClaimRef, ClaimSource } from '../claims/claim-path.ts'
import type { AccessTokenProblem } from './access-sources.ts'

/**
 * How a decision came about, in the order of evaluation: claims → keys → roles → gate. Plain JSON; of the claims it
 * holds role keys alone.
 */
export interface Trace {
  readonly request: 'sign_in' | 'bearer'
  /** UserInfo was left out, because it is about another subject. */
  readonly userinfo?: 'subject_mismatch'
  readonly nameClaim: ClaimRef
  /** One for each rule of the provider, in its order. */
  readonly rules: readonly RuleTrace[]
  /** One for each distinct key of all rules. */
  readonly keys: readonly KeyTrace[]
  /** Roles that `roleMapping` gives to the user's name, with `usernameAsRoleKey`. */
  readonly username: readonly string[]
  /** Roles that `individualRoles` gives to the user's name. */
  readonly individual: readonly string[]
  readonly default: readonly string[]
  readonly implied: readonly { readonly role: string; readonly by: string }[]
  /** Everything that was granted, or would have been, sorted. */
  readonly granted: readonly string[]
  readonly gate: GateTrace
  /** Every reason to deny that holds, the decisive one first. */
  readonly denials: readonly DenialReason[]
}

export interface GateTrace {
  /** Any of these opens the gate; none listed: it stands open. */
  readonly required: readonly string[]
  /** Those of them that were granted. */
  readonly met: readonly string[]
  readonly open: boolean
}

export type RuleOutcome = 'found' | 'missing' | 'wrong_type' | 'unverifiable' | 'incomplete'

export interface RuleTrace {
  readonly path: ClaimRef
  readonly from: ClaimSource | 'merged'
  readonly outcome: RuleOutcome
  readonly required: boolean
  /** Why the access token, which the rule reads, is `unverifiable`. */
  readonly problem?: AccessTokenProblem
  /** The role keys, stripped. */
  readonly keys: readonly string[]
  /** What was dropped or looks odd, summed up. */
  readonly notes: readonly RuleNote[]
  /** Other sources in which this path finds something, where the rule found no key. */
  readonly elsewhere?: readonly ClaimSource[]
  /** A claim that is there and is spelt like the missing one, with a dot for a colon. */
  readonly similar?: string
}

export interface RuleNote {
  /**
   * - `branch_skipped`: step number `step` of the path met a value of this kind
   * - `not_a_key`: a value of this kind stands where a string is expected
   * - `empty_key`, `key_too_long`: dropped
   * - `padded_key`: has white space outside, and keeps it
   * - `overage`: the provider says, in the claim `kind`, that it left something out
   * - `list_full`: a list is as long as `truncatesAt`
   * - `not_read`: sign-ins do not read access tokens of this format
   */
  readonly note:
    | 'branch_skipped'
    | 'not_a_key'
    | 'empty_key'
    | 'key_too_long'
    | 'padded_key'
    | 'overage'
    | 'list_full'
    | 'not_read'
  readonly kind: string
  readonly step?: number
  readonly count: number
}

export interface KeyTrace {
  readonly key: string
  /** Which entries of the configuration granted what; empty: the key is unmapped. */
  readonly grants: readonly KeyGrant[]
  /** The key is unmapped, but would be mapped if it were spelt like this. */
  readonly similar?: string
  /** The key could not pass through, because the configuration names a role of this name. */
  readonly reserved?: string
}

export interface KeyGrant {
  readonly by: 'mapping' | 'pattern' | 'passthrough'
  /** The key, the pattern, or the pattern of `allow`. */
  readonly entry: string
  readonly roles: readonly string[]
}

/** Why somebody was not admitted. When several reasons hold, the first of this list is given. */
export type DenialReason =
  | 'subject_missing'
  | 'name_missing'
  | 'email_unverified'
  | 'too_large'
  | 'claims_incomplete'
  | 'claim_missing'
  | 'claim_unverifiable'
  | 'claim_wrong_type'
  | 'role_missing'
