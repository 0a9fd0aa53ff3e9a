import { type ConfigIssue, type OidcConfig, type ProviderConfig, withoutPrototype } from '@x/oidc-core'
import { invalidOptions, optionIssue } from '../../options/read-options.ts'
import type { BearerOptions, TokenLookup, TokenProfile } from './options.ts'
import { takeBearerOptions } from './check-options.ts'
import { type ProtectedResource, resolveResource } from './protected-resource.ts'

const invalidHeading = 'The guard of an API has errors:'

/** The options of a guard, checked, with everything that follows from them and the configuration. */
export interface BearerPolicy
  extends
    Required<Pick<BearerOptions, 'rememberSeconds' | 'optional'>>,
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
  readonly lookup: TokenLookup | undefined
  readonly profile: TokenProfile
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
  const { audience, scopes = [], rememberSeconds = 60, optional = false } = options
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
    rememberSeconds,
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
  const { tokenLookup, tokenProfile = 'rfc9068' } = options
  return providers
    .filter(({ providerId }) => options.providers?.includes(providerId) ?? true)
    .map((provider) => ({
      provider,
      lookup: tokenLookup ?? (provider.accessTokenFormat === 'opaque' ? 'introspection' : undefined),
      profile:
        typeof tokenProfile === 'string' ? tokenProfile : (tokenProfile[provider.providerId] ?? 'rfc9068'),
    }))
}

function checkSources(
  sources: readonly TokenSource[],
  { signingAlgs }: BearerOptions,
): readonly ConfigIssue[] {
  const conflict = (message: string, key = 'providers'): ConfigIssue =>
    optionIssue(['bearer', key], 'conflict', message)
  const issuers = sources.map(({ provider }) => provider.accessTokenIssuer)
  const lookups = sources.filter(({ lookup }) => lookup !== undefined)
  const publicClient = lookups.find(
    ({ lookup, provider }) => lookup !== 'userinfo' && provider.clientSecret === undefined,
  )
  return [
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
    ...(signingAlgs !== undefined && lookups.length === sources.length
      ? [conflict('has no use: every token is looked up, and none is verified here.', 'signingAlgs')]
      : []),
  ]
}
