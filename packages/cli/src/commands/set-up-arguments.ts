import { randomBytes } from 'node:crypto'
import { readBaseUrl } from '../arguments/read-base-url.ts'
import { loadOptions } from '../configuration/load-options.ts'
import { type Surroundings, UsageError } from '../surroundings.ts'

/** The arguments that name a configuration, or a provider and a client in its place. */
export interface SetUpArguments {
  readonly config?: string
  readonly provider?: string
  readonly issuer?: string
  readonly clientId?: string
  readonly baseUrl?: string
  readonly scopes?: string
  /** The path of the redirect URI, in place of that of the configuration. */
  readonly callback?: string
}

const defaultBaseUrl = 'http://localhost:3000'

/** Gives the options of a configuration, or those that `--issuer` stands for. `--base-url` and `--callback` go before those of the configuration. */
export async function readOptions(given: SetUpArguments, surroundings: Surroundings): Promise<object> {
  const baseUrl = given.baseUrl === undefined ? undefined : readBaseUrl(given.baseUrl)
  const { callback } = given
  if (callback !== undefined && !callback.startsWith('/'))
    throw new UsageError('--callback is the path of the redirect URI below --base-url, such as /callback.')
  const options = (
    given.issuer === undefined
      ? await loadOptions(surroundings.folder, given.config)
      : await buildOptions(given, surroundings)
  ) as { readonly paths?: object }
  return {
    ...options,
    ...(baseUrl !== undefined && { baseUrl }),
    ...(callback !== undefined && { paths: { ...options.paths, callback } }),
  }
}

/** Builds options from the arguments `--issuer` and `--client-id`. They admit every person. */
async function buildOptions(given: SetUpArguments, surroundings: Surroundings): Promise<object> {
  if (given.clientId === undefined) throw new UsageError('--issuer needs --client-id beside it.')
  const clientSecret = await readSecret(surroundings)
  return {
    baseUrl: defaultBaseUrl,
    providers: [
      {
        providerId: given.provider ?? 'main',
        issuerUrl: given.issuer,
        clientId: given.clientId,
        ...(clientSecret !== '' && { clientSecret }),
        scopes: (given.scopes ?? 'openid profile').split(/[ ,]+/u),
      },
    ],
    security: { requiredRoles: [] },
    session: { secret: randomBytes(32).toString('hex') },
  }
}

/** The client's secret, of the environment or of the person. Empty: a public client. */
async function readSecret({ environment, isInteractive, askSecret }: Surroundings): Promise<string> {
  const set = environment['OIDC_CLIENT_SECRET']
  if (set !== undefined || !isInteractive) return set ?? ''
  const typed = await askSecret('Client secret (empty for a public client)')
  if (typed === undefined) throw new UsageError('Cancelled.')
  return typed
}
