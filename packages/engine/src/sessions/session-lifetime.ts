import { type SessionResult, validateSession } from '@x/oidc-core'
import type { SessionPayload } from '../crypto/sealed-payloads.ts'
import type { SessionContext } from './session-context.ts'

/** Whether a session may count at all: one that was ended, or whose provider is configured no more, does not. */
export function isSessionOurs(
  { names, providers }: SessionContext,
  session: SessionPayload,
  cookies: ReadonlyMap<string, string>,
): boolean {
  if (cookies.get(names.ended) === session.id) return false
  return providers.find(session.pid)?.config.issuerUrl === session.iss
}

/** Judges whether a session lives at this moment. */
export function validateSessionLifetime(
  { config, ports }: SessionContext,
  session: SessionPayload,
): SessionResult {
  const instants = { createdAt: session.iat, expiresAt: session.exp, seenAt: session.seen }
  const { absoluteSeconds, idleSeconds } = config.session
  const { clockSkewSeconds } = config
  return validateSession(instants, { absoluteSeconds, idleSeconds, clockSkewSeconds }, ports.now())
}
