import type { DeniedDecision } from '@x/oidc-core'

/** Why a request is not let through. */
export interface BearerRefusal {
  readonly error: BearerError
  /** Which rule was broken, for the log; whoever sent the token is not told. */
  readonly rule: string
  /** Of somebody whose claims do not admit them. */
  readonly decision?: DeniedDecision
  /** To be used in the next proof (RFC 9449, section 9). */
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
  /** 503 may pass when it is tried again. */
  readonly status: 400 | 401 | 403 | 503
  readonly title: string
  /** Whether the challenge repeats the error: not to somebody who sent nothing (RFC 6750, section 3.1). */
  readonly isChallenged: boolean
}

/** Every refusal with its one status. */
export const bearerAnswers: Readonly<Record<BearerError, BearerAnswer>> = {
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
