import { signingAlgorithms, type Claims } from '@x/oidc-core'
import type { TokenIssuer } from './verify-id-token.ts'
import { verifyJws } from './verify-jws.ts'

/**
 * Verifies the access token of a sign-in as a JWT of the provider, so that rules may read its claims. It came straight
 * from the token endpoint and is for somebody else: its audience is not compared.
 * @returns undefined when it is not such a token; its claims then count as absent
 */
export async function verifyAccessToken(
  token: string,
  { provider, keys }: TokenIssuer,
  { now, clockSkewSeconds }: { readonly now: number; readonly clockSkewSeconds: number },
): Promise<Claims | undefined> {
  const verified = await verifyJws(token, keys, signingAlgorithms)
  if (!verified.ok || verified.claims['iss'] !== provider.accessTokenIssuer) return undefined
  const exp = verified.claims['exp']
  return typeof exp === 'number' && now < exp + clockSkewSeconds ? verified.claims : undefined
}
