import type { AdmittedDecision, Claims } from '@x/oidc-core'
import type { RoleReading } from '../session/auth.ts'
import type { BearerRefusal } from './bearer-refusal.ts'
import type { TokenBinding } from './resolve-binding.ts'

/** What became of a token. It may be remembered: nothing in it belongs to one request. */
export type BearerVerdict = AcceptedToken | RefusedToken

interface JudgedToken {
  /** What whoever sends it must prove first. */
  readonly binding?: TokenBinding
  /** Of a token that is bound to a key. */
  readonly account?: ProofAccount
}

/** To whom the room that the DPoP proofs of a token take is charged. */
export interface ProofAccount {
  readonly providerId: string
  /** The key of the token and the subject that it is about, of a fixed size. */
  readonly owners: readonly string[]
}

export interface RefusedToken extends JudgedToken {
  readonly ok: false
  readonly refusal: BearerRefusal
}

export interface AcceptedToken extends JudgedToken {
  readonly ok: true
  readonly decision: AdmittedDecision
  /** Of the roles of the decision, for every request that sends the token. */
  readonly reading: RoleReading<string>
  /** Deeply frozen. */
  readonly claims: Claims
  /** NumericDate of the token's end, or of when it will be looked up again. */
  readonly expiresAt: number
}
