import type { ClaimRef, ClaimSource, NameClaim } from '../claims/claim-path.ts'
import type { AccessTokenProblem, ReadSource } from './claim-sources.ts'

/**
 * How a decision was made, in the order of evaluation: claims → keys → roles → gate. Plain JSON. The only claim values in it are role
 * keys. `addHints` adds its optional hints, among them the names of the claims that came where one was not found.
 */
export interface Trace<Role extends string = string> {
  /** Whether a sign-in or a request with an access token was decided. */
  readonly request: 'sign_in' | 'bearer'
  /** UserInfo was ignored, because it is about another subject. */
  readonly userinfo?: 'subject_mismatch'
  /** The claim that gave the name. If no claim gave it, the preferred claim. */
  readonly nameClaim: ClaimRef
  /** The configured name claims in order of preference, if there are several. */
  readonly nameClaims?: readonly ClaimRef[]
  /** Why the configured claims give no name. */
  readonly nameHints?: NameHints
  /** The top-level claims that came, for each source. Present if a rule found no claim, or if there is no name. */
  readonly arrived?: readonly ArrivedClaims[]
  /** One for each rule of the provider, in its order. */
  readonly rules: readonly RuleTrace[]
  /** One for each distinct key of all rules. */
  readonly keys: readonly KeyTrace[]
  /**
   * The claims alone denied access, so `security`, which is a function, was not called: no role was decided, and `keys`, `granted` and
   * `gate` are empty.
   */
  readonly rolesUndecided?: true
  /** The roles of a session were decided again, by another `security` than at the sign-in, from the role keys of `rules`. */
  readonly decidedAgain?: true
  /** Roles that `roleMapping` gives to the user's name, with `usernameAsRoleKey`. */
  readonly username: readonly string[]
  /** Roles that `individualRoles` gives to the user's name. */
  readonly individual: readonly string[]
  /** Roles of `defaultRoles`, for a user without mapped and individual roles. */
  readonly default: readonly string[]
  /** Roles that another granted role includes by `impliedRoles`: `role` is included in `by`. */
  readonly implied: readonly { readonly role: string; readonly by: string }[]
  /** Everything that was granted, or would have been without the denial, sorted. */
  readonly granted: readonly Role[]
  /** Whether `requiredRoles` admit the user. */
  readonly gate: GateTrace
  /** Every reason to deny, the decisive one first. */
  readonly denials: readonly DenialReason[]
}

/** Names that a provider sent: sorted, at most 40, and cut after 64 characters. */
export interface ArrivedNames {
  /** The names, sorted. */
  readonly names: readonly string[]
  /** How many more there were. */
  readonly more: number
}

/** The names of the claims that came from one source. */
export interface ArrivedClaims extends ArrivedNames {
  /** The source that was read. */
  readonly source: ReadSource
}

/** Hints about a wrong `nameClaim`. */
export interface NameHints {
  /** `nameClaim` of the trace stands in for the name of a bearer request. It is not looked up in the configuration. */
  readonly standIn: boolean
  /** The `nameClaim` that was probably meant. It gives a name. */
  readonly meant?: NameClaim
  /** A claim that is there, and differs by case, white space, a leading slash, or by a dot for a colon. */
  readonly similar?: string
  /** A scope that asks for the claim, and that the configuration does not name. */
  readonly scope?: string
}

/** How the granted roles compare with `requiredRoles`. */
export interface GateTrace {
  /** Any of these opens the gate; if the list is empty, it is open. */
  readonly required: readonly string[]
  /** The required roles that were granted. */
  readonly met: readonly string[]
  /** Whether the user is admitted as far as roles are concerned. */
  readonly open: boolean
}

/**
 * The outcome of a rule: role keys, no claim, a value of the wrong type, an access token that cannot be verified, or a claim that
 * the provider left incomplete.
 */
export type RuleOutcome = 'found' | 'missing' | 'wrong_type' | 'unverifiable' | 'incomplete'

/** The trace of one rule of `rolesClaims`. */
export interface RuleTrace {
  /** The claim that the rule reads. */
  readonly path: ClaimRef
  /** The source that the rule reads. `merged` is the ID Token together with UserInfo. */
  readonly from: ClaimSource | 'merged'
  /**
   * Added by `addHints`. The source that has the claim. If no source has it, all available sources. Empty: no source was
   * available.
   */
  readonly read?: readonly ReadSource[]
  /** The outcome of the rule. */
  readonly outcome: RuleOutcome
  /** Whether the configuration denies a person without this claim. */
  readonly required: boolean
  /** Why the access token, which the rule reads, is `unverifiable`. */
  readonly problem?: AccessTokenProblem
  /** The role keys, without the prefix that `stripPrefix` removes. */
  readonly keys: readonly string[]
  /** Summary of dropped or unusual values. */
  readonly notes: readonly RuleNote[]
  /** Other sources in which this path finds a value, if the rule found no key. */
  readonly elsewhere?: readonly ClaimSource[]
  /** A claim that is there, and differs by case, white space, a leading slash, or by a dot for a colon. */
  readonly similar?: string
  /** The `path` that was probably meant. It gives role keys. */
  readonly meant?: ClaimRef
  /** The members of the objects in which step number `step` of the path was not found. */
  readonly members?: ArrivedNames & { readonly step: number }
}

/** Values of one kind that a rule dropped, or that are unusual. */
export interface RuleNote {
  /**
   * - `branch_skipped`: step number `step` of the path met a value of this kind
   * - `not_a_key`: a value of this kind where a string is expected
   * - `empty_key`, `key_too_long`: dropped
   * - `padded_key`: has outer white space, and keeps it
   * - `not_json`, `not_bracketed`: a text of this kind, `list` where it looks like one, that is not what `parse` says
   * - `overage`: the provider reports, in the claim `kind`, that it left values out
   * - `list_full`: a list is as long as `truncatesAt`
   * - `not_read`: sign-ins do not read access tokens of this format
   */
  readonly note:
    | 'branch_skipped'
    | 'not_a_key'
    | 'empty_key'
    | 'key_too_long'
    | 'padded_key'
    | 'not_json'
    | 'not_bracketed'
    | 'overage'
    | 'list_full'
    | 'not_read'
  /** The kind of the values, such as `number` or `list`. */
  readonly kind: string
  /** The number of the step of the claim path, from 0. */
  readonly step?: number
  /** How many values it is about. */
  readonly count: number
}

/** The roles that one role key granted, or why it granted none. */
export interface KeyTrace {
  /** The role key. */
  readonly key: string
  /** Which entries of the configuration granted which roles; empty: the key is unmapped. */
  readonly grants: readonly KeyGrant[]
  /** The key is unmapped, but this spelling of it is mapped. */
  readonly similar?: string
  /** The key was not passed through, because the configuration names a role of this name. */
  readonly reserved?: string
}

/** An entry of the configuration that gives roles to a role key. */
export interface KeyGrant {
  /** The option that the entry is in: `roleMapping`, `rolePatterns` or `passthrough`. */
  readonly by: 'mapping' | 'pattern' | 'passthrough'
  /** The key, the pattern, or the pattern of `allow`. */
  readonly entry: string
  /** The roles that it gave. */
  readonly roles: readonly string[]
}

/**
 * Why a person was not admitted. With several reasons, the first of this list counts. `denied_by_application`: the claims admit the
 * person, and the application's own `onSignIn` does not.
 */
export type DenialReason =
  | 'tenant_not_allowed'
  | 'subject_missing'
  | 'name_missing'
  | 'email_unverified'
  | 'too_large'
  | 'claims_incomplete'
  | 'claim_missing'
  | 'claim_unverifiable'
  | 'claim_wrong_type'
  | 'role_missing'
  | 'denied_by_application'
