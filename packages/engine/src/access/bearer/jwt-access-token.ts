import {
  type AccessTokenProfile,
  type Claims,
  type Clock,
  isFutureInstant,
  isPastInstant,
  isSubject,
  OidcError,
  signingAlgorithms,
} from '@x/oidc-core'
import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import type { KeyFault } from '../../jwt/key-lookup.ts'
import type { ProviderClient } from '../../providers/provider-client.ts'
import { resolveIdTokenAlgorithms } from '../../jwt/id-token.ts'
import {
  type BrokenJwsRule,
  checkJwsHeader,
  isLooseJws,
  parseJws,
  parseJwsClaims,
  type UnverifiedJws,
  verifySignature,
} from '../../jwt/jws.ts'
import { type AcceptedBindings, hasReadableScopes, isAudience, isText, resolveBinding } from './claims.ts'
import {
  isAccessTokenType,
  isMarkedAsOther,
  isNamedAccess,
  isPlainAccessToken,
  isWorkloadToken,
} from './token-kind.ts'
import type { BearerPolicy } from './policy.ts'
import type { TokenSource } from './token-source.ts'

/** The expected values of an access token. */
export interface AccessTokenExpectations extends Clock {
  readonly issuer: string
  /** The token must name one of them. */
  readonly audiences: readonly string[]
  readonly profile: AccessTokenProfile
  /** The clients of sign-ins at the provider: their ID Tokens have them as their audience. */
  readonly clientIds: readonly string[]
  /** Whether introspection responses without `aud` are accepted. */
  readonly mayLackAudience: boolean
  readonly bindings: AcceptedBindings
}

/** The names of the rules, for the log; the tests name the requirement ids. */
export type AccessTokenRule =
  'typ' | 'kind' | 'iss' | 'aud' | 'exp' | 'nbf' | 'iat' | 'sub' | 'client_id' | 'jti' | 'scope' | 'cnf'

type Check = (claims: Claims, expected: AccessTokenExpectations) => boolean

const checks: readonly (readonly [AccessTokenRule, Check])[] = [
  ['iss', (claims, { issuer }) => claims['iss'] === issuer],
  ['aud', (claims, { audiences, profile }) => isAudience(claims, audiences, profile)],
  ['exp', ({ exp }, clock) => isFutureInstant(exp, clock)],
  ['nbf', (claims, clock) => !Object.hasOwn(claims, 'nbf') || isPastInstant(claims['nbf'], clock)],
  [
    'iat',
    (claims, expected) => isOptional(claims, 'iat', expected) || isPastInstant(claims['iat'], expected),
  ],
  ['sub', hasOwner],
  [
    'client_id',
    (claims, expected) => isOptional(claims, 'client_id', expected) || isText(claims['client_id']),
  ],
  ['jti', (claims, expected) => isOptional(claims, 'jti', expected) || isText(claims['jti'])],
  ['scope', hasReadableScopes],
  ['cnf', (claims, { bindings }) => resolveBinding(claims, bindings) !== undefined],
]

/**
 * Validates the header and claims of a JWT access token. Returns undefined, or the first rule that fails. It needs no key and may
 * run before the signature is verified, to save work. Without a verified signature a valid result proves nothing.
 * @see RFC 9068, section 4; RFC 8725, sections 3.9, 3.11 and 3.12
 */
export function validateAccessTokenClaims(
  header: Claims,
  claims: Claims,
  expected: AccessTokenExpectations,
): AccessTokenRule | undefined {
  const isTyped = isAccessTokenType(header['typ'])
  if (!isTyped && (expected.profile === 'rfc9068' || !isPlainType(header['typ']))) return 'typ'
  if (isTyped ? isMarkedAsOther({ claims: [claims] }) : !isUntypedAccessToken(claims, expected)) return 'kind'
  // With these providers an audience is the id of a client, and ID Tokens of that client have the same audience.
  if (expected.profile === 'plain_jwt_without_aud' && !isNamedAccess({ header, claims: [claims] }))
    return 'kind'
  return checks.find(([, holds]) => !holds(claims, expected))?.[0]
}

function isUntypedAccessToken(claims: Claims, { clientIds, profile }: AccessTokenExpectations): boolean {
  return profile === 'workload_jwt' ? isWorkloadToken(claims, clientIds) : isPlainAccessToken(claims)
}

function isPlainType(typ: unknown): boolean {
  return typ === undefined || (typeof typ === 'string' && /^(?:application\/)?jwt$/iu.test(typ))
}

/** May be absent if only RFC 9068 requires the claim. */
function isOptional(claims: Claims, name: string, { profile }: AccessTokenExpectations): boolean {
  return profile !== 'rfc9068' && !Object.hasOwn(claims, name)
}

/** A client's own token may have no `sub`; its `client_id` identifies the owner. */
function hasOwner(claims: Claims, expected: AccessTokenExpectations): boolean {
  return isOptional(claims, 'sub', expected) ? isText(claims['client_id']) : isSubject(claims['sub'])
}

/**
 * Verifies a JWT access token. Returns undefined for a valid token, or the rule that fails. The cheap rules come first, so that
 * most bad tokens cost neither a key look-up nor a signature check. The claims prove something only after all rules hold.
 * @throws OidcError when the provider's metadata or keys are not available; `token_unverifiable` when there may be a newer
 *   key that cannot be fetched now
 * @see RFC 9068, section 4; RFC 8725, section 3.1
 */
export function verifyBearerToken(
  jwt: UnverifiedJwt,
  expected: AccessTokenExpectations & { readonly signingAlgs: readonly string[] | undefined },
  client: ProviderClient,
): MaybePromise<BrokenJwsRule | AccessTokenRule | undefined> {
  const rule = checkJwsHeader(jwt.jws, signingAlgorithms)
  if (rule !== undefined) return rule
  return andThen(
    checkClaims(jwt, expected, client),
    (broken) => broken ?? verifyOrigin(jwt, expected.signingAlgs, client),
  )
}

/**
 * Validates the claims of an access token. A provider issues no ID Tokens of people if it has no sign-ins here and its metadata
 * has no endpoint for people, not even a malformed one. Its `plain_jwt` then needs no claim of the kind that only access tokens
 * have, because tokens of workloads do not have one.
 */
function checkClaims(
  { jws: { header }, claims }: UnverifiedJwt,
  expected: AccessTokenExpectations,
  { config, metadata }: ProviderClient,
): MaybePromise<AccessTokenRule | undefined> {
  const rule = validateAccessTokenClaims(header, claims, expected)
  if (rule !== 'kind' || expected.profile !== 'plain_jwt' || config.signIn) return rule
  const broken = validateAccessTokenClaims(header, claims, { ...expected, profile: 'workload_jwt' })
  if (broken !== undefined) return broken
  // Without discovery, the other endpoints are unknown. The metadata also say nothing about another issuer.
  if (config.metadata?.jwks_uri !== undefined || config.accessTokenIssuer !== config.issuerUrl) return rule
  return andThen(metadata(), (announced) =>
    endpointsForPeople.every((name) => announced[name] === undefined) ? undefined : rule,
  )
}

const endpointsForPeople = [
  'authorization_endpoint',
  'token_endpoint',
  'userinfo_endpoint',
  'end_session_endpoint',
] as const

function verifyOrigin(
  { jws, claims }: UnverifiedJwt,
  signingAlgs: readonly string[] | undefined,
  { config, keys, metadata }: ProviderClient,
): MaybePromise<BrokenJwsRule | undefined> {
  const algorithms =
    signingAlgs ??
    andThen(metadata(), (announced) =>
      resolveIdTokenAlgorithms(config, announced.id_token_signing_alg_values_supported),
    )
  return andThen(algorithms, (accepted) => {
    const broken = checkJwsHeader(jws, accepted)
    if (broken !== undefined) return broken
    const issuedAt = typeof claims['iat'] === 'number' ? claims['iat'] : undefined
    return andThen(verifySignature(jws, keys.for('bearer'), issuedAt), (fault) =>
      readFault(fault, config.providerId),
    )
  })
}

function readFault(fault: KeyFault | undefined, providerId: string): KeyFault['rule'] | undefined {
  if (fault?.retryAfterSeconds === undefined) return fault?.rule
  const { retryAfterSeconds } = fault
  const message = `An access token of provider ${providerId} names a key that cannot be fetched now.`
  throw new OidcError('token_unverifiable', message, {
    providerId,
    why: 'key_budget_empty',
    retryAfterSeconds,
  })
}

/** The provider that a token names. The token is not verified yet. */
export interface SourcedToken {
  readonly source: TokenSource
  /** Absent for a token that is not a JWS: the provider looks it up. */
  readonly jwt?: UnverifiedJwt
}

export interface UnverifiedJwt {
  readonly jws: UnverifiedJws
  /** Empty if the payload is not a Claims Set and the provider looks the token up. */
  readonly claims: Claims
}

/** Resolves the provider of a token by the issuer that it names, or returns the rule that refuses the token without a request. */
export function resolveTokenSource(
  { issuers, opaqueSource }: Pick<BearerPolicy, 'issuers' | 'opaqueSource'>,
  token: string,
): SourcedToken | 'grammar' | 'header' | 'payload' | 'iss' {
  const jws = parseJws(token)
  // A provider with a lax decoder would accept this spelling as the correct spelling of a token, whose claims are not checked
  // here.
  if (typeof jws === 'string')
    return opaqueSource === undefined || isLooseJws(token) ? jws : { source: opaqueSource }
  const claims = parseJwsClaims(jws)
  if (claims === undefined)
    return opaqueSource === undefined ? 'payload' : { source: opaqueSource, jwt: { jws, claims: {} } }
  if (opaqueSource !== undefined && !Object.hasOwn(claims, 'iss'))
    return { source: opaqueSource, jwt: { jws, claims } }
  const { iss } = claims
  const source = typeof iss === 'string' ? issuers.get(iss) : undefined
  return source === undefined ? 'iss' : { source, jwt: { jws, claims } }
}

/** The values in a token of an unknown issuer, for the log. */
export function peekToken(
  token: string,
): { readonly header: Claims; readonly claims: Claims; readonly source: undefined } | undefined {
  const jws = parseJws(token)
  const claims = typeof jws === 'string' ? undefined : parseJwsClaims(jws)
  return typeof jws === 'string' || claims === undefined
    ? undefined
    : { header: jws.header, claims, source: undefined }
}
