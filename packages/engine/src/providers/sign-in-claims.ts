import { OidcError, planSignIn, type SignInSources } from '@x/oidc-core'
import { verifyAccessToken } from '../jwt/sign-in-access-token.ts'
import { verifyIdToken } from '../jwt/id-token.ts'
import type { SignInClient } from './provider-client.ts'
import type { CodeGrant } from './grants/authorization-code.ts'

/** The verified answers of a provider about the person who signed in. */
export interface ExchangedCode {
  /** The raw ID Token. */
  readonly raw: string
  /** The raw access token; undefined if the provider gives none. */
  readonly accessToken: string | undefined
  readonly sources: SignInSources
  /** Why the access token cannot be verified, as a clause for the log, if verification was tried. */
  readonly accessTokenFault?: string | undefined
}

/**
 * Exchanges the code and fetches the claims that the configuration needs to decide roles, as core's plan for the provider says.
 * @throws OidcError of the token request, the ID Token or UserInfo
 */
export async function exchangeCode(
  client: SignInClient,
  grant: CodeGrant & { readonly nonce: string },
  { now, clockSkewSeconds }: { readonly now: () => number; readonly clockSkewSeconds: number },
): Promise<ExchangedCode> {
  const { accessToken, idToken } = await client.requestTokens(grant)
  // The clock is read after the answer, which may have taken seconds.
  const clock = { now: now(), clockSkewSeconds }
  const { id_token_signing_alg_values_supported: announced, userinfo_endpoint: userinfoEndpoint } =
    await client.metadata()
  const issuer = { provider: client.config, keys: client.keys, announced }
  const claims = await verifyIdToken(idToken, issuer, { ...clock, nonce: grant.nonce, accessToken })
  const plan = planSignIn(client.config, claims)
  const { fetchNewerKeys } = plan
  const fetchesUserinfo =
    plan.fetchUserinfo === 'if_offered'
      ? userinfoEndpoint !== undefined && accessToken !== undefined
      : plan.fetchUserinfo
  const need = (): string => requireAccessToken(client.config.providerId, accessToken)
  const [userinfo, verified] = await Promise.all([
    fetchesUserinfo ? client.fetchUserinfo(need(), claims.sub) : undefined,
    plan.verifyAccessToken ? verifyAccessToken(need(), issuer, { ...clock, fetchNewerKeys }) : undefined,
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

function requireAccessToken(providerId: string, accessToken: string | undefined): string {
  if (accessToken !== undefined) return accessToken
  const why = 'it contains no access token, which UserInfo or a rule with from: accessToken needs'
  throw new OidcError(
    'provider_response_invalid',
    `The token response of provider ${providerId} is not usable: ${why}.`,
    { providerId, operation: 'token', why },
  )
}
