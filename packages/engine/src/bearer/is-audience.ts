import type { Claims } from '@x/oidc-core'
import type { TokenProfile } from './bearer-options.ts'

/**
 * Whether a token is for one of the audiences, compared to the last character.
 * @see RFC 9068, section 4; RFC 8725, section 3.9
 */
export function isAudience(claims: Claims, audiences: readonly string[], profile: TokenProfile): boolean {
  if (!Object.hasOwn(claims, 'aud')) {
    return (
      profile === 'plain_jwt_without_aud' &&
      claims['token_use'] === 'access' &&
      isOneOf(audiences, claims['client_id'])
    )
  }
  const aud: unknown = claims['aud']
  if (!Array.isArray(aud)) return isOneOf(audiences, aud)
  return aud.every((name) => typeof name === 'string') && aud.some((name) => isOneOf(audiences, name))
}

export function isOneOf(audiences: readonly string[], name: unknown): boolean {
  return audiences.some((audience) => audience === name)
}
