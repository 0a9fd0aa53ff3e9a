import { assessSession, type SessionVerdict } from '@x/oidc-core'
import type { SessionPayload } from '../sealing/payload-schemas.ts'
import type { SessionContext } from './session-context.ts'

/** Whether a session may count at all: one that was ended, or whose provider is configured no more, does not. */
export function isSessionOurs(
  { config, names }: SessionContext,
  session: SessionPayload,
  cookies: ReadonlyMap<string, string>,
): boolean {
  if (cookies.get(names.ended) === session.id) return false
  const provider = config.providers.find(({ providerId }) => providerId === session.pid)
  return provider?.issuerUrl === session.iss
}

/** Judges whether a session lives at this moment. */
export function judgeSession({ config, ports }: SessionContext, session: SessionPayload): SessionVerdict {
  const instants = { createdAt: session.iat, expiresAt: session.exp, seenAt: session.seen }
  const { absoluteSeconds, idleSeconds } = config.session
  const { clockSkewSeconds } = config
  return assessSession(instants, { absoluteSeconds, idleSeconds, clockSkewSeconds }, ports.now())
}
