import { OidcError, signingAlgorithms } from '@x/oidc-core'
import type { ProviderClient } from '../provider/create-provider-client.ts'
import { resolveIdTokenAlgorithms } from '../tokens/resolve-id-token-algorithms.ts'
import { checkJwsHeader, verifySignature, type BrokenJwsRule } from '../tokens/verify-jws.ts'
import { assessBearerClaims, type BearerExpectations, type BearerRule } from './assess-bearer-claims.ts'
import type { UnverifiedJwt } from './resolve-token-source.ts'

/**
 * Verifies a JWT access token: undefined for a good one, or the rule that it breaks. The cheap rules come first, so that
 * most bad tokens cost neither a look at the keys nor a signature; the claims prove something once all hold.
 * @throws OidcError when the provider's metadata or keys cannot be had; `token_unverifiable` when there may be a newer key
 *   that cannot be looked for now
 * @see RFC 9068, section 4; RFC 8725, section 3.1
 */
export async function verifyBearerToken(
  { jws, claims }: UnverifiedJwt,
  expected: BearerExpectations & { readonly signingAlgs: readonly string[] | undefined },
  { config, keys, metadata }: ProviderClient,
): Promise<BrokenJwsRule | BearerRule | undefined> {
  const rule = checkJwsHeader(jws, signingAlgorithms) ?? assessBearerClaims(jws.header, claims, expected)
  if (rule !== undefined) return rule
  const algorithms =
    expected.signingAlgs ??
    resolveIdTokenAlgorithms(config, (await metadata()).id_token_signing_alg_values_supported)
  const broken = checkJwsHeader(jws, algorithms)
  if (broken !== undefined) return broken
  const issuedAt = typeof claims['iat'] === 'number' ? claims['iat'] : undefined
  const fault = await verifySignature(jws, keys.for('bearer'), issuedAt)
  if (fault?.retryAfterSeconds === undefined) return fault?.rule
  const { providerId } = config
  const { retryAfterSeconds } = fault
  const message = `An access token of provider ${providerId} names a key that cannot be looked for now.`
  throw new OidcError('token_unverifiable', message, {
    providerId,
    why: 'key_budget_empty',
    retryAfterSeconds,
  })
}
