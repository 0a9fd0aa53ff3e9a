import { checkOidcConfig, defineOidcConfig, OidcError, type ConfigIssue } from '@x/oidc-core'
import type { ProviderConfig, ProviderOptions } from '@x/oidc-core'
import type { Ports } from '../ports.ts'

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
  /** Of the token request, `scope` among them. */
  readonly parameters: Readonly<Record<string, string>>
}

const reserved = /^(?:grant_type|client_.*|scope|username|password|refresh_token|code|redirect_uri)$/u

/**
 * Checks what a script gives, and fills in the defaults.
 * @throws OidcError `config_invalid` with every issue
 */
export function defineTokenClient(options: ApiTokenOptions, more: readonly ConfigIssue[]): TokenClient {
  const { apiOrigin, scopes = [], parameters = {}, fetch: _fetch, ...client } = options
  const known = [...clientKeys, 'apiOrigin', 'scopes', 'parameters', 'fetch']
  const whole = {
    baseUrl: 'https://script.invalid',
    providers: [{ ...pickClient(client), providerId: 'api', scopes }],
    session: { secret: 'there are no sessions in a script' },
  }
  const issues = [
    ...checkOidcConfig(whole)
      .filter(({ severity }) => severity === 'error')
      // What a script gives stands at the top level, not in a list of providers.
      .map((issue): ConfigIssue => ({ ...issue, path: issue.path.slice(2) })),
    ...checkApiOrigin(apiOrigin, options.allowInsecureIssuer === true),
    ...Object.keys(options)
      .filter((name) => !known.includes(name))
      .map((name) => error([name], 'unknown_key', `is unknown. The keys are ${known.join(', ')}.`)),
    ...checkParameters(parameters),
    ...more,
  ]
  if (issues.length > 0) {
    const lines = issues.map(({ path, message }) => `${path.join('.')} ${message}`)
    throw new OidcError('config_invalid', ['The token cannot be requested:', ...lines].join('\n- '), {
      issues,
    })
  }
  const [provider] = defineOidcConfig(whole).providers
  const scope = [...new Set(scopes)].join(' ')
  return { provider, apiOrigin, parameters: { ...parameters, ...(scope !== '' && { scope }) } }
}

export function error(path: readonly string[], code: string, message: string): ConfigIssue {
  return { severity: 'error', path, code, message }
}

function checkParameters(parameters: Readonly<Record<string, unknown>>): readonly ConfigIssue[] {
  return Object.entries(parameters).flatMap(([name, value]) => {
    if (reserved.test(name))
      return [error(['parameters', name], 'reserved', 'is ours and cannot be set here.')]
    if (typeof value === 'string' && value !== '') return []
    return [error(['parameters', name], 'missing', 'has no value: is its environment variable set?')]
  })
}

const clientKeys = [
  'issuerUrl',
  'clientId',
  'clientSecret',
  'tokenEndpointAuthMethod',
  'useClientSecretAsCertificate',
  'metadataUrl',
  'allowInsecureIssuer',
]

/** Without what only the grant needs: core would not know it. */
function pickClient(options: Record<string, unknown>): Pick<ApiTokenOptions, 'issuerUrl' | 'clientId'> {
  // A key that is there without a value, such as a secret out of an empty variable, stays there: core names it.
  const entries = clientKeys.filter((key) => Object.hasOwn(options, key)).map((key) => [key, options[key]])
  return Object.fromEntries(entries) as Pick<ApiTokenOptions, 'issuerUrl' | 'clientId'>
}

/** A token in the clear is anybody's (RFC 6750, section 5.3). */
function checkApiOrigin(apiOrigin: unknown, allowsInsecure: boolean): readonly ConfigIssue[] {
  const url = typeof apiOrigin === 'string' && URL.canParse(apiOrigin) ? new URL(apiOrigin) : undefined
  if (url === undefined || url.origin !== apiOrigin || !/^https?:$/u.test(url.protocol)) {
    return [error(['apiOrigin'], 'invalid_url', 'must be an origin, like https://api.example.com.')]
  }
  const isLocal = /^(?:.+\.)?localhost$|^127(?:\.\d+){3}$|^\[::1\]$/u.test(url.hostname)
  if (url.protocol === 'https:' || isLocal || allowsInsecure) return []
  return [error(['apiOrigin'], 'insecure_url', 'must use https, or http on this machine.')]
}
