import type { ClaimRef } from '../claims/claim-ref.ts'
import type { Claims } from '../claims/json.ts'
import { resolveClaim } from '../claims/resolve-claim.ts'
import type { TokenFormat } from './token-format.ts'

/**
 * Access tokens are JWTs. The ID Token tells who somebody is; UserInfo costs a request and is asked only where a rule
 * names it or a claim that a merged rule or the name needs is not in the ID Token, never to second-guess one that is.
 */
export const jwtFormat: TokenFormat = {
  planSignIn({ nameClaim, rolesClaims }, idToken) {
    return {
      fetchUserinfo:
        isMissing(idToken, nameClaim) ||
        rolesClaims.some(
          ({ from, path }) => from === 'userinfo' || (from === undefined && isMissing(idToken, path)),
        ),
      verifyAccessToken: rolesClaims.some(({ from }) => from === 'accessToken'),
    }
  },
}

function isMissing(claims: Claims, ref: ClaimRef): boolean {
  return resolveClaim(claims, ref).every((value) => value === null)
}
