import type { Claims, JsonObject } from '@x/oidc-core'
import type { EngineContext } from '../engine-context.ts'
import { engineContexts } from '../engine-contexts.ts'
import { isSignInProvider, type SignInProvider } from '../providers/provider.ts'
import { admit } from '../routes/callback/admit.ts'
import { createSession } from '../sessions/create-session.ts'
import type { SessionTokens } from '../sessions/session-tokens.ts'
import { decideTestPerson } from './decide-test-person.ts'
import { readTestPerson, type TestPerson, wrong } from './test-person.ts'

/** A session that a test created. */
export interface TestSession {
  /** The address of the application, whose hosts get the cookies. */
  readonly baseUrl: string
  /** The values of the `Set-Cookie` headers of the sign-in. */
  readonly setCookies: readonly string[]
}

/**
 * Creates a session of an engine as the end of a sign-in does, without a provider: it calls `onSignIn`, seals the session with
 * `session.secret`, and writes it to `session.store` if there is one. For tests.
 * @throws TypeError for a person whom a sign-in would not admit, a role that the configuration does not have, and an engine of another
 *   copy of this package
 */
export async function createTestSession(engine: object, given: TestPerson): Promise<TestSession> {
  const context = engineContexts.get(engine)
  if (context === undefined)
    throw wrong(
      'the value is no oidc of createOidc, or it comes from another copy of @x/oidc-engine. Install one version of all @x/oidc packages',
    )
  const person = readTestPerson(given)
  const provider = await loadProvider(context, person.providerId)
  const idToken = buildIdToken(provider, person)
  const { providerId } = provider.config
  const signIn = {
    ...{ providerId, idToken, returnTo: context.routes.home, switching: false },
    // A sign-out then sends no `id_token_hint`: its cookie is left out.
    rawIdToken: '',
    begunAt: context.ports.now(),
    tokens: buildTokens(context, person.accessToken),
    decision: await decideTestPerson(provider, person, idToken),
  }
  const admitted = await admit(context, signIn)
  if (!('extra' in admitted)) throw wrong(`onSignIn denied the person: ${JSON.stringify(admitted.why)}`)
  const setCookies = await createSession(context, admitted, new Map())
  const { logoutToken } = context.names
  return {
    baseUrl: context.config.baseUrl,
    setCookies: setCookies.filter((cookie) => !cookie.startsWith(`${logoutToken}=`)),
  }
}

async function loadProvider(
  { providers }: EngineContext,
  providerId: string | undefined,
): Promise<SignInProvider> {
  const listed = providers.listSignIn()
  const provider = providerId === undefined ? listed[0] : await providers.load(providerId)
  if (provider !== undefined && isSignInProvider(provider)) return provider
  const known = listed.map(({ config }) => JSON.stringify(config.providerId)).join(', ')
  throw wrong(
    providerId === undefined
      ? 'providerId is missing, expected that of a provider where people sign in'
      : `providerId is ${JSON.stringify(providerId)}, expected ${known || 'one that the function finds'}`,
  )
}

function buildIdToken({ config }: SignInProvider, { claims, name, subject = name }: TestPerson): Claims {
  const sub: JsonObject = subject === undefined ? {} : { sub: subject }
  return { iss: config.issuerUrl, ...claims, ...sub, ...(name === undefined ? {} : { name }) }
}

function buildTokens(
  { config, keepsTokens, ports }: EngineContext,
  accessToken: string | undefined,
): SessionTokens | undefined {
  if (accessToken === undefined) return undefined
  if (!keepsTokens)
    throw wrong('accessToken is given, and no session keeps tokens. Set session.keep: { tokens: true }')
  const lifetimeSeconds = config.session.absoluteSeconds
  return {
    ...{ accessToken, lifetimeSeconds, expiresAt: ports.now() + lifetimeSeconds },
    ...{ refreshToken: undefined, scopes: undefined, authTime: undefined, nonce: undefined },
    undecided: undefined,
  }
}
