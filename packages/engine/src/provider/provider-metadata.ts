import * as v from 'valibot'

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

/** The members that name an address. */
export const endpointMembers = [
  'authorization_endpoint',
  'token_endpoint',
  'jwks_uri',
  'userinfo_endpoint',
  'end_session_endpoint',
  'introspection_endpoint',
] as const satisfies readonly (keyof ProviderMetadata)[]
