import type { AdmittedDecision, Claims } from '@x/oidc-core'
import type { BearerRefusal } from './bearer-refusal.ts'

/** What became of a token. It may be remembered: nothing in it belongs to one request. */
export type BearerVerdict = AcceptedToken | { readonly ok: false; readonly refusal: BearerRefusal }

export interface AcceptedToken {
  readonly ok: true
  readonly decision: AdmittedDecision
  /** Deeply frozen. */
  readonly claims: Claims
  /** NumericDate of the token's end, or of when it will be looked up again. */
  readonly expiresAt: number
}
