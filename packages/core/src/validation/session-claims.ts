import type { ClaimPathStep, ClaimRef } from '../claims/claim-path.ts'
import type { Claims, JsonValue } from '../claims/json.ts'
import { isJsonObject, ownMember } from '../claims/own-member.ts'
import { isJsonArray } from '../claims/select-claim.ts'

/** @see OpenID Connect Core 1.0, section 5.1 */
const profileClaims = [
  'name',
  'given_name',
  'family_name',
  'preferred_username',
  'email',
  'email_verified',
  'picture',
  'locale',
]

/** A session lives in cookies: longer texts, in characters, would make every request too large. */
const maxLength = 256

/** Returns the few standard claims that a session keeps. */
export function pickProfileClaims(claims: Claims): Claims {
  const picked: Record<string, JsonValue> = {}
  for (const name of profileClaims) {
    const value = Object.hasOwn(claims, name) ? claims[name] : undefined
    if (typeof value === 'boolean' || (typeof value === 'string' && value.length <= maxLength))
      picked[name] = value
  }
  return picked
}

/**
 * This claim contains access tokens for other providers of claims (OpenID Connect Core 1.0, section 5.6.2), and scripts may read
 * a session.
 */
const tokenClaim = '_claim_sources'

/**
 * Returns the claims that a session keeps: those of the profile, and those that `session.keep.claims` names. A kept claim path
 * finds the same values in them as in all claims. If all claims are kept, `_claim_sources` is left out.
 * @param layers Claims Sets in order of precedence, the first on top
 */
export function pickSessionClaims(layers: readonly Claims[], kept: true | readonly ClaimRef[]): Claims {
  const all = mergeClaims(layers)
  if (kept === true) return Object.fromEntries(Object.entries(all).filter(([name]) => name !== tokenClaim))
  const paths = kept.map((ref) => (typeof ref === 'string' ? [ref] : ref))
  return { ...pickProfileClaims(all), ...(copyAlong(all, paths) as Claims | undefined) }
}

/** Merges Claims Sets by top-level claim. A `null` does not hide a value below it. */
function mergeClaims(layers: readonly Claims[]): Claims {
  const merged = new Map<string, JsonValue>()
  for (const layer of layers)
    for (const [name, value] of Object.entries(layer)) merged.set(name, merged.get(name) ?? value)
  // Unlike an assignment, this creates an own member even for the claim `__proto__`.
  return Object.fromEntries(merged)
}

/**
 * Copies the values to which paths lead. Of the objects on the way, it copies no other members. An array on the way is kept
 * whole.
 */
function copyAlong(value: JsonValue, paths: readonly (readonly ClaimPathStep[])[]): JsonValue | undefined {
  const steps = new Set(paths.map(([step]) => step))
  if (steps.has(undefined)) return value
  if (isJsonArray(value)) return [...steps].some((step) => typeof step !== 'string') ? value : undefined
  if (!isJsonObject(value)) return undefined
  const members: [string, JsonValue][] = []
  for (const step of steps) {
    const member = typeof step === 'string' ? ownMember(value, step) : undefined
    if (member === undefined) continue
    const further = paths.filter(([first]) => first === step).map(([, ...rest]) => rest)
    const copy = copyAlong(member, further)
    if (copy !== undefined) members.push([step as string, copy])
  }
  return members.length > 0 ? Object.fromEntries(members) : undefined
}
