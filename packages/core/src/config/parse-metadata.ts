import type { ObjectReader } from './object-reader.ts'
import type { ProviderMetadataOptions } from './oidc-options.ts'
import { checkTransport, parseWebUrl } from './parse-urls.ts'

const endpoints = [
  'authorization_endpoint',
  'token_endpoint',
  'jwks_uri',
  'userinfo_endpoint',
  'end_session_endpoint',
  'introspection_endpoint',
  'revocation_endpoint',
] as const
const lists = [
  'code_challenge_methods_supported',
  'id_token_signing_alg_values_supported',
  'token_endpoint_auth_methods_supported',
  'introspection_endpoint_auth_methods_supported',
  'revocation_endpoint_auth_methods_supported',
  'introspection_signing_alg_values_supported',
  'prompt_values_supported',
  'response_types_supported',
] as const
const flags = [
  'authorization_response_iss_parameter_supported',
  'require_pushed_authorization_requests',
] as const

/** Reads members that are added to the provider's metadata, or replace some. @see OpenID Connect Discovery 1.0, section 3 */
export function parseMetadata(provider: ObjectReader): ProviderMetadataOptions | undefined {
  if (provider.value('metadata') === undefined) return undefined
  const reader = provider.object('metadata', [...endpoints, ...lists, ...flags])
  const members: [string, string | readonly string[] | boolean][] = []
  for (const name of endpoints) {
    const text = reader.text(name)
    if (text === undefined) continue
    if (parseWebUrl(text) === undefined) reader.error(name, 'invalid_url', 'must be an https URL.')
    else checkTransport(reader, name, text, provider.value('allowInsecureIssuer') === true)
    members.push([name, text])
  }
  for (const name of lists) if (reader.has(name)) members.push([name, reader.texts(name)])
  for (const name of flags) if (reader.has(name)) members.push([name, reader.flag(name)])
  return Object.fromEntries(members)
}
