import { pickSessionClaims, validateSession, type SessionResult, type Trace } from '@x/oidc-core'
import type { AdmittedDecision, OidcConfig, JsonObject, JsonValue } from '@x/oidc-core'
import { encodeBase64Url } from '../crypto/base64url.ts'
import type { Ports } from '../ports.ts'
import type { AdmittedSignIn } from './sign-in.ts'

/**
 * The data of a session. A `SessionStore` decides where it is stored. Every member is there, also where it is undefined: an absent
 * one would be read from a polluted `Object.prototype`.
 */
export interface Session {
  /** Random, new at every sign-in. */
  readonly id: string
  /** The provider of the sign-in, as the configuration names it. */
  readonly providerId: string
  /** The issuer of the provider. */
  readonly issuer: string
  /** The claim `sub`: it identifies the user at the issuer. */
  readonly subject: string
  /** The name for display. */
  readonly name: string
  /** The roles of the sign-in's decision. */
  readonly roles: readonly string[]
  /** The profile claims, and those of `session.keep.claims`. */
  readonly claims: JsonObject
  /** The trace of the decision, if `session.keep.trace` is set and it fitted. */
  readonly trace: JsonValue | undefined
  /** The provider's session, for its logout messages: the claim `sid`. */
  readonly providerSessionId: string | undefined
  /** NumericDate of the sign-in. */
  readonly createdAt: number
  /** NumericDate of the absolute end. */
  readonly expiresAt: number
  /** NumericDate from which the idle deadline counts. */
  readonly seenAt: number
}

/** The settings for the lifetimes of a session. */
interface Clock {
  readonly config: OidcConfig
  readonly ports: Pick<Ports, 'now' | 'random'>
}

/** Builds the session of an admitted person. It keeps the configured claims only. */
export function buildSession({ config, ports }: Clock, signIn: AdmittedSignIn): Session {
  const { absoluteSeconds, keep } = config.session
  const { decision, idToken, userinfo } = signIn
  const now = ports.now()
  const sid = idToken['sid']
  return {
    id: encodeBase64Url(ports.random(12)),
    providerId: signIn.providerId,
    issuer: decision.issuer,
    subject: decision.subject,
    name: decision.name,
    roles: decision.roles,
    claims: pickSessionClaims([idToken, userinfo ?? {}], keep.claims),
    trace: keep.trace ? (decision.trace as unknown as JsonValue) : undefined,
    providerSessionId: typeof sid === 'string' && sid !== '' ? sid : undefined,
    createdAt: now,
    expiresAt: now + absoluteSeconds,
    seenAt: now,
  }
}

/** Validates the absolute and idle lifetimes of a session against the current time. */
export function validateLifetimes({ config, ports }: Clock, session: Session): SessionResult {
  const { absoluteSeconds, idleSeconds } = config.session
  const { clockSkewSeconds } = config
  return validateSession(session, { absoluteSeconds, idleSeconds, clockSkewSeconds }, ports.now())
}

/** Returns the decision of a session's sign-in, if the session kept its trace. */
export function explainSession(session: Session | undefined): AdmittedDecision | undefined {
  if (session?.trace === undefined) return undefined
  const { issuer, subject, name, roles } = session
  // The session is sealed: only this library can have written the trace.
  return { admitted: true, name, subject, issuer, roles, trace: session.trace as unknown as Trace }
}
