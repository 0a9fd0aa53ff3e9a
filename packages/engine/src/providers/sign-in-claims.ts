import { OidcError, type OriginalIdToken, planSignIn, type SignInSources } from '@x/oidc-core'
import { verifyAccessToken } from '../jwt/sign-in-access-token.ts'
import {
  type IdTokenClaims,
  type TokenIssuer,
  verifyIdToken,
  verifyRefreshedIdToken,
} from '../jwt/id-token.ts'
import type { SignInClient } from './provider-client.ts'
import type { CodeGrant } from './grants/authorization-code.ts'
import type { TokenAnswer } from './grants/token-response.ts'
import { buildSignInTokens, type SignInTokens } from './sign-in-tokens.ts'

/** The verified answers of a provider about the person who signed in. */
export interface ExchangedCode {
  /** The raw ID Token. */
  readonly raw: string
  /** The raw access token; undefined if the provider gives none. */
  readonly accessToken: string | undefined
  readonly sources: SignInSources
  /** Why the access token cannot be verified, as a clause for the log, if verification was tried. */
  readonly accessTokenFault?: string | undefined
  /** What a session may keep of the token response; undefined if it has no access token. */
  readonly tokens: SignInTokens | undefined
}

/** The verified answers of a provider about a person whose tokens were refreshed. */
export type RefreshedClaims = Pick<ExchangedCode, 'accessToken' | 'sources'>

interface SignInClock {
  readonly now: () => number
  readonly clockSkewSeconds: number
}

/**
 * Exchanges the code and fetches the claims that the configuration needs to decide roles, as core's plan for the provider says.
 * @throws OidcError of the token request, the ID Token or UserInfo
 */
export async function exchangeCode(
  client: SignInClient,
  grant: CodeGrant & { readonly nonce: string },
  clock: SignInClock,
): Promise<ExchangedCode> {
  const sentAt = clock.now()
  const answer = await client.requestTokens(grant)
  const { accessToken, idToken } = answer
  const fetched = await fetchClaims(client, answer, clock, (issuer, instant) =>
    verifyIdToken(idToken, issuer, { ...instant, nonce: grant.nonce, accessToken }),
  )
  return { raw: idToken, accessToken, ...fetched, tokens: buildSignInTokens(answer, sentAt) }
}

/** What a session has after a refresh. */
interface RefreshedTokens {
  readonly accessToken: string
  readonly idToken: string
  /** Whether the answer had no access token, so that this is an older one. @default false */
  readonly isAlone?: boolean
}

/**
 * Verifies the ID Token of a refresh, and fetches the claims again that the configuration needs to decide roles.
 * @param tokens they stay valid if this function throws
 * @param original the claims of the ID Token of the sign-in
 * @param clock `now` gives the instant at which the ID Token arrived
 * @throws OidcError of the ID Token or UserInfo
 * @see OpenID Connect Core 1.0, section 12.2
 */
export async function refreshClaims(
  client: SignInClient,
  { accessToken, idToken, isAlone = false }: RefreshedTokens,
  original: OriginalIdToken,
  clock: SignInClock,
): Promise<RefreshedClaims> {
  const { sources } = await fetchClaims(client, { accessToken }, clock, (issuer, instant) =>
    verifyRefreshedIdToken(idToken, issuer, {
      ...{ ...instant, original },
      accessToken: isAlone ? undefined : accessToken,
    }),
  )
  return { accessToken, sources }
}

async function fetchClaims(
  client: SignInClient,
  { accessToken }: Pick<TokenAnswer, 'accessToken'>,
  { now, clockSkewSeconds }: SignInClock,
  verify: (
    issuer: TokenIssuer<SignInClient['config']>,
    instant: { readonly now: number; readonly clockSkewSeconds: number },
  ) => Promise<IdTokenClaims>,
): Promise<Pick<ExchangedCode, 'sources' | 'accessTokenFault'>> {
  // The clock is read after the answer, which may have taken seconds.
  const clock = { now: now(), clockSkewSeconds }
  const { id_token_signing_alg_values_supported: announced, userinfo_endpoint: userinfoEndpoint } =
    await client.metadata()
  const issuer = { provider: client.config, keys: client.keys, announced }
  const claims = await verify(issuer, clock)
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
