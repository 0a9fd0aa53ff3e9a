import type { ClaimRef } from './claim-ref.ts'
import type { Claims, JsonValue } from './json.ts'
import { selectClaim } from './select-claim.ts'

/**
 * Looks up the values that a claim ref selects. An array at the end of a path gives its elements, one level deep; a
 * path that selects nothing gives an empty list. Only own members count.
 * @example
 * resolveClaim({ realm_access: { roles: ['staff'] } }, ['realm_access', 'roles']) // ['staff']
 */
export function resolveClaim(claims: Claims, ref: ClaimRef): JsonValue[] {
  return selectClaim([claims], ref).values.map(({ value }) => value)
}
