import type { MisbehavingProvider } from './misbehaving-provider.ts'
import type { JsonRecord } from './twists.ts'

/** The claims for `signAccessToken`: the audience, and claims that are added to the claims of RFC 9068 or replace them. */
export interface AccessTokenClaims extends JsonRecord {
  /** The audience of the token. */
  readonly aud: string
}

/** Signs an access token (RFC 9068) of `ada` for another application. It is valid for five minutes. */
export function signAccessToken(
  provider: Pick<MisbehavingProvider, 'issuerUrl' | 'signJwt'>,
  claims: AccessTokenClaims,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  return provider.signJwt(
    {
      ...{ iss: provider.issuerUrl, sub: 'ada', client_id: 'mobile', jti: 'x', iat: now, exp: now + 300 },
      ...claims,
    },
    { typ: 'at+jwt' },
  )
}
