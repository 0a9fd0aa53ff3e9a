import {
  type BrokenIdTokenRule,
  type Claims,
  type Clock,
  type IdTokenExpectations,
  maxJwsLength,
  OidcError,
  type OriginalIdToken,
  type ProviderConfig,
  type SignInProviderConfig,
  signingAlgorithms,
  resolveTokenTenant,
  validateIdToken,
  validateRefreshedIdToken,
} from '@x/oidc-core'
import { computeTokenHash } from '../crypto/hash.ts'
import { describeBrokenRule, describeOriginal, describeUnverified } from './describe-id-token.ts'
import { buildKeyOutage, type KeySet } from './key-set.ts'
import { findForeignKey } from './key-issuer.ts'
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

/** The clock, and the access token of the same response. */
interface TokenContext extends Clock {
  /** Undefined if the provider sent no access token. */
  readonly accessToken: string | undefined
}

/** The values of this sign-in that the ID Token must match. */
export interface IdTokenContext extends TokenContext {
  readonly nonce: string
}

/** The values of the sign-in that a refreshed ID Token must match. */
export interface RefreshedIdTokenContext extends TokenContext {
  readonly original: OriginalIdToken
}

/** The expected values that every ID Token of a provider has. */
type CommonExpectations = Omit<IdTokenExpectations, 'nonce' | 'maxAgeSeconds'>

/**
 * Verifies an ID Token of a sign-in. It always verifies the signature, in the code flow too.
 * @throws OidcError `id_token_invalid` with the rule that fails; `provider_unavailable` if keys cannot be fetched, also if the
 *   fetch budget is empty
 * @see OpenID Connect Core 1.0, section 3.1.3.7
 */
export function verifyIdToken(
  token: string,
  issuer: TokenIssuer<SignInProviderConfig>,
  context: IdTokenContext,
): Promise<IdTokenClaims> {
  const { authorizationParams, unsafe } = issuer.provider
  return verify(token, issuer, context, (header, claims, common) =>
    validateIdToken(header, claims, {
      ...common,
      nonce: unsafe?.withoutNonce === true ? undefined : context.nonce,
      maxAgeSeconds: parseMaxAge(authorizationParams['max_age']),
    }),
  )
}

/**
 * Verifies an ID Token that came with refreshed tokens: its signature, and that it is about the same sign-in.
 * @throws OidcError as `verifyIdToken`
 * @see OpenID Connect Core 1.0, section 12.2
 */
export function verifyRefreshedIdToken(
  token: string,
  issuer: TokenIssuer<SignInProviderConfig>,
  { original, ...context }: RefreshedIdTokenContext,
): Promise<IdTokenClaims> {
  return verify(
    token,
    issuer,
    context,
    (header, claims, common) => validateRefreshedIdToken(header, claims, { ...common, original }),
    describeOriginal(original),
  )
}

/** @param described the expected values for the log, by rule, where they differ from those of a sign-in */
async function verify(
  token: string,
  { provider, keys, announced }: TokenIssuer<SignInProviderConfig>,
  { accessToken, now, clockSkewSeconds }: TokenContext,
  validate: (header: Claims, claims: Claims, common: CommonExpectations) => BrokenIdTokenRule,
  described: Readonly<Record<string, string>> = {},
): Promise<IdTokenClaims> {
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
  const own = verified.ok ? resolveTokenTenant(provider, verified.value.claims) : provider
  const rule = !verified.ok
    ? verified.rule
    : own === undefined
      ? 'tid'
      : (validate(verified.value.header, verified.value.claims, {
          issuer: own.issuerUrl,
          clientId: provider.clientId,
          trustedAudiences: provider.trustedAudiences,
          requiredAcrValues: provider.requiredAcrValues,
          now,
          clockSkewSeconds,
          accessTokenHash: accessToken && (await computeTokenHash(accessToken, verified.value.alg)),
        }) ?? (await findForeignKey(own, keys, verified.value.header)))
  if (verified.ok && rule === undefined) return verified.value.claims as IdTokenClaims
  if (!verified.ok && verified.detail?.retryAfterSeconds !== undefined)
    throw buildKeyOutage(providerId, verified.detail.retryAfterSeconds)
  const what = verified.ok
    ? describeBrokenRule(String(rule), verified.value.claims, own ?? provider, { now, described })
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
