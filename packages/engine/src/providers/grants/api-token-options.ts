import {
  checkOidcConfig,
  type ConfigIssue,
  defineOidcConfig,
  isLoopback,
  type OidcOptions,
  type ProviderConfig,
  type ProviderOptions,
  withoutPrototype,
} from '@x/oidc-core'
import * as v from 'valibot'
import { expect, invalidOptions, optionIssue, readOptions } from '../../options/read-options.ts'
import type { Ports } from '../../ports.ts'

/**
 * The options with which a script gets a token for an API. The keys of the provider have the same meaning as in `providers[]`.
 */
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
  /** The requested scopes. `openid` is not added, because there is no sign-in. */
  readonly scopes?: readonly string[]
  /** Additional parameters of the token request, e.g. `resource` (RFC 8707), or Auth0's `audience`. */
  readonly parameters?: Readonly<Record<string, string>>
  /** Sends every request, in place of the global `fetch`. */
  readonly fetch?: Ports['fetch']
}

export interface TokenClient {
  readonly provider: ProviderConfig
  readonly apiOrigin: string
  readonly scopes: readonly string[]
  /** The parameters of the token request, including `scope`. */
  readonly parameters: Readonly<Record<string, string>>
  readonly fetch: ApiTokenOptions['fetch']
  /** What `credentialKeys` name. */
  readonly credentials: Readonly<Record<string, string>>
}

const reserved = /^(?:grant_type|client_.*|scope|username|password|refresh_token|code|redirect_uri)$/u

/** Core checks their values. */
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

const noValue = expect('missing', 'has no value: is its environment variable set?')
const given = v.pipe(
  v.string(({ input }) => (input === undefined ? noValue : expect('invalid_type', 'must be a string.'))),
  v.nonEmpty(noValue),
)

const parameters = v.pipe(
  v.custom<Readonly<Record<string, unknown>>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    expect('invalid_type', 'must be an object whose values are strings.'),
  ),
  // `record` is not used, because it skips members with the name `constructor`.
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const input = dataset.value
    const members = Object.entries(input)
    if (members.length > maxParameters)
      return addIssue({ message: expect('out_of_range', `must be ${maxParameters} or fewer.`) })
    for (const [key, value] of members) {
      const isReserved = reserved.test(key)
      if (!isReserved && v.is(given, value)) continue
      addIssue({
        message: isReserved ? expect('reserved', 'is set by the library and cannot be set here.') : noValue,
        input: value,
        path: [{ type: 'object', origin: 'value', input: { ...input }, key, value }],
      })
    }
  }),
)

const entries = {
  apiOrigin: v.custom<string>(
    isOrigin,
    expect('invalid_url', 'must be an origin, like https://api.example.com.'),
  ),
  scopes: v.unknown(),
  parameters: v.optional(parameters),
  fetch: v.optional(v.function(expect('invalid_type', 'must be a function.'))),
}

function isOrigin(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false
  const { origin, protocol } = new URL(value)
  return origin === value && /^https?:$/u.test(protocol)
}

/**
 * Copies the options of a script, checks the copy, and adds the defaults.
 * @param credentialKeys additional required options, each a string
 * @throws OidcError `config_invalid` with every issue
 */
export function defineTokenClient(
  options: ApiTokenOptions,
  credentialKeys: readonly string[] = [],
): TokenClient {
  const taken = readOptions(options, {
    ...Object.fromEntries(clientKeys.map((key) => [key, v.unknown()])),
    ...entries,
    ...Object.fromEntries(credentialKeys.map((key) => [key, given])),
  })
  const { apiOrigin, scopes = [], parameters = {}, fetch, ...others } = taken.values
  const whole = {
    baseUrl: 'https://script.invalid',
    providers: [{ ...pick(others, clientKeys), providerId: 'api', scopes }],
    session: { secret: 'there are no sessions in a script' },
  } as unknown as OidcOptions
  const issues = [
    ...checkOidcConfig(whole)
      .filter(({ severity }) => severity === 'error')
      // A script gives these options at the top level, not in a list of providers.
      .map((issue): ConfigIssue => ({ ...issue, path: issue.path.slice(2) })),
    ...taken.issues,
    ...checkTransport(apiOrigin, others['allowInsecureIssuer'] === true),
  ]
  if (issues.length > 0) throw invalidOptions('The request for a token', issues)
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

/** A key without a value, such as a secret from an empty variable, is kept, so that core reports it. */
function pick(
  values: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(keys.filter((key) => Object.hasOwn(values, key)).map((key) => [key, values[key]]))
}

/** A token that is sent without TLS can be read on the network (RFC 6750, section 5.3). */
function checkTransport(apiOrigin: unknown, allowsInsecure: boolean): readonly ConfigIssue[] {
  if (!isOrigin(apiOrigin) || allowsInsecure) return []
  const { hostname, protocol } = new URL(apiOrigin as string)
  if (protocol === 'https:' || isLoopback(hostname)) return []
  return [optionIssue(['apiOrigin'], 'insecure_url', 'must use https, or http on this machine.')]
}
