import {
  type AccessTokenProblem,
  type Claims,
  resolveTokenTenant,
  signingAlgorithms,
  validateAccessToken,
} from '@x/oidc-core'
import { buildKeyOutage } from './key-set.ts'
import { checkJwsHeader, isJwe, parseJws, parseJwsClaims, verifySignature } from './jws.ts'
import { findForeignKey } from './key-issuer.ts'
import type { TokenIssuer } from './id-token.ts'

/** The claims of a verified access token, or the reason why it cannot be verified. */
export type VerifiedAccessToken =
  | { readonly claims: Claims; readonly problem?: undefined; readonly why?: undefined }
  | {
      readonly claims?: undefined
      readonly problem: AccessTokenProblem
      /** A clause for the log, with the value of the token and the expected value. */
      readonly why: string
    }

export interface AccessTokenContext {
  readonly now: number
  readonly clockSkewSeconds: number
  /** Whether newer keys are fetched if no known key fits. */
  readonly fetchNewerKeys: boolean
}

/**
 * Verifies the access token of a sign-in as a JWT of the provider, so that rules may read its claims. It came directly
 * from the token endpoint and is for another API, so its audience is not checked. Its claims are checked first, so that the
 * token of another issuer costs no fetch of keys.
 * @throws OidcError `provider_unavailable`, `provider_response_invalid` when newer keys cannot be fetched, also if the budget for fetches is used up
 */
export async function verifyAccessToken(
  token: string,
  { provider, keys }: Pick<TokenIssuer, 'provider' | 'keys'>,
  { fetchNewerKeys, ...clock }: AccessTokenContext,
): Promise<VerifiedAccessToken> {
  const jws = parseJws(token)
  if (typeof jws === 'string')
    return isJwe(token)
      ? { problem: 'encrypted', why: 'it is a JWE' }
      : { problem: 'not_a_jwt', why: 'it is not a signed JWT' }
  const { alg, kid } = jws
  const broken = checkJwsHeader(jws, signingAlgorithms)
  if (broken === 'alg')
    return { problem: 'algorithm', why: `its alg is ${show(alg)}, expected ${signingAlgorithms.join(', ')}` }
  if (broken === 'crit') return { problem: 'extension', why: 'its header has crit, which is not supported' }
  const claims = parseJwsClaims(jws)
  if (claims === undefined)
    return { problem: 'not_a_jwt', why: 'its payload is not a JSON object of distinct members' }

  const own = resolveTokenTenant(provider, claims)
  if (own === undefined)
    return { problem: 'issuer', why: `its tid is ${show(claims['tid'])}, expected the id of a tenant` }
  const issuer = own.accessTokenIssuer
  const rule = validateAccessToken(claims, { issuer, ...clock })
  if (rule !== undefined) return describeBrokenClaim(rule, claims, { issuer, now: clock.now })
  const fault = await verifySignature(jws, fetchNewerKeys ? keys.for('access_token') : keys.known)
  if (fault === undefined)
    return (await findForeignKey(own, keys, jws.header)) === undefined
      ? { claims }
      : { problem: 'signature', why: `the key of kid ${show(kid)} is that of another issuer` }
  const { providerId } = provider
  // An outage does not prove that the token is wrong, so a person must not lose roles because of it.
  if (fault.retryAfterSeconds !== undefined) throw buildKeyOutage(providerId, fault.retryAfterSeconds)
  return fault.rule === 'key'
    ? {
        problem: 'unknown_key',
        why: `the provider publishes no usable key of kid ${show(kid)} for ${alg}`,
      }
    : {
        problem: 'signature',
        why: `no published key of kid ${show(kid)} verifies its signature`,
      }
}

function describeBrokenClaim(
  rule: 'iss' | 'exp' | 'nbf',
  { exp, iss, nbf }: Claims,
  { issuer, now }: { readonly issuer: string; readonly now: number },
): VerifiedAccessToken {
  switch (rule) {
    case 'iss':
      return { problem: 'issuer', why: `its iss is ${show(iss)}, expected ${show(issuer)}` }
    case 'exp':
      return { problem: 'expired', why: `its exp is ${show(exp)}, and it is ${now} now` }
    case 'nbf':
      return { problem: 'not_yet_valid', why: `its nbf is ${show(nbf)}, and it is ${now} now` }
  }
}

/** Renders a value of a token for the log. The value may be any JSON, or absent. */
function show(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value).slice(0, 200)
}
