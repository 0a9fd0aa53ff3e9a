import {
  type Claims,
  type IdTokenExpectations,
  maxJwsLength,
  OidcError,
  type ProviderConfig,
  type SignInProviderConfig,
  signingAlgorithms,
  validateIdToken,
} from '@x/oidc-core'
import { computeTokenHash } from '../crypto/hash.ts'
import { describeBrokenRule, describeUnverified } from './describe-id-token.ts'
import { buildKeyOutage, type KeySet } from './key-set.ts'
import { verifyJws } from './jws.ts'

/** The issuer of a token, and the keys and algorithms to verify it. */
export interface TokenIssuer<Config extends ProviderConfig = ProviderConfig> {
  readonly provider: Config
  readonly keys: KeySet
  /** The algorithms for ID Tokens that the provider's metadata lists. */
  readonly announced: readonly string[] | undefined
}

/** The claims of a verified ID Token. */
export type IdTokenClaims = Claims & { readonly sub: string }

/** The values of this sign-in that the ID Token must match. */
export type IdTokenContext = Pick<IdTokenExpectations, 'now' | 'clockSkewSeconds'> & {
  readonly nonce: string
  /** Undefined if the provider sent no access token. */
  readonly accessToken: string | undefined
}

/**
 * Verifies an ID Token. It always verifies the signature, in the code flow too.
 * @throws OidcError `id_token_invalid` with the rule that fails; `provider_unavailable` if keys cannot be fetched, also if the
 *   fetch budget is empty
 * @see OpenID Connect Core 1.0, section 3.1.3.7
 */
export async function verifyIdToken(
  token: string,
  issuer: TokenIssuer<SignInProviderConfig>,
  context: IdTokenContext,
): Promise<IdTokenClaims> {
  const { provider, keys, announced } = issuer
  const { providerId } = provider
  const refuse = (rule: string, what: string): OidcError =>
    new OidcError(
      'id_token_invalid',
      `The ID Token of provider ${providerId} fails the check ${rule}${what}.`,
      {
        providerId,
        rule,
      },
    )
  if (token.length > maxJwsLength)
    throw refuse('too_long', `: it has ${token.length} characters, and ${maxJwsLength} are read`)
  const algorithms = resolveIdTokenAlgorithms(provider, announced)
  const verified = await verifyJws(token, keys.for('id_token'), algorithms)
  const rule = verified.ok
    ? validateIdToken(verified.value.header, verified.value.claims, {
        issuer: provider.issuerUrl,
        clientId: provider.clientId,
        trustedAudiences: provider.trustedAudiences,
        nonce: provider.unsafe?.withoutNonce === true ? undefined : context.nonce,
        requiredAcrValues: provider.requiredAcrValues,
        now: context.now,
        clockSkewSeconds: context.clockSkewSeconds,
        maxAgeSeconds: parseMaxAge(provider.authorizationParams['max_age']),
        accessTokenHash:
          context.accessToken && (await computeTokenHash(context.accessToken, verified.value.alg)),
      })
    : verified.rule
  if (verified.ok && rule === undefined) return verified.value.claims as IdTokenClaims
  if (!verified.ok && verified.detail?.retryAfterSeconds !== undefined)
    throw buildKeyOutage(providerId, verified.detail.retryAfterSeconds)
  const what = verified.ok
    ? describeBrokenRule(String(rule), verified.value.claims, provider, context.now)
    : describeUnverified(token, verified.rule, algorithms)
  throw refuse(String(rule), what)
}

function parseMaxAge(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
}

/** The accepted algorithms of ID Tokens: ours, narrowed by the configuration, or else by the provider's metadata. */
export function resolveIdTokenAlgorithms(
  provider: ProviderConfig,
  announced: readonly string[] | undefined,
): readonly string[] {
  const accepted = provider.idTokenSigningAlgs ?? announced ?? ['RS256']
  return signingAlgorithms.filter((alg) => accepted.includes(alg))
}
