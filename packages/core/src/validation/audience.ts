import type { Claims } from '../claims/json.ts'
import { ownMember } from '../claims/own-member.ts'

/** The audiences that a token of a client may name. */
export interface AudienceExpectations {
  /** The client of the sign-in. */
  readonly clientId: string
  /** Audiences accepted beside the client. */
  readonly trustedAudiences: readonly string[]
}

/**
 * Whether `aud` names the client, and beside it trusted audiences alone.
 * @see OpenID Connect Core 1.0, section 3.1.3.7, step 3
 */
export function isAudienceAccepted(claims: Claims, expected: AudienceExpectations): boolean {
  const aud = ownMember(claims, 'aud')
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  return (
    named.includes(expected.clientId) &&
    named.every((each) => [expected.clientId, ...expected.trustedAudiences].some((known) => known === each))
  )
}
