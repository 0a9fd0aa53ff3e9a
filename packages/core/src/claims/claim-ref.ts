/** One step of a claim path: a member name, an element's index, or `null` for all elements of an array. */
export type ClaimPathStep = string | number | null

/**
 * Says where a claim is. A string is one top-level claim name and is never split, whatever characters it holds; an
 * array is a path, read left to right.
 * @see OpenID for Verifiable Presentations 1.0, section 7 (Claims Path Pointer)
 */
export type ClaimRef = string | readonly ClaimPathStep[]

/** Where a rule reads its claims. Without one, a rule reads the merged view of ID Token and UserInfo. */
export type ClaimSource = 'idToken' | 'userinfo' | 'accessToken'

/** The long form of an entry in `rolesClaims`. */
export interface RoleRule {
  readonly path: ClaimRef
  readonly from?: ClaimSource | (string & {}) | undefined
  /** A literal of 1 to 8 characters that cuts a string value into role keys. */
  readonly split?: string | undefined
  /** Which strings to take from objects: their member names, or one member's value. */
  readonly select?: 'keys' | { readonly member: string } | (string & {}) | undefined
  /** A literal prefix removed once from every key. */
  readonly stripPrefix?: string | undefined
  /** Denies when the claim is missing. */
  readonly required?: boolean | undefined
  /** A list of at least this many elements counts as cut off by the provider. */
  readonly truncatesAt?: number | undefined
  /** The role key that a claim of `true` stands for. */
  readonly whenTrue?: string | undefined
}
