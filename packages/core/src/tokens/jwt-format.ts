import type { ClaimRef } from '../claims/claim-ref.ts'
import type { Claims } from '../claims/json.ts'
import { selectClaim } from '../claims/select-claim.ts'
import type { TokenFormat } from './token-format.ts'

/**
 * Access tokens are JWTs. The ID Token tells who somebody is; UserInfo costs a request and is asked only where a rule
 * names it or a claim that a merged rule or the name needs is not in the ID Token, never to second-guess one that is.
 * The access token is also verified where a merged rule finds nothing, so that the explanation can say that the claim is
 * there; that costs no request.
 */
export const jwtFormat: TokenFormat = {
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
