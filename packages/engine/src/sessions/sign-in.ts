import type { AdmittedDecision, Claims, Decision, DeniedDecision } from '@x/oidc-core'

/** What a sign-in found out about somebody. */
export interface SignIn<Outcome extends Decision = Decision> {
  readonly providerId: string
  readonly decision: Outcome
  readonly idToken: Claims
  readonly userinfo?: Claims | undefined
  /** The ID Token as it came. */
  readonly rawIdToken: string
  readonly returnTo: string
  /** The user had asked for another account. */
  readonly switching: boolean
}

export type AdmittedSignIn = SignIn<AdmittedDecision>
export type DeniedSignIn = SignIn<DeniedDecision>
