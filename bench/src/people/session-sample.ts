import { createEngine, type HttpRequest } from '@x/oidc-engine'
import { createSealer } from '../../../packages/engine/src/crypto/seal.ts'
import { encodeSession, type SealedSession } from '../../../packages/engine/src/sessions/session-codec.ts'
import { clientSecret, email, sessionSecret } from '../authenticated-get/person.ts'
import { buildSignInOptions } from '../servers/sign-in-options.ts'
import { listEmails } from './people.ts'

/** Our servers' environment where no server runs. */
export const offlineEnvironment = {
  BASE_URL: 'https://app.example.com',
  ISSUER_URL: 'https://id.example.com',
  CLIENT_ID: 'client',
  CLIENT_SECRET: clientSecret,
  SESSION_SECRET: sessionSecret,
}

/** What a sign-in keeps of a person of the benchmark. */
export function buildSealedSession(personEmail: string = email): SealedSession {
  const now = Math.floor(Date.now() / 1000)
  return encodeSession({
    id: Buffer.from(crypto.getRandomValues(new Uint8Array(12))).toString('base64url'),
    providerId: 'provider',
    issuer: offlineEnvironment.ISSUER_URL,
    subject: personEmail,
    name: personEmail,
    roles: ['ROLE_USER', 'ROLE_ADMIN'],
    claims: { email: personEmail, email_verified: true, name: 'Ada Example' },
    trace: undefined,
    providerSessionId: undefined,
    createdAt: now,
    expiresAt: now + 8 * 3600,
    seenAt: now,
    rolesAt: now,
    roleKeys: undefined,
    defaultsWithheld: false,
    mapping: undefined,
    extra: undefined,
    isAdmittedByHook: false,
    generation: 0,
    tokens: undefined,
  })
}

/** Seals a session for each of so many people, without a provider and without a server. */
export async function sealSessions(count: number): Promise<readonly string[]> {
  const { config } = createEngine(buildSignInOptions(offlineEnvironment))
  const name = `__Host-${config.session.cookieName}`
  const sealer = createSealer(config.session.secret, { audience: config.baseUrl })
  const cookies: string[] = []
  for (const each of listEmails(count))
    cookies.push(`${name}=${await sealer.seal('session', name, buildSealedSession(each))}`)
  return cookies
}

/** A request with one header. */
export function requestWith(name: string, value: string): HttpRequest {
  return { method: 'GET', url: '/', header: (asked) => (asked === name ? value : undefined) }
}
