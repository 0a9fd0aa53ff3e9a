import { createEngine } from '@x/oidc-engine'
import { createSealer } from '../../../packages/engine/src/crypto/seal.ts'
import type { SealedSession } from '../../../packages/engine/src/sessions/session-codec.ts'
import { email } from '../authenticated-get/person.ts'
import { buildSignInOptions, type SignInEnvironment } from '../servers/sign-in-options.ts'

/**
 * Makes the session cookies of other people from that of one who signed in for real: opened with the library's own sealer, with
 * other names in it, and sealed again. Signing in thousands of people takes too long to repeat for each start of a server.
 * @param cookie the `Cookie` header of the one who signed in
 * @returns a `Cookie` header for each address
 * @throws Error when the sealer does not open the session
 */
export async function mintSessions(
  env: SignInEnvironment,
  cookie: string,
  emails: readonly string[],
): Promise<readonly string[]> {
  const { config } = createEngine(buildSignInOptions(env))
  const sealer = createSealer(config.session.secret, { audience: config.baseUrl })
  const [name = '', sealed = ''] = cookie.split('; ')[0]?.split('=') ?? []
  const session = (await sealer.unseal('session', name, sealed)) as SealedSession | undefined
  if (session === undefined)
    throw new Error(`The cookie ${name} does not open, so no other session can be made of it.`)
  const cookies: string[] = []
  for (const [index, each] of emails.entries()) {
    const id = String(index).padStart(session.id.length, '0')
    const text = await sealer.seal('session', name, renameSession(session, id, each))
    cookies.push(`${name}=${text}`)
  }
  return cookies
}

/** Builds the same session of another person, equally long. */
export function renameSession(session: SealedSession, id: string, personEmail: string): SealedSession {
  const text = JSON.stringify(session).replaceAll(email, personEmail)
  return { ...(JSON.parse(text) as SealedSession), id }
}
