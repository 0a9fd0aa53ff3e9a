import {
  type AccessTokenLookup,
  type AccessTokenProfile,
  type ConfigIssue,
  type OidcConfig,
  type ProviderConfig,
  withoutPrototype,
} from '@x/oidc-core'
import { invalidOptions, optionIssue } from '../../options/read-options.ts'
import type { BearerOptions } from './options.ts'
import { takeBearerOptions } from './check-options.ts'
import { type ProtectedResource, resolveResource } from './protected-resource.ts'

const invalidHeading = 'The guard of an API has errors:'

/** The options of a guard, checked, with everything that follows from them and the configuration. */
export interface BearerPolicy
  extends
    Required<Pick<BearerOptions, 'cacheSeconds' | 'optional'>>,
    Pick<
      BearerOptions,
      'roles' | 'acrValues' | 'maxAgeSeconds' | 'signingAlgs' | 'dpop' | 'mtls' | 'certificateHeader'
    > {
  /** Empty where the audience is unchecked. */
  readonly audiences: readonly string[]
  readonly scopes: readonly string[]
  /** By the issuer that their tokens name. */
  readonly issuers: ReadonlyMap<string, TokenSource>
  /** Whose the tokens are that name no issuer. */
  readonly opaqueSource: TokenSource | undefined
  readonly resource: ProtectedResource | undefined
}

/** A provider whose tokens are accepted. */
export interface TokenSource {
  readonly provider: ProviderConfig
  /** Absent: its tokens are verified here. */
  readonly lookup: AccessTokenLookup | undefined
  readonly profile: AccessTokenProfile
}

/**
 * Copies the options of a guard: later changes of them change nothing in the copy, and nothing in it inherits anything.
 * @throws OidcError `config_invalid` with every issue of the options in themselves
 */
export function copyBearerOptions(given: BearerOptions, config: OidcConfig): BearerOptions {
  const { options, issues } = takeBearerOptions(given, config)
  if (issues.length > 0) throw invalidOptions(invalidHeading, issues)
  return options
}

/**
 * Resolves what a guard does, once, of options that `copyBearerOptions` gave.
 * @throws OidcError `config_invalid` where they do not go with the configuration
 */
export function resolveBearerPolicy(options: BearerOptions, config: OidcConfig): BearerPolicy {
  const { audience, scopes = [], cacheSeconds = 60, optional = false } = options
  const audiences = typeof audience === 'string' ? [audience] : (audience ?? [])
  const sources = resolveSources(options, config)
  const lookups = sources.filter(({ lookup }) => lookup !== undefined)
  const resource = resolveResource(options.resource, audiences, config.baseUrl)
  const conflicts = [
    ...checkSources(sources, options),
    ...(resource.issue === undefined ? [] : [resource.issue]),
  ]
  if (conflicts.length > 0) throw invalidOptions(invalidHeading, conflicts)
  return withoutPrototype({
    ...options,
    audiences: audience === 'unchecked' ? [] : audiences,
    scopes,
    cacheSeconds,
    optional,
    issuers: new Map(sources.map((source) => [source.provider.accessTokenIssuer, source])),
    opaqueSource: lookups[0],
    resource: resource.resource && {
      ...resource.resource,
      authorizationServers: sources.map(({ provider }) => provider.issuerUrl),
      scopes,
      dpop: options.dpop,
      mtls: options.mtls,
    },
  })
}

function resolveSources(options: BearerOptions, { providers }: OidcConfig): readonly TokenSource[] {
  return providers
    .filter(({ providerId }) => options.providers?.includes(providerId) ?? true)
    .map((provider) => ({
      provider,
      lookup:
        resolveOverride(options.accessTokenLookup, provider) ??
        provider.accessTokenLookup ??
        (provider.accessTokenFormat === 'opaque' ? 'introspection' : undefined),
      profile: resolveOverride(options.accessTokenProfile, provider) ?? provider.accessTokenProfile,
    }))
}

/** What a guard says of a provider, which may be one value for all of them or a table by `providerId`. */
function resolveOverride<Value extends string>(
  override: Value | Readonly<Record<string, Value>> | undefined,
  { providerId }: ProviderConfig,
): Value | undefined {
  return typeof override === 'object' ? override[providerId] : override
}

function issue(key: keyof BearerOptions, code: string, message: string): ConfigIssue {
  return optionIssue(['bearer', key], code, message)
}

function conflict(message: string, key: keyof BearerOptions = 'providers'): ConfigIssue {
  return issue(key, 'conflict', message)
}

/** What UserInfo says nothing about. */
const unprovable = ['scopes', 'acrValues', 'maxAgeSeconds', 'dpop', 'mtls'] as const

/** UserInfo answers to any token of the person, whoever it was issued to and for whatever it may be used. */
function checkAudience(sources: readonly TokenSource[], options: BearerOptions): readonly ConfigIssue[] {
  const { audience } = options
  const byUserinfo = sources.find(({ lookup }) => lookup === 'userinfo')
  const other = sources.find(({ lookup }) => lookup !== 'userinfo')
  if (byUserinfo === undefined) {
    const isUnchecked =
      audience === 'unchecked' || (Array.isArray(audience) && audience.includes('unchecked'))
    return isUnchecked
      ? [conflict("can be 'unchecked' with accessTokenLookup: 'userinfo' alone.", 'audience')]
      : []
  }
  if (other !== undefined) {
    const [unproven, proven] = [byUserinfo, other].map(({ provider }) => JSON.stringify(provider.providerId))
    return [
      conflict(
        `must be named: UserInfo proves no audience of the tokens of ${unproven}, and those of ${proven} must have one. ` +
          'Give each a guard of its own.',
      ),
    ]
  }
  const why = 'UserInfo does not prove it, and any other client’s token for the same person would pass.'
  return [
    ...(audience === 'unchecked'
      ? []
      : [issue('audience', 'audience_unverifiable', `must be 'unchecked' here: ${why}`)]),
    ...unprovable
      .filter((key) => options[key] !== undefined)
      .map((key) => issue(key, 'audience_unverifiable', `cannot be asked for: ${why}`)),
  ]
}

function checkSources(sources: readonly TokenSource[], options: BearerOptions): readonly ConfigIssue[] {
  const issuers = sources.map(({ provider }) => provider.accessTokenIssuer)
  const lookups = sources.filter(({ lookup }) => lookup !== undefined)
  const publicClient = lookups.find(
    ({ lookup, provider }) => lookup !== 'userinfo' && provider.clientAuthentication.method === 'none',
  )
  return [
    ...checkAudience(sources, options),
    ...(new Set(issuers).size < issuers.length
      ? [conflict('must be named: two of them have one issuer, which picks the provider of a token.')]
      : []),
    ...(lookups.length > 1
      ? [
          conflict(
            'must be named: a token that says nothing of its issuer can be looked up at one of them alone.',
          ),
        ]
      : []),
    ...(publicClient === undefined
      ? []
      : [conflict(`cannot hold ${publicClient.provider.providerId}: introspection needs a clientSecret.`)]),
    ...(options.signingAlgs !== undefined && lookups.length === sources.length
      ? [conflict('has no use: every token is looked up, and none is verified here.', 'signingAlgs')]
      : []),
  ]
}
