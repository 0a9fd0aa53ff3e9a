import { randomBytes } from 'node:crypto'
import { cleanText, decideAccess, explainAccess, isLoopback, type SignInProviderConfig } from '@x/oidc-core'
import pico from 'picocolors'
import { readBaseUrl } from '../arguments/read-base-url.ts'
import { readSeconds } from '../arguments/read-seconds.ts'
import { chooseProvider } from '../configuration/choose-provider.ts'
import { fetchUserInfo } from '../login/fetch-userinfo.ts'
import { findUnreadKeys } from '../login/find-unread-keys.ts'
import { createRecorder, readJwt, type Recorder } from '../login/record-claims.ts'
import { renderClaims, renderSuggestions } from '../login/render-claims.ts'
import { serveSignIn } from '../login/serve-sign-in.ts'
import { type ClaimsBySource, suggestRolesClaims } from '../login/suggest-roles-claims.ts'
import { writeJson } from '../output/escape-controls.ts'
import { type Surroundings, UsageError } from '../surroundings.ts'
import { readOptions, type SetUpArguments } from './set-up-arguments.ts'

/** What `oidc login` was called with. */
export interface LoginArguments extends SetUpArguments {
  readonly showTokens?: boolean
  /** False: the address is only printed. */
  readonly open: boolean
  readonly timeout: string
  readonly json?: boolean
}

/** Signs a person in through the browser, shows what the provider sent, and decides with a configuration if there is one. */
export async function runLogin(given: LoginArguments, surroundings: Surroundings): Promise<number> {
  const isGiven = given.issuer !== undefined
  const timeoutSeconds = readSeconds('--timeout', given.timeout)
  const { baseUrl: asked, ...others } = given
  // The address of a configuration belongs to its other options; only the browser comes back to another one.
  const options = await readOptions(isGiven ? given : others, surroundings)
  const chosen = chooseProvider(options, given.provider)
  const baseUrl = asked === undefined ? chosen.config.baseUrl : readBaseUrl(asked)
  // The command serves http.
  if (!baseUrl.startsWith('http:') || !isLoopback(new URL(baseUrl).hostname))
    throw new UsageError(
      `The browser cannot come back to ${baseUrl} here. Give --base-url http://localhost:3000, and register http://localhost:3000${chosen.config.paths.callback.replace('{providerId}', chosen.provider.providerId)} at the provider.`,
    )
  const { issuerTemplate, issuerUrl, providerId } = chosen.provider
  const recorder = createRecorder(surroundings.fetch, issuerTemplate ?? issuerUrl)
  const { afterLogout: _, ...paths } = chosen.config.paths
  const signIn = await serveSignIn({
    options: {
      baseUrl,
      // What was defined can be defined again.
      providers: [admitEveryone(chosen.provider)],
      paths,
      clockSkewSeconds: chosen.config.clockSkewSeconds,
      session: { secret: randomBytes(32).toString('hex') },
      fetch: recorder.fetch,
    },
    startPath: paths.authorization.replace('{providerId}', providerId),
    timeoutSeconds,
  })
  try {
    surroundings.writeError(`Sign in at ${signIn.address}\n`)
    if (given.open && surroundings.isInteractive) await surroundings.openBrowser(signIn.address)
    await signIn.done
  } finally {
    await signIn.close()
  }
  const claims = await collectClaims(recorder, chosen.provider, surroundings)
  const decision = isGiven || chosen.isDecidedByFunction ? undefined : decideAccess(chosen.provider, claims)
  if (chosen.isDecidedByFunction)
    surroundings.writeError(
      'There is no decision: security is a function, and the application alone calls it.\n',
    )
  const suggestions = suggestRolesClaims(claims)
  const found = decision?.trace.keys.map(({ key }) => key) ?? []
  const hints = decision === undefined ? [] : findUnreadKeys(chosen.provider, claims, found)
  const tokens = given.showTokens === true ? recorder.received() : undefined
  if (given.json === true)
    surroundings.write(`${writeJson({ claims, suggestions, decision, hints, tokens })}\n`)
  else
    surroundings.write(
      [
        renderClaims(claims, pico.createColors(surroundings.isInteractive)),
        renderSuggestions(suggestions),
        ...(decision === undefined ? [] : [[explainAccess(decision), ...hints].join('\n')]),
        ...Object.entries(tokens ?? {}).map(
          ([name, token]) => `${name}: ${cleanText(String(token), Infinity)}`,
        ),
      ].join('\n\n') + '\n',
    )
  return decision?.admitted === false ? 1 : 0
}

/** A provider whose sign-in fails for no reason of the application: it admits every person, by a name that each has, and needs no store. */
const admitEveryone = (provider: SignInProviderConfig) => ({
  ...provider,
  security: { requiredRoles: [] },
  nameClaim: 'sub',
  backChannelLogout: false,
  frontChannelLogout: false,
})

async function collectClaims(
  recorder: Recorder,
  provider: SignInProviderConfig,
  surroundings: Surroundings,
): Promise<ClaimsBySource> {
  const received = recorder.received()
  const idToken = readJwt(received?.idToken) ?? {}
  if (received?.accessToken === undefined) return { idToken }
  const accessToken = readJwt(received.accessToken)
  const { claims: userinfo, problem } = await fetchUserInfo(
    surroundings.fetch,
    provider,
    { ...recorder.metadata(), ...provider.metadata },
    { accessToken: received.accessToken, subject: idToken['sub'] },
  )
  if (problem !== undefined) surroundings.writeError(`UserInfo is not shown: ${problem}.\n`)
  return { idToken, ...(userinfo && { userinfo }), accessToken }
}
