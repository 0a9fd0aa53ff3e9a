import type { ClaimRef } from '../claims/claim-path.ts'
import type { JsonValue } from '../claims/json.ts'
import { topLevelClaim } from '../claims/select-claim.ts'
import type { ProviderConfig } from '../config/oidc-config.ts'
import type { ClaimsView } from './claim-sources.ts'
import { resolveName } from './resolve-name.ts'
import type { DenialReason } from './trace.ts'

/** The identity that the claims give. */
export interface Identity {
  /** The claim `sub`, or `client:` and the `client_id` of a client that acts for itself. Absent if it is missing or not a text. */
  readonly subject: string | undefined
  /** The name for display. Absent when it is missing or may belong to another person. */
  readonly name: string | undefined
  /** The claim that gave the name, also one that replaces a missing name. */
  readonly nameClaim: ClaimRef | undefined
  /** Whether the configuration may refer to this name; a replacement for a missing name is never looked up. */
  readonly known: boolean
  /** Why the identity denies access. */
  readonly denials: readonly DenialReason[]
}

/** Resolves the identity that the claims are about. */
export function resolveIdentity(provider: ProviderConfig, view: ClaimsView): Identity {
  const member = (name: string): JsonValue => topLevelClaim(view.merged, name)[0] ?? null
  const sub = member('sub')
  const subject = typeof sub === 'string' && sub !== '' ? sub : undefined
  const resolved = resolveName(view.merged, provider.nameClaim)

  if (resolved === undefined && view.bearer) {
    const client = member('client_id')
    // Only a token without `sub` is a client's own token. A token with a malformed `sub` may belong to a person.
    if (sub === null && typeof client === 'string' && client.trim() !== '')
      return { subject: `client:${client}`, name: client, nameClaim: 'client_id', known: false, denials: [] }
    if (subject !== undefined && subject.trim() !== '')
      return { subject, name: subject, nameClaim: 'sub', known: false, denials: [] }
  }

  const denials: DenialReason[] = []
  if (subject === undefined) denials.push('subject_missing')
  if (resolved === undefined) denials.push('name_missing')
  else if (
    !provider.allowUnverifiedEmail &&
    isEmail(resolved.nameClaim) &&
    deniesEmail(member('email_verified'))
  )
    denials.push('email_unverified')
  return {
    subject,
    // An e-mail address that is not verified may belong to another person.
    name: denials.includes('email_unverified') ? undefined : resolved?.name,
    nameClaim: resolved?.nameClaim,
    known: true,
    denials,
  }
}

function isEmail(nameClaim: ClaimRef): boolean {
  return (typeof nameClaim === 'string' ? nameClaim : nameClaim[0]) === 'email'
}

function deniesEmail(verified: JsonValue): boolean {
  return verified !== null && verified !== true && verified !== 'true'
}
