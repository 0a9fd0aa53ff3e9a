import type { Claims } from '../claims/json.ts'
import type { ProviderConfig } from '../config/oidc-config.ts'
import { type ClaimRef, listNameClaims, type NameClaim } from '../claims/claim-path.ts'
import { selectClaim } from '../claims/select-claim.ts'
import { resolveName } from './resolve-name.ts'

/** The data that a sign-in has to fetch and verify, besides the ID Token, before roles can be decided. */
export interface SignInPlan {
  /**
   * Fetch UserInfo (OpenID Connect Core 1.0, section 5.3). `if_offered`: only for a better name, so the sign-in also succeeds if
   * the provider has no UserInfo or gave no access token.
   */
  readonly fetchUserinfo: boolean | 'if_offered'
  /** Verify the access token as a JWT of the provider, so that its claims may be read. */
  readonly verifyAccessToken: boolean
  /** Whether newer keys are fetched for an unknown key: only if a rule reads the access token. */
  readonly fetchNewerKeys: boolean
}

/** The strategy for a format of access tokens: core plans, the engine executes. */
export interface TokenFormat {
  /** Plans which data a sign-in has to fetch. */
  readonly planSignIn: (provider: ProviderConfig, idToken: Claims) => SignInPlan
}

/**
 * Access tokens are JWTs. The ID Token has the identity. UserInfo costs a request and is fetched only if a rule names it, or if a
 * claim that a merged rule or the name needs is not in the ID Token. UserInfo never overrides a claim of the ID Token. The access
 * token is also verified if a merged rule finds no key, so that the explanation can say that the claim is there. That costs no
 * request.
 */
const jwtFormat: TokenFormat = {
  planSignIn({ nameClaim, rolesClaims }, idToken) {
    const lacksRoles = rolesClaims.some(({ from, path }) => from === undefined && isMissing(idToken, path))
    const readsAccessToken = rolesClaims.some(({ from }) => from === 'accessToken')
    return {
      fetchUserinfo:
        lacksRoles || rolesClaims.some(({ from }) => from === 'userinfo') || planName(nameClaim, idToken),
      verifyAccessToken: lacksRoles || readsAccessToken,
      fetchNewerKeys: readsAccessToken,
    }
  },
}

/**
 * UserInfo can give a better name if a preferred claim is missing in the ID Token. A claim in the ID Token counts before
 * UserInfo.
 */
function planName(nameClaim: NameClaim, idToken: Claims): SignInPlan['fetchUserinfo'] {
  const claims = listNameClaims(nameClaim)
  const given = resolveName([idToken], nameClaim)
  if (given === undefined) return claims.some((claim) => isMissing(idToken, claim))
  const better = claims.slice(0, claims.indexOf(given.nameClaim))
  return better.some((claim) => isMissing(idToken, claim)) && 'if_offered'
}

function isMissing(claims: Claims, ref: ClaimRef): boolean {
  return !selectClaim([claims], ref).present
}

/** Access tokens are opaque: the person's claims come from the provider's UserInfo endpoint. */
const opaqueFormat: TokenFormat = {
  planSignIn: () => ({ fetchUserinfo: true, verifyAccessToken: false, fetchNewerKeys: false }),
}

/** Every format that `accessTokenFormat` can name. A new format is one file and one line here. */
const formats: Readonly<Record<ProviderConfig['accessTokenFormat'], TokenFormat>> = {
  jwt: jwtFormat,
  opaque: opaqueFormat,
}

/** Plans a sign-in at this provider. */
export function planSignIn(provider: ProviderConfig, idToken: Claims): SignInPlan {
  return formats[provider.accessTokenFormat].planSignIn(provider, idToken)
}
