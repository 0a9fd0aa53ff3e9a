import { signingAlgorithms } from '@x/oidc-core'
import { retryAfterSeconds } from '../../http/error-response.ts'
import { buildProblem } from '../../http/problem.ts'
import { buildPrivateResponse } from '../../http/private-headers.ts'
import type { BearerPolicy } from './policy.ts'

/** The reason why a request is refused. */
export interface BearerRefusal {
  readonly error: BearerError
  /** The rule that failed, for the log. The response does not contain it. */
  readonly rule: string
  /** A hint for the log: what may be wrong in the configuration or at the provider. */
  readonly hint?: string
  /** The nonce for the client's next proof (RFC 9449, section 9). */
  readonly nonce?: string
}

/**
 * `anonymous` and `role_missing` as at every gate, the reasons to deny of a decision as `access_denied`, `too_many_proofs`
 * where a proof cannot be kept to refuse its replay, the rest as the specifications name them (RFC 6750, section 3.1; RFC 9470, section 3).
 */
export type BearerError =
  | 'anonymous'
  | 'invalid_request'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'insufficient_user_authentication'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'
  | 'too_many_proofs'
  | 'access_denied'
  | 'role_missing'

export interface BearerAnswer {
  /** Whether a retry may succeed (503). */
  readonly status: 400 | 401 | 403 | 503
  readonly title: string
  /** Whether the challenge contains the error: it does not if the request had no token (RFC 6750, section 3.1). */
  readonly isChallenged: boolean
}

/** The status and title of every refusal. */
const bearerAnswers: Readonly<Record<BearerError, BearerAnswer>> = {
  anonymous: { status: 401, title: 'An access token is needed', isChallenged: false },
  invalid_request: {
    status: 400,
    title: 'The authorization of this request is malformed',
    isChallenged: true,
  },
  invalid_token: { status: 401, title: 'The access token is not valid here', isChallenged: true },
  insufficient_scope: { status: 403, title: 'The access token lacks a scope', isChallenged: true },
  insufficient_user_authentication: {
    status: 401,
    title: 'A newer or stronger sign-in is needed',
    isChallenged: true,
  },
  invalid_dpop_proof: { status: 401, title: 'The DPoP proof is not valid here', isChallenged: true },
  use_dpop_nonce: { status: 401, title: 'The DPoP proof needs a nonce', isChallenged: true },
  too_many_proofs: { status: 503, title: 'Too many DPoP proofs are in use', isChallenged: false },
  access_denied: { status: 403, title: 'Access is denied', isChallenged: false },
  role_missing: { status: 403, title: 'A role is missing', isChallenged: false },
}

/**
 * Builds the challenge of a refusal. The quoted values come only from the configuration, which was checked.
 * @see RFC 6750, section 3; RFC 9728, section 5.1; RFC 9470, section 3
 */
export function buildChallenge(policy: BearerPolicy, error: BearerError, used: Scheme = 'bearer'): string {
  const schemes: readonly Scheme[] =
    policy.dpop === undefined ? ['bearer'] : policy.dpop === 'accepted' ? ['bearer', 'dpop'] : ['dpop']
  // The error belongs to the scheme that the client used, if the policy accepts that scheme.
  const blamed = schemes.includes(used) && !dpopErrors.includes(error) ? used : schemes.at(-1)
  return schemes.map((scheme) => buildOne(policy, error, scheme, scheme === blamed)).join(', ')
}

type Scheme = 'bearer' | 'dpop'

const dpopErrors: readonly BearerError[] = ['invalid_dpop_proof', 'use_dpop_nonce']

function buildOne(policy: BearerPolicy, error: BearerError, scheme: Scheme, isBlamed: boolean): string {
  const { acrValues, maxAgeSeconds, resource, scopes } = policy
  const isStepUp = isBlamed && error === 'insufficient_user_authentication'
  const answer = bearerAnswers[error]
  const parameters = [
    ...(answer.isChallenged && isBlamed ? [`error="${error}"`, `error_description="${answer.title}"`] : []),
    ...(scopes.length > 0 && error !== 'invalid_request' ? [`scope="${scopes.join(' ')}"`] : []),
    ...(isStepUp && acrValues !== undefined ? [`acr_values="${acrValues.join(' ')}"`] : []),
    ...(isStepUp && maxAgeSeconds !== undefined ? [`max_age="${maxAgeSeconds}"`] : []),
    ...(scheme === 'dpop' ? [`algs="${signingAlgorithms.join(' ')}"`] : []),
    ...(resource === undefined ? [] : [`resource_metadata="${resource.metadataUrl}"`]),
  ]
  return [scheme === 'dpop' ? 'DPoP' : 'Bearer', parameters.join(', ')]
    .filter((part) => part !== '')
    .join(' ')
}

/** Builds the response that refuses a request. Its format does not depend on `Accept`: it is for programs. */
export function buildRefusal(
  policy: BearerPolicy,
  error: BearerError,
  {
    scheme,
    nonce,
    reference,
  }: {
    readonly scheme?: 'bearer' | 'dpop'
    readonly nonce?: string | undefined
    /** The reference of the event about the refusal. */
    readonly reference: string | undefined
  },
): Response {
  const { status, title, isChallenged } = bearerAnswers[error]
  const headers: Record<string, string> =
    status === 401 || isChallenged ? { 'www-authenticate': buildChallenge(policy, error, scheme) } : {}
  if (nonce !== undefined) headers['dpop-nonce'] = nonce
  if (status === 503) headers['retry-after'] = String(retryAfterSeconds)
  return buildBearerResponse(
    buildProblem({ status, title, code: error, ...(reference !== undefined && { reference }) }, headers),
  )
}

/** Adds the headers of a response that depends on the token or the session of the caller. */
export function buildBearerResponse(response: Response, setCookies: readonly string[] = []): Response {
  const marked = buildPrivateResponse(response, setCookies)
  if (marked.status >= 200 && !/(?:^|,)\s*authorization\s*(?:,|$)/iu.test(marked.headers.get('vary') ?? ''))
    marked.headers.append('vary', 'Authorization')
  return marked
}
