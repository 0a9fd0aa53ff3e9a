import * as v from 'valibot'
import { cleanText, OidcError, type ProviderConfig } from '@x/oidc-core'
import { allowInsecureRequests, customFetch, discoveryRequest } from 'oauth4webapi'
import { dropPrototype } from '../json/drop-prototype.ts'
import { type OutboundFetch, readJson } from './outbound.ts'

const endpoint = v.pipe(v.string(), v.url())
const names = v.array(v.string())

/**
 * The members of a provider's metadata that the engine reads.
 * @see OpenID Connect Discovery 1.0, section 3; RFC 8414, section 2
 */
export const providerMetadata = v.object({
  issuer: v.string(),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  jwks_uri: endpoint,
  userinfo_endpoint: v.optional(endpoint),
  end_session_endpoint: v.optional(endpoint),
  introspection_endpoint: v.optional(endpoint),
  code_challenge_methods_supported: v.optional(names),
  id_token_signing_alg_values_supported: v.optional(names),
  token_endpoint_auth_methods_supported: v.optional(names),
  introspection_endpoint_auth_methods_supported: v.optional(names),
  introspection_signing_alg_values_supported: v.optional(names),
  prompt_values_supported: v.optional(names),
  authorization_response_iss_parameter_supported: v.optional(v.boolean()),
})

export type ProviderMetadata = v.InferOutput<typeof providerMetadata>

/** The members that contain a URL. */
const endpointMembers = [
  'authorization_endpoint',
  'token_endpoint',
  'jwks_uri',
  'userinfo_endpoint',
  'end_session_endpoint',
  'introspection_endpoint',
] as const satisfies readonly (keyof ProviderMetadata)[]

/**
 * Fetches and validates a provider's metadata. The issuer must equal the configured one, byte for byte.
 * @throws OidcError `issuer_mismatch`, `provider_unsupported`, `provider_response_invalid`, `provider_unavailable`
 * @see OpenID Connect Discovery 1.0, section 4.3
 */
export async function fetchMetadata(
  provider: ProviderConfig,
  fetch: OutboundFetch,
): Promise<ProviderMetadata> {
  const { providerId, issuerUrl, metadataUrl } = provider
  const invalid = (why: string): OidcError =>
    new OidcError(
      'provider_response_invalid',
      `The metadata of provider ${providerId} is not usable: ${why}. Check issuerUrl.`,
      { providerId, operation: 'discovery', why },
    )

  const response =
    metadataUrl === undefined
      ? await discoveryRequest(new URL(issuerUrl), {
          [customFetch]: fetch,
          // The configuration was checked for issuers with plain http.
          [allowInsecureRequests]: true,
        })
      : await fetch(metadataUrl, { headers: { accept: 'application/json' } })
  if (response.status !== 200) throw invalid(`the request was answered ${response.status}`)

  const parsed = v.safeParse(providerMetadata, dropEmptyMembers(await readJson(response)))
  if (!parsed.success) {
    throw invalid(
      parsed.issues.map(({ message, path }) => `${String(path?.[0]?.key)}: ${cleanText(message)}`).join('; '),
    )
  }
  const metadata = dropPrototype(parsed.output)
  if (metadata.issuer !== issuerUrl) throw issuerMismatch(providerId, issuerUrl, metadata.issuer)

  for (const member of endpointMembers) {
    const address = metadata[member]
    if (address !== undefined && !isAddressAllowed(address, provider))
      throw invalid(`${member} is not an https address without user and password`)
  }
  if (metadata.code_challenge_methods_supported?.includes('S256') === false) {
    throw new OidcError('provider_unsupported', `Provider ${providerId} does not offer PKCE with S256.`, {
      providerId,
      what: 'code_challenge_method S256',
    })
  }
  return metadata
}

function issuerMismatch(providerId: string, expected: string, received: string): OidcError {
  return new OidcError(
    'issuer_mismatch',
    `Provider ${providerId} calls itself ${JSON.stringify(received.slice(0, 300))}, the configuration calls it ` +
      `${JSON.stringify(expected)}. They must be equal to the last character, a trailing slash included.`,
    { providerId, expected, received: received.slice(0, 300) },
  )
}

/** Providers write `null` or an empty string for members that they do not have. */
function dropEmptyMembers(metadata: unknown): unknown {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return metadata
  return dropPrototype(
    Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null && value !== '')),
  )
}

/**
 * https everywhere; http only if the issuer itself may use http (RFC 9700, section 2.6). Browsers show the text before an `@`
 * as if it were the host, and some send it on.
 */
function isAddressAllowed(address: string, { issuerUrl }: ProviderConfig): boolean {
  const { password, username } = new URL(address)
  if (username !== '' || password !== '') return false
  return address.startsWith('https://') || (address.startsWith('http://') && issuerUrl.startsWith('http://'))
}
