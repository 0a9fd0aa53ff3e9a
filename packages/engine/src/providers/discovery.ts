import * as v from 'valibot'
import { cleanText, OidcError, type ProviderConfig } from '@x/oidc-core'
import { allowInsecureRequests, customFetch, discoveryRequest } from 'oauth4webapi'
import { dropEmptyMembers } from '../json/drop-empty-members.ts'
import { dropPrototype } from '../json/drop-prototype.ts'
import { isJsonObject } from '../json/json-object.ts'
import { type OutboundFetch, readJson } from './outbound.ts'

const endpoint = v.pipe(v.string(), v.url())

/** A member that may be absent. A member of the wrong type is reported and treated as absent. */
const optional = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.fallback(v.optional(schema), undefined as never)

const address = optional(endpoint)
const names = optional(v.array(v.string()))
const flag = optional(v.boolean())

/**
 * A member that only sign-ins use. A provider without sign-ins may write anything here: Amazon EKS has
 * `urn:kubernetes:programmatic_authorization`. The member is kept, because it shows that these metadata list more than keys.
 */
const unused = v.optional(
  v.pipe(
    v.unknown(),
    v.transform((value) => (typeof value === 'string' ? value : 'malformed')),
  ),
)

/**
 * The members of a provider's metadata that the engine reads. A provider only for access tokens needs only its issuer and keys,
 * because providers of workload tokens have no endpoints.
 * @see OpenID Connect Discovery 1.0, section 3; RFC 8414, section 2; RFC 9126, section 5
 */
const accessTokenMetadata = v.object({
  issuer: v.string(),
  authorization_endpoint: unused,
  token_endpoint: unused,
  jwks_uri: endpoint,
  userinfo_endpoint: address,
  end_session_endpoint: unused,
  introspection_endpoint: address,
  revocation_endpoint: unused,
  response_types_supported: names,
  code_challenge_methods_supported: names,
  id_token_signing_alg_values_supported: names,
  token_endpoint_auth_methods_supported: names,
  introspection_endpoint_auth_methods_supported: names,
  revocation_endpoint_auth_methods_supported: names,
  introspection_signing_alg_values_supported: names,
  prompt_values_supported: names,
  authorization_response_iss_parameter_supported: flag,
  require_pushed_authorization_requests: flag,
})

/** The members that a provider with sign-ins needs. */
const signInMetadata = v.object({
  ...accessTokenMetadata.entries,
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  end_session_endpoint: address,
  revocation_endpoint: address,
})

export type ProviderMetadata = v.InferOutput<typeof accessTokenMetadata>

/** The members with a URL to which requests are sent. */
const accessTokenEndpoints = [
  'jwks_uri',
  'userinfo_endpoint',
  'introspection_endpoint',
] as const satisfies readonly (keyof ProviderMetadata)[]

/** The same list with the URLs that sign-ins need. */
const signInEndpoints = [
  'authorization_endpoint',
  'token_endpoint',
  'end_session_endpoint',
  'revocation_endpoint',
  ...accessTokenEndpoints,
] as const satisfies readonly (keyof ProviderMetadata)[]

/**
 * Fetches and validates a provider's metadata. The issuer must equal the configured one, byte for byte.
 * @param reportDropped gets the malformed members, which are treated as absent
 * @throws OidcError `issuer_mismatch`, `provider_response_invalid`, `provider_unavailable`
 * @see OpenID Connect Discovery 1.0, section 4.3
 */
export async function fetchMetadata(
  provider: ProviderConfig,
  fetch: OutboundFetch,
  reportDropped: (members: readonly string[]) => void,
): Promise<ProviderMetadata> {
  const { allowInsecureIssuer, providerId, issuerUrl, metadataUrl, signIn } = provider
  // Metadata for many tenants have no issuer of their own (Microsoft identity platform, "OpenID Connect").
  const issuer = provider.issuerTemplate ?? issuerUrl
  const schema = signIn ? signInMetadata : accessTokenMetadata
  const invalid = (why: string): OidcError =>
    new OidcError(
      'provider_response_invalid',
      `The metadata of provider ${providerId} is not usable: ${why}. Check issuerUrl.`,
      { providerId, operation: 'discovery', why },
    )

  const members = dropEmptyMembers(await readMembers())
  const parsed = v.safeParse(schema, members)
  if (!parsed.success) {
    throw invalid(
      parsed.issues.map(({ message, path }) => `${String(path?.[0]?.key)}: ${cleanText(message)}`).join('; '),
    )
  }
  const metadata = dropPrototype(parsed.output)
  if (metadata.issuer !== issuer) throw issuerMismatch(providerId, issuer, metadata.issuer)

  for (const member of signIn ? signInEndpoints : accessTokenEndpoints) {
    const address = metadata[member]
    // The configuration's own members have been checked.
    const isGiven = provider.metadata !== undefined && Object.hasOwn(provider.metadata, member)
    if (address !== undefined && !isGiven && !isAddressAllowed(address, provider))
      throw invalid(describeAddress(member, address))
  }
  const isDropped = (name: string): boolean => metadata[name as keyof ProviderMetadata] === undefined
  reportDropped(
    Object.keys(schema.entries).filter(
      (name) => Object.hasOwn(Object(members) as object, name) && isDropped(name),
    ),
  )
  return metadata

  /** The provider's members. Members of the configuration replace them. */
  async function readMembers(): Promise<unknown> {
    const given = { issuer, ...provider.metadata }
    if (v.is(schema, given)) return given
    const response =
      metadataUrl === undefined
        ? await discoveryRequest(new URL(issuerUrl), {
            [customFetch]: fetch,
            // The configuration was checked for issuers with plain http.
            [allowInsecureRequests]: true,
          })
        : await fetch(metadataUrl, { headers: { accept: 'application/json' } })
    if (response.status !== 200)
      throw invalid(`the request was answered ${response.status}${adviseOnIssuer(provider)}${describeLack()}`)
    const own = await readJson(response)
    if (!isJsonObject(own)) throw invalid('the response is not a JSON object')
    return { ...own, ...provider.metadata }
  }

  /** If the configuration has metadata, says which further members would switch discovery off. */
  function describeLack(): string {
    if (provider.metadata === undefined) return ''
    const needed = signIn
      ? (['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const)
      : ['jwks_uri' as const]
    const lacking = needed.filter((member) => provider.metadata?.[member] === undefined)
    return `; to switch discovery off, add ${lacking.join(', ')} to metadata`
  }

  function describeAddress(member: string, address: string): string {
    const isInsecure = allowInsecureIssuer && address.startsWith('http://')
    return isInsecure
      ? `${member} is http. With allowInsecureIssuer, it may be http only if metadataUrl is http, or if the option metadata sets it`
      : `${member} is not an https address without user and password`
  }
}

function adviseOnIssuer({ issuerUrl, metadataUrl }: ProviderConfig): string {
  if (metadataUrl === undefined && issuerUrl.includes('/.well-known/'))
    return ': issuerUrl is the issuer itself, without /.well-known/openid-configuration'
  return ''
}

function issuerMismatch(providerId: string, expected: string, received: string): OidcError {
  return new OidcError(
    'issuer_mismatch',
    `Provider ${providerId} calls itself ${JSON.stringify(received.slice(0, 300))}, the configuration calls it ` +
      `${JSON.stringify(expected)}. They must be equal to the last character, a trailing slash included.`,
    { providerId, expected, received: received.slice(0, 300) },
  )
}

/**
 * https everywhere; http only if the issuer uses http, or if the metadata are fetched by http inside a network and the
 * configuration allows that (RFC 9700, section 2.6). A URL with a user name is refused, because browsers show the text before an
 * `@` like a host, and some browsers send it to the host.
 */
function isAddressAllowed(
  address: string,
  { allowInsecureIssuer, issuerUrl, metadataUrl = '' }: ProviderConfig,
): boolean {
  const { password, username } = new URL(address)
  if (username !== '' || password !== '') return false
  const isInside = allowInsecureIssuer && metadataUrl.startsWith('http://')
  const mayBeHttp = isInside || issuerUrl.startsWith('http://')
  return address.startsWith('https://') || (address.startsWith('http://') && mayBeHttp)
}
