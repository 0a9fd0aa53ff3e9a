import type { CompiledPattern, CompiledSecurity } from './compile-security.ts'
import { foldSpelling } from './compile-security.ts'
import { matchesGlob } from './glob.ts'
import type { KeyGrant, KeyTrace } from './trace.ts'

/** Looks up what one role key grants. */
export function grantKey(security: CompiledSecurity, key: string): KeyTrace {
  const folded = security.fold(key)
  const matches = ({ glob }: CompiledPattern): boolean => matchesGlob(glob, folded)
  const grants: KeyGrant[] = []

  const mapped = security.mapping.get(folded)
  if (mapped) grants.push(mapped)
  for (const pattern of security.patterns) if (matches(pattern)) grants.push(pattern.grant)
  if (grants.length > 0) return { key, grants }

  const allowed = security.allow.find(matches)
  const role = security.prefix + key
  if (allowed && !security.reserved.has(role)) {
    return { key, grants: [{ ...allowed.grant, roles: [role] }] }
  }
  const similar = security.similar.get(foldSpelling(key))
  // Nearly every unmapped key ends here, and spreading nothing has its price.
  if (similar === undefined && !allowed) return { key, grants }
  return { key, grants, ...(similar !== undefined && { similar }), ...(allowed && { reserved: role }) }
}
