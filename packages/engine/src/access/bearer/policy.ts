import { type ConfigIssue, type OidcConfig, withoutPrototype } from '@x/oidc-core'
import { invalidOptions, optionIssue } from '../../options/read-options.ts'
import { findIntrospectionClient } from '../../providers/introspection-client.ts'
import type { Provider } from '../../providers/provider.ts'
import type { BearerContext } from './bearer-context.ts'
import type { BearerOptions } from './options.ts'
import { takeBearerOptions } from './check-options.ts'
import { type ProtectedResource, resolveResource } from './protected-resource.ts'
import { resolveSources, type TokenSource } from './token-source.ts'

const subject = 'The bearer authentication of an API'

/** The checked options of bearer authentication, and everything that follows from them and the configuration. */
export interface BearerPolicy
  extends
    Required<Pick<BearerOptions, 'cacheSeconds' | 'optional'>>,
    Pick<
      BearerOptions,
      'roles' | 'acrValues' | 'maxAgeSeconds' | 'signingAlgs' | 'dpop' | 'mtls' | 'certificateHeader'
    > {
  /** Empty if the audience is unchecked. */
  readonly audiences: readonly string[]
  readonly scopes: readonly string[]
  /** The key is the issuer that tokens name. */
  readonly issuers: ReadonlyMap<string, TokenSource>
  /** The providers whose tokens name the issuer of a tenant. */
  readonly withTenants: readonly TokenSource[]
  /**
   * Resolves the source of tokens of a provider that a function found; undefined if its tokens are not accepted.
   * @throws OidcError `config_invalid` if it conflicts with the options
   */
  readonly resolveFound: (provider: Provider) => TokenSource | undefined
  /** The provider of tokens that do not name an issuer. */
  readonly opaqueSource: TokenSource | undefined
  readonly resource: ProtectedResource | undefined
}

/**
 * Copies the options of bearer authentication: later changes of them do not change the copy. It has no inherited members.
 * @throws OidcError `config_invalid` with every issue in the options themselves
 */
export function copyBearerOptions(given: BearerOptions, config: OidcConfig): BearerOptions {
  const { options, issues } = takeBearerOptions(given, config)
  if (issues.length > 0) throw invalidOptions(subject, issues)
  return options
}

/**
 * Resolves the policy of bearer authentication once, from options that `copyBearerOptions` returned.
 * @throws OidcError `config_invalid` if they conflict with the configuration
 */
export function resolveBearerPolicy(
  options: BearerOptions,
  { config, findsByIssuer }: Pick<BearerContext, 'config' | 'findsByIssuer'>,
): BearerPolicy {
  const { audience, scopes = [], cacheSeconds = 60, optional = false } = options
  const audiences = typeof audience === 'string' ? [audience] : (audience ?? [])
  const sources = resolveSources(options, config.providers)
  const lookups = sources.filter(({ lookup }) => lookup !== undefined)
  const resource = resolveResource(options.resource, audiences, config.baseUrl)
  const conflicts = [
    ...(config.foundProviders !== undefined && !findsByIssuer
      ? [issue('audience', 'issuer_unknown', noFindByIssuer)]
      : []),
    ...checkSources(sources, options),
    ...(resource.issue === undefined ? [] : [resource.issue]),
  ]
  if (conflicts.length > 0) throw invalidOptions(subject, conflicts)
  return withoutPrototype({
    ...options,
    audiences: audience === 'unchecked' ? [] : audiences,
    scopes,
    cacheSeconds,
    optional,
    // A template is the issuer of no token.
    issuers: new Map(
      sources
        .filter(({ provider }) => provider.issuerTemplate === undefined)
        .map((source) => [source.provider.accessTokenIssuer, source]),
    ),
    withTenants: sources.filter(({ provider }) => provider.issuerTemplate !== undefined),
    resolveFound(found) {
      const [source] = resolveSources(options, [found.config])
      const faults = source === undefined ? [] : checkSources([source], options)
      if (faults.length > 0) throw invalidOptions(subject, faults)
      return source && { ...source, found }
    },
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

const noFindByIssuer =
  'cannot be checked: a function finds the providers by id, and an access token names an issuer. Add findByIssuer to providers: ' +
  '{ find, findByIssuer }.'

function issue(key: keyof BearerOptions, code: string, message: string): ConfigIssue {
  return optionIssue(['bearer', key], code, message)
}

function conflict(message: string, key: keyof BearerOptions = 'providers'): ConfigIssue {
  return issue(key, 'conflict', message)
}

/** The options whose values UserInfo cannot prove. */
const unprovable = ['scopes', 'acrValues', 'maxAgeSeconds', 'dpop', 'mtls'] as const

/** UserInfo answers for any token of the person, issued to any client and for any purpose. */
function checkAudience(sources: readonly TokenSource[], options: BearerOptions): readonly ConfigIssue[] {
  const { audience } = options
  const byUserinfo = sources.find(({ lookup }) => lookup === 'userinfo')
  const other = sources.find(({ lookup }) => lookup !== 'userinfo')
  if (byUserinfo === undefined) {
    const isUnchecked =
      audience === 'unchecked' || (Array.isArray(audience) && audience.includes('unchecked'))
    return isUnchecked
      ? [conflict("can be 'unchecked' only with accessTokenLookup: 'userinfo'.", 'audience')]
      : []
  }
  if (other !== undefined) {
    const [unproven, proven] = [byUserinfo, other].map(({ provider }) => JSON.stringify(provider.providerId))
    return [
      conflict(
        `must be set: UserInfo does not prove an audience for tokens of ${unproven}, and tokens of ${proven} must have one. ` +
          'Use separate bearer options for each.',
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
      .map((key) => issue(key, 'audience_unverifiable', `cannot be required: ${why}`)),
  ]
}

function checkSources(sources: readonly TokenSource[], options: BearerOptions): readonly ConfigIssue[] {
  const issuers = sources.map(({ provider }) => provider.accessTokenIssuer)
  const lookups = sources.filter(({ lookup }) => lookup !== undefined)
  const audiences: readonly unknown[] = [options.audience].flat()
  const ownClient = sources.find(
    ({ lookup, profile, clientIds }) =>
      lookup === undefined && profile === 'workload_jwt' && clientIds.some((id) => audiences.includes(id)),
  )
  const publicClient = lookups.find(
    ({ lookup, provider }) => lookup !== 'userinfo' && findIntrospectionClient(provider) === undefined,
  )
  return [
    ...checkAudience(sources, options),
    ...lookups
      .filter(({ provider }) => provider.issuerTemplate !== undefined)
      .map(({ provider }) =>
        conflict(
          `cannot contain ${provider.providerId}: its tokens are looked up, and with issuerTemplate they are verified here.`,
        ),
      ),
    ...(new Set(issuers).size < issuers.length
      ? [conflict('must name only one provider of each issuer: the issuer of a token selects its provider.')]
      : []),
    ...(lookups.length > 1
      ? [conflict('must name one provider: a token without an issuer can be looked up at only one provider.')]
      : []),
    ...(publicClient === undefined
      ? []
      : [
          conflict(
            `cannot contain ${publicClient.provider.providerId}: introspection needs a clientSecret, or the option introspection, of that provider.`,
          ),
        ]),
    ...(ownClient === undefined
      ? []
      : [
          conflict(
            `cannot be a clientId of sign-ins at provider ${ownClient.provider.providerId}: its ID Tokens have ` +
              "the same audience, so accessTokenProfile 'workload_jwt' refuses tokens with it.",
            'audience',
          ),
        ]),
    ...(options.signingAlgs !== undefined && lookups.length === sources.length
      ? [conflict('has no effect: every token is looked up at its provider.', 'signingAlgs')]
      : []),
  ]
}
