import type { Claims } from '../claims/json.ts'
import { isJsonObject, ownMember } from '../claims/own-member.ts'

/**
 * Finds the claim by which a provider reports that it left the named claim out of the token. Each Claims Set is checked, because
 * each reports its own missing claims.
 * @see OpenID Connect Core 1.0, section 5.6.2 (aggregated and distributed claims)
 */
export function findOverage(layers: readonly Claims[], name: string): string | undefined {
  for (const claims of layers) {
    const names = ownMember(claims, '_claim_names')
    if (isJsonObject(names) && Object.hasOwn(names, name)) return '_claim_names'

    const value = ownMember(claims, name)
    const sources = ownMember(claims, '_claim_sources')
    if (typeof value === 'string' && isJsonObject(sources) && Object.hasOwn(sources, value))
      return '_claim_sources'

    // Microsoft Entra ID writes these for groups only.
    if (name !== 'groups') continue
    if (ownMember(claims, 'hasgroups') === true) return 'hasgroups'
    const source = Object.keys(claims).find((member) => /^groups:src\d+$/.test(member))
    if (source !== undefined) return source
  }
  return undefined
}
