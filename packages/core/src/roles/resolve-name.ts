import { type ClaimRef, listNameClaims, type NameClaim } from '../claims/claim-path.ts'
import type { Claims } from '../claims/json.ts'
import { selectClaim } from '../claims/select-claim.ts'

/** The name of a user, and the claim that gave it. */
export interface ResolvedName {
  /** The name for display. */
  readonly name: string
  /** The claim that gave it. */
  readonly nameClaim: ClaimRef
}

/**
 * Resolves the name of a user, for sign-ins and access tokens alike: the first configured claim that gives exactly one text,
 * which is more than white space.
 * @param layers Claims Sets in order of precedence, the first on top
 */
export function resolveName(layers: readonly Claims[], nameClaim: NameClaim): ResolvedName | undefined {
  for (const claim of listNameClaims(nameClaim)) {
    const [selected, ...more] = selectClaim(layers, claim).values
    const name = selected?.value
    if (typeof name === 'string' && name.trim() !== '' && more.length === 0) return { name, nameClaim: claim }
  }
  return undefined
}
