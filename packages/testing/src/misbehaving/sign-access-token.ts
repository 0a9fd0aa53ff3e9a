import type { MisbehavingProvider } from './misbehaving-provider.ts'
import type { JsonRecord } from './twists.ts'

/** What `signAccessToken` signs: whom the token is for, and claims beside those that RFC 9068 asks for or in their place. */
export interface AccessTokenClaims extends JsonRecord {
  /** The audience of the token. */
  readonly aud: string
}

/** Signs an access token of RFC 9068, good for five minutes, of `ada` for another application. */
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
