import type { SessionTokens } from './session-tokens.ts'
import type { AdmittedDecision, Claims, Decision, DeniedDecision, JsonObject } from '@x/oidc-core'

/** The result of a sign-in at the provider. */
export interface SignIn<Outcome extends Decision = Decision> {
  readonly providerId: string
  readonly decision: Outcome
  readonly idToken: Claims
  readonly userinfo?: Claims | undefined
  /** The raw ID Token. */
  readonly rawIdToken: string
  /** The tokens that the session keeps; undefined if it keeps none. */
  readonly tokens: SessionTokens | undefined
  readonly returnTo: string
  /** NumericDate of the authorization request. */
  readonly begunAt: number
  /** The user asked for another account. */
  readonly switching: boolean
}

export interface AdmittedSignIn extends SignIn<AdmittedDecision> {
  /** The data that `onSignIn` adds to the session. */
  readonly extra: JsonObject | undefined
}

export interface DeniedSignIn extends SignIn<DeniedDecision> {
  /** The text that `onSignIn` gave for the page; undefined if the claims do not admit the person. */
  readonly why: string | undefined
}
