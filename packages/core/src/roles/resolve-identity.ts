import type { ClaimRef } from '../claims/claim-path.ts'
import type { Claims, JsonValue } from '../claims/json.ts'
import { selectClaim, topLevelClaim } from '../claims/select-claim.ts'
import type { ProviderConfig } from '../config/oidc-config.ts'
import type { ClaimsView } from './claim-sources.ts'
import type { DenialReason } from './trace.ts'

export interface Identity {
  readonly subject: string | undefined
  readonly name: string | undefined
  /** Whether the configuration may refer to this name; a replacement for a missing name is never looked up. */
  readonly known: boolean
  readonly denials: readonly DenialReason[]
}

/** Resolves the identity that the claims are about. */
export function resolveIdentity(provider: ProviderConfig, view: ClaimsView): Identity {
  const member = (name: string): JsonValue => topLevelClaim(view.merged, name)[0] ?? null
  const sub = member('sub')
  const subject = typeof sub === 'string' && sub !== '' ? sub : undefined
  const name = nameOf(view.merged, provider.nameClaim)

  if (name === undefined && view.bearer) {
    const client = member('client_id')
    // Only an absent `sub` makes it the client's own token: a malformed one may belong to a person.
    if (sub === null && typeof client === 'string' && client.trim() !== '')
      return { subject: `client:${client}`, name: client, known: false, denials: [] }
    if (subject !== undefined && subject.trim() !== '')
      return { subject, name: subject, known: false, denials: [] }
  }

  const denials: DenialReason[] = []
  if (subject === undefined) denials.push('subject_missing')
  if (name === undefined) denials.push('name_missing')
  else if (
    !provider.allowUnverifiedEmail &&
    isEmail(provider.nameClaim) &&
    deniesEmail(member('email_verified'))
  )
    denials.push('email_unverified')
  return {
    subject,
    // An e-mail address that is not verified may belong to another person.
    name: denials.includes('email_unverified') ? undefined : name,
    known: true,
    denials,
  }
}

function nameOf(layers: readonly Claims[], nameClaim: ClaimRef): string | undefined {
  const [selected, ...more] = selectClaim(layers, nameClaim).values
  const name = selected?.value
  return typeof name === 'string' && name.trim() !== '' && more.length === 0 ? name : undefined
}

function isEmail(nameClaim: ClaimRef): boolean {
  return (typeof nameClaim === 'string' ? nameClaim : nameClaim[0]) === 'email'
}

function deniesEmail(verified: JsonValue): boolean {
  return verified !== null && verified !== true && verified !== 'true'
}
