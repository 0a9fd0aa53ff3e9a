import { planSignIn, type SignInSources } from '@x/oidc-core'
import { verifyAccessToken } from '../jwt/access-token.ts'
import { verifyIdToken } from '../jwt/id-token.ts'
import type { ProviderClient } from './provider-client.ts'
import type { CodeGrant } from './grants/authorization-code.ts'

/** What a provider says of somebody who signed in, all of it verified. */
export interface ExchangedCode {
  /** The ID Token as it came. */
  readonly raw: string
  /** As it came. */
  readonly accessToken: string
  readonly sources: SignInSources
  /** Why the access token cannot be verified, in words, where it was looked at. */
  readonly accessTokenFault?: string | undefined
}

/**
 * Exchanges the code and gathers what the configuration needs to decide roles, as the provider's token format plans it.
 * @throws OidcError of the token request, the ID Token or UserInfo
 */
export async function exchangeCode(
  client: ProviderClient,
  grant: CodeGrant & { readonly nonce: string },
  { now, clockSkewSeconds }: { readonly now: () => number; readonly clockSkewSeconds: number },
): Promise<ExchangedCode> {
  const { accessToken, idToken } = await client.requestTokens(grant)
  // Read after the answer came, which may have taken seconds.
  const clock = { now: now(), clockSkewSeconds }
  const announced = (await client.metadata()).id_token_signing_alg_values_supported
  const issuer = { provider: client.config, keys: client.keys, announced }
  const claims = await verifyIdToken(idToken, issuer, { ...clock, nonce: grant.nonce, accessToken })
  const plan = planSignIn(client.config, claims)
  const { fetchNewerKeys } = plan
  const [userinfo, verified] = await Promise.all([
    plan.fetchUserinfo ? client.fetchUserinfo(accessToken, claims.sub) : undefined,
    plan.verifyAccessToken ? verifyAccessToken(accessToken, issuer, { ...clock, fetchNewerKeys }) : undefined,
  ])
  return {
    raw: idToken,
    accessToken,
    sources: {
      idToken: claims,
      userinfo,
      accessToken: verified?.claims,
      accessTokenProblem: verified?.problem,
    },
    accessTokenFault: verified?.why,
  }
}
