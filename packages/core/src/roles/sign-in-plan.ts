import type { Claims } from '../claims/json.ts'
import type { ProviderConfig } from '../config/oidc-config.ts'
import type { ClaimRef } from '../claims/claim-path.ts'
import { selectClaim } from '../claims/resolve-claim.ts'

/** What has to be fetched and checked at a sign-in, beyond the ID Token, before roles can be decided. */
export interface SignInPlan {
  /** Ask the UserInfo endpoint (OpenID Connect Core 1.0, section 5.3). */
  readonly fetchUserinfo: boolean
  /** Verify the access token as a JWT of the provider, so that its claims may be read. */
  readonly verifyAccessToken: boolean
  /** Whether a key that is not known is worth a request for newer ones: where a rule reads the access token. */
  readonly fetchNewerKeys: boolean
}

/** A format of access tokens as a strategy: it plans, the engine carries out. */
export interface TokenFormat {
  readonly planSignIn: (provider: ProviderConfig, idToken: Claims) => SignInPlan
}

/**
 * Access tokens are JWTs. The ID Token tells who somebody is; UserInfo costs a request and is asked only where a rule
 * names it or a claim that a merged rule or the name needs is not in the ID Token, never to second-guess one that is.
 * The access token is also verified where a merged rule finds nothing, so that the explanation can say that the claim is
 * there; that costs no request.
 */
const jwtFormat: TokenFormat = {
  planSignIn({ nameClaim, rolesClaims }, idToken) {
    const lacksRoles = rolesClaims.some(({ from, path }) => from === undefined && isMissing(idToken, path))
    const readsAccessToken = rolesClaims.some(({ from }) => from === 'accessToken')
    return {
      fetchUserinfo:
        lacksRoles || isMissing(idToken, nameClaim) || rolesClaims.some(({ from }) => from === 'userinfo'),
      verifyAccessToken: lacksRoles || readsAccessToken,
      fetchNewerKeys: readsAccessToken,
    }
  },
}

function isMissing(claims: Claims, ref: ClaimRef): boolean {
  return !selectClaim([claims], ref).present
}

/** Access tokens mean nothing to anyone but the provider: the person's details come from its UserInfo endpoint. */
const opaqueFormat: TokenFormat = {
  planSignIn: () => ({ fetchUserinfo: true, verifyAccessToken: false, fetchNewerKeys: false }),
}

/** Every format that `accessTokenFormat` can name. A new one is a file and a line here. */
const formats: Readonly<Record<ProviderConfig['accessTokenFormat'], TokenFormat>> = {
  jwt: jwtFormat,
  opaque: opaqueFormat,
}

/** Plans what a sign-in at this provider needs. */
export function planSignIn(provider: ProviderConfig, idToken: Claims): SignInPlan {
  return formats[provider.accessTokenFormat].planSignIn(provider, idToken)
}
