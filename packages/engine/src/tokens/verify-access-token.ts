import { assessAccessToken, signingAlgorithms, type Claims } from '@x/oidc-core'
import type { TokenIssuer } from './verify-id-token.ts'
import { verifyJws } from './verify-jws.ts'

/**
 * Verifies the access token of a sign-in as a JWT of the provider, so that rules may read its claims. It came straight
 * from the token endpoint and is for somebody else: its audience is not compared. It never makes us look for newer
 * keys: providers may sign access tokens with keys that they do not publish.
 * @returns undefined when it is not such a token; its claims then count as absent
 */
export async function verifyAccessToken(
  token: string,
  { provider, keys }: TokenIssuer,
  clock: { readonly now: number; readonly clockSkewSeconds: number },
): Promise<Claims | undefined> {
  const verified = await verifyJws(token, keys.findKnown, signingAlgorithms)
  if (!verified.ok) return undefined
  const rule = assessAccessToken(verified.claims, { issuer: provider.accessTokenIssuer, ...clock })
  return rule === undefined ? verified.claims : undefined
}
