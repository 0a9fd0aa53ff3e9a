import type { Claims } from '../claims/json.ts'
import { ownMember } from '../claims/own-member.ts'

/** The member of `events` that makes a JWT a logout token. */
const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'

/**
 * Whether claims are those of a logout token. The value of the member is a JSON object, and should be empty.
 * @see OpenID Connect Back-Channel Logout 1.0, section 2.4
 */
export function hasLogoutEvent(claims: Claims): boolean {
  const events = ownMember(claims, 'events')
  return isObject(events) && isObject(ownMember(events, logoutEvent))
}

function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
