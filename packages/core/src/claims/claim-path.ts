import { OidcError } from '../errors/oidc-error.ts'

/**
 * Turns a JSON Pointer into a claim path. A token that looks like an index becomes one.
 * @example
 * claimPathFromPointer('/https:~1~1example.com~1roles/0') // ['https://example.com/roles', 0]
 * @throws OidcError `config_invalid` when the text is not a pointer, points to the whole document or has an empty token
 * @see RFC 6901, section 3 and section 4
 */
export function claimPathFromPointer(pointer: string): ClaimPathStep[] {
  const [start, ...tokens] = pointer.split('/')
  if (start !== '' || /~(?![01])/.test(pointer))
    throw invalidPath('A JSON Pointer begins with / and escapes ~ as ~0.')
  // `~1` is replaced before `~0`, so that `~01` becomes `~1` and not `/`.
  return claimPath(tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~')))
}

/**
 * Splits a text at its dots into a claim path. A step that looks like an index becomes one.
 * @example
 * claimPathFromDotted('realm_access.roles') // ['realm_access', 'roles']
 * @throws OidcError `config_invalid` when a step is empty
 */
export function claimPathFromDotted(dotted: string): ClaimPathStep[] {
  return claimPath(dotted.split('.'))
}

function claimPath(steps: readonly string[]): ClaimPathStep[] {
  if (steps.length === 0 || steps.includes(''))
    throw invalidPath('A claim path has one step or more, none of them empty.')
  return steps.map((step) => (/^(?:0|[1-9]\d{0,14})$/.test(step) ? Number(step) : step))
}

function invalidPath(message: string): OidcError {
  return new OidcError('config_invalid', message, {
    issues: [{ severity: 'error', path: [], code: 'invalid_claim', message }],
  })
}

/** One step of a claim path: a member name, an element's index, or `null` for all elements of an array. */
export type ClaimPathStep = string | number | null

/**
 * Says where a claim is. A string is one top-level claim name and is never split, whatever characters it contains. An
 * array is a path, read left to right.
 * @see OpenID for Verifiable Presentations 1.0, section 7 (Claims Path Pointer)
 */
export type ClaimRef = string | readonly ClaimPathStep[]

/** Which claim gives the name of a user: one, or the first of several that gives a name. */
export type NameClaim = ClaimRef | { readonly firstOf: readonly ClaimRef[] }

/** Lists the claims that may give the name of a user, in order of preference. */
export function listNameClaims(nameClaim: NameClaim): readonly ClaimRef[] {
  return isChoice(nameClaim) ? nameClaim.firstOf : [nameClaim]
}

/** Not by reading its member: an array would inherit one from a polluted `Object.prototype`. */
function isChoice(nameClaim: NameClaim): nameClaim is Exclude<NameClaim, ClaimRef> {
  return typeof nameClaim === 'object' && !Array.isArray(nameClaim)
}

/** Where a rule reads its claims. Without it, a rule reads the merged view of ID Token and UserInfo. */
export type ClaimSource = 'idToken' | 'userinfo' | 'accessToken'

/** How a provider writes a list as text. */
export type ListForm = 'json' | 'bracketed'

/** The long form of an entry in `rolesClaims`. */
export interface RoleRule {
  /** Where the claim is: one top-level name, or a path. */
  readonly path: ClaimRef
  /** Where the claim is read: `idToken`, `userinfo` or `accessToken`. @default the merged view of ID Token and UserInfo */
  readonly from?: ClaimSource | (string & {}) | undefined
  /**
   * How the provider writes lists as text: `json` for `'["a","b"]'`, `bracketed` for `'[a, b]'`. A text of this form is read as
   * the list that it writes, also if it is itself in a list. Other texts give no role key.
   */
  readonly parse?: ListForm | (string & {}) | undefined
  /** A literal of 1 to 8 characters that splits a string value into role keys. */
  readonly split?: string | undefined
  /** Which strings to take from objects: their member names, or one member's value. */
  readonly select?: 'keys' | { readonly member: string } | (string & {}) | undefined
  /** A literal prefix removed once from every key. */
  readonly stripPrefix?: string | undefined
  /** Denies when the claim is missing. */
  readonly required?: boolean | undefined
  /** A list of at least this many elements counts as cut off by the provider. */
  readonly truncatesAt?: number | undefined
  /** The role key that a claim with the value `true` gives. */
  readonly whenTrue?: string | undefined
}
