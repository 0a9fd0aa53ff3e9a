import {
  pickProfileClaims,
  type AdmittedDecision,
  type Claims,
  type JsonValue,
  type OidcConfig,
} from '@x/oidc-core'
import type { SessionPayload } from '../sealing/payload-schemas.ts'

/** What a sign-in found out about somebody. */
export interface SignIn {
  readonly providerId: string
  readonly decision: AdmittedDecision
  readonly idToken: Claims
  readonly userinfo?: Claims
}

/** Builds the session of somebody who is admitted. Of the claims it keeps what is asked for and no more. */
export function buildSession(signIn: SignIn, { session }: OidcConfig, now: number): SessionPayload {
  const { decision, idToken, userinfo } = signIn
  const claims = { ...userinfo, ...idToken }
  const sid = idToken['sid']
  return {
    v: 1,
    pid: signIn.providerId,
    iss: decision.issuer,
    sub: decision.subject,
    name: decision.name,
    roles: decision.roles,
    claims: session.keep.includes('claims') ? claims : pickProfileClaims(claims),
    ...(session.keep.includes('trace') ? { trace: decision.trace as unknown as JsonValue } : {}),
    ...(typeof sid === 'string' && sid !== '' ? { sid } : {}),
    iat: now,
    exp: now + session.absoluteSeconds,
    seen: now,
  }
}
