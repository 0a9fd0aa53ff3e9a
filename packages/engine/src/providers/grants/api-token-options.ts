import {
  checkOidcConfig,
  type ConfigIssue,
  defineOidcConfig,
  isLoopback,
  OidcError,
  type OidcOptions,
  type ProviderConfig,
  type ProviderOptions,
  renderIssues,
  takeOptions,
  withoutPrototype,
} from '@x/oidc-core'
import type { Ports } from '../../ports.ts'

/** What a script needs to get a token for an API. The keys of the provider mean what they mean in `providers[]`. */
export interface ApiTokenOptions extends Pick<
  ProviderOptions,
  | 'issuerUrl'
  | 'clientId'
  | 'clientSecret'
  | 'tokenEndpointAuthMethod'
  | 'useClientSecretAsCertificate'
  | 'metadataUrl'
  | 'allowInsecureIssuer'
> {
  /** The only origin that the token is sent to, e.g. `https://api.example.com`. */
  readonly apiOrigin: string
  /** Only these are asked for: `openid` is not added, since nobody signs in. */
  readonly scopes?: readonly string[]
  /** More parameters of the token request, e.g. `resource` (RFC 8707), or Auth0's `audience`. */
  readonly parameters?: Readonly<Record<string, string>>
  /** Makes every request, in place of the global `fetch`. */
  readonly fetch?: Ports['fetch']
}

export interface TokenClient {
  readonly provider: ProviderConfig
  readonly apiOrigin: string
  readonly scopes: readonly string[]
  /** Of the token request, `scope` among them. */
  readonly parameters: Readonly<Record<string, string>>
  readonly fetch: ApiTokenOptions['fetch']
  /** What `credentialKeys` name. */
  readonly credentials: Readonly<Record<string, string>>
}

const reserved = /^(?:grant_type|client_.*|scope|username|password|refresh_token|code|redirect_uri)$/u

const clientKeys = [
  'issuerUrl',
  'clientId',
  'clientSecret',
  'tokenEndpointAuthMethod',
  'useClientSecretAsCertificate',
  'metadataUrl',
  'allowInsecureIssuer',
]

const maxParameters = 100

/**
 * Copies what a script gives, checks the copy, and fills in the defaults.
 * @param credentialKeys more options, each a text that must be there
 * @throws OidcError `config_invalid` with every issue
 */
export function defineTokenClient(
  options: ApiTokenOptions,
  credentialKeys: readonly string[] = [],
): TokenClient {
  const known = [...clientKeys, 'apiOrigin', 'scopes', 'parameters', 'fetch', ...credentialKeys]
  const taken = takeOptions(options, known)
  const { apiOrigin, scopes = [], parameters = {}, fetch, ...others } = taken.values
  const whole = {
    baseUrl: 'https://script.invalid',
    providers: [{ ...pick(others, clientKeys), providerId: 'api', scopes }],
    session: { secret: 'there are no sessions in a script' },
  } as unknown as OidcOptions
  const issues = [
    ...checkOidcConfig(whole)
      .filter(({ severity }) => severity === 'error')
      // What a script gives stands at the top level, not in a list of providers.
      .map((issue): ConfigIssue => ({ ...issue, path: issue.path.slice(2) })),
    ...checkApiOrigin(apiOrigin, others['allowInsecureIssuer'] === true),
    ...taken.issues,
    ...checkParameters(parameters),
    ...(fetch === undefined || typeof fetch === 'function'
      ? []
      : [error(['fetch'], 'invalid_type', 'must be a function.')]),
    ...credentialKeys
      .filter((key) => typeof others[key] !== 'string' || others[key] === '')
      .map((key) => error([key], 'missing', 'has no value: is its environment variable set?')),
  ]
  if (issues.length > 0)
    throw new OidcError('config_invalid', renderIssues('The token cannot be requested:', issues), { issues })
  const [provider] = defineOidcConfig(whole).providers
  const wanted = [...new Set(scopes as readonly string[])]
  return {
    provider,
    apiOrigin: apiOrigin as string,
    scopes: scopes as readonly string[],
    parameters: withoutPrototype({
      ...(parameters as Readonly<Record<string, string>>),
      ...(wanted.length > 0 && { scope: wanted.join(' ') }),
    }),
    fetch: fetch as ApiTokenOptions['fetch'],
    credentials: pick(others, credentialKeys) as Readonly<Record<string, string>>,
  }
}

function error(path: readonly string[], code: string, message: string): ConfigIssue {
  return { severity: 'error', path, code, message }
}

function checkParameters(parameters: unknown): readonly ConfigIssue[] {
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters))
    return [error(['parameters'], 'invalid_type', 'must be an object whose values are strings.')]
  const entries: readonly [string, unknown][] = Object.entries(parameters)
  if (entries.length > maxParameters)
    return [error(['parameters'], 'out_of_range', `must be ${maxParameters} or fewer.`)]
  return entries.flatMap(([name, value]) => {
    if (reserved.test(name))
      return [error(['parameters', name], 'reserved', 'is ours and cannot be set here.')]
    if (typeof value === 'string' && value !== '') return []
    return [error(['parameters', name], 'missing', 'has no value: is its environment variable set?')]
  })
}

/** A key that is there without a value, such as a secret out of an empty variable, stays there: core names it. */
function pick(
  values: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(keys.filter((key) => Object.hasOwn(values, key)).map((key) => [key, values[key]]))
}

/** A token in the clear is anybody's (RFC 6750, section 5.3). */
function checkApiOrigin(apiOrigin: unknown, allowsInsecure: boolean): readonly ConfigIssue[] {
  const url = typeof apiOrigin === 'string' && URL.canParse(apiOrigin) ? new URL(apiOrigin) : undefined
  if (url === undefined || url.origin !== apiOrigin || !/^https?:$/u.test(url.protocol)) {
    return [error(['apiOrigin'], 'invalid_url', 'must be an origin, like https://api.example.com.')]
  }
  if (url.protocol === 'https:' || isLoopback(url.hostname) || allowsInsecure) return []
  return [error(['apiOrigin'], 'insecure_url', 'must use https, or http on this machine.')]
}
