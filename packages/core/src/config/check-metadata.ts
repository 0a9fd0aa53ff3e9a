import { signingAlgorithms } from '../validation/compact-jws.ts'
import type { ObjectReader } from './object-reader.ts'
import type { ClientAuthentication, ProviderWithoutSecurity, SignInProviderConfig } from './oidc-config.ts'
import type { ProviderMetadataOptions } from './oidc-options.ts'

/** A member of the metadata that makes the provider unusable, and the remedy. */
type Conflict = readonly [member: keyof ProviderMetadataOptions, message: string]

/** If metadata has all of these, there is no discovery. */
const neededForSignIns = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const
const neededForTokens = ['jwks_uri'] as const

/** Reports metadata of the configuration that would refuse every sign-in, or every look-up of a token. */
export function checkMetadata(provider: ObjectReader, config: ProviderWithoutSecurity): void {
  const { metadata, metadataUrl } = config
  if (metadata === undefined) return
  const needed = config.signIn ? neededForSignIns : neededForTokens
  if (metadataUrl !== undefined && needed.every((member) => metadata[member] !== undefined)) {
    const message = `is never fetched, because metadata has ${needed.join(', ')}. Leave metadataUrl or one of these out.`
    provider.error('metadataUrl', 'conflict', message)
  }
  const conflicts = [
    ...(config.signIn ? findSignInConflicts(config, metadata) : []),
    ...findIntrospectionConflicts(config, metadata),
  ]
  for (const [member, message] of conflicts)
    provider.issues.error([...provider.path, 'metadata', member], 'conflict', message)
}

function findSignInConflicts(
  {
    clientAuthentication,
    idTokenSigningAlgs,
    unsafe,
  }: Pick<SignInProviderConfig, 'clientAuthentication' | 'idTokenSigningAlgs' | 'unsafe'>,
  metadata: ProviderMetadataOptions,
): readonly Conflict[] {
  const conflicts: Conflict[] = []
  if (metadata.response_types_supported?.includes('code') === false)
    conflicts.push(['response_types_supported', "lacks 'code', the only flow of this library. Add it."])
  if (unsafe?.withoutPkce !== true && metadata.code_challenge_methods_supported?.includes('S256') === false) {
    const message = "lacks 'S256', which every sign-in uses. Add it, or set unsafe: { withoutPkce: true }."
    conflicts.push(['code_challenge_methods_supported', message])
  }
  if (metadata.require_pushed_authorization_requests === true) {
    const message =
      'is true, but this library sends no pushed authorization requests. Leave it out, or set it to false.'
    conflicts.push(['require_pushed_authorization_requests', message])
  }
  for (const member of [
    'token_endpoint_auth_methods_supported',
    'revocation_endpoint_auth_methods_supported',
  ] as const) {
    if (lacksMethod(clientAuthentication, metadata[member])) conflicts.push([member, lackedMethods])
  }
  if (idTokenSigningAlgs === undefined && lacksAlgorithm(metadata.id_token_signing_alg_values_supported))
    conflicts.push(['id_token_signing_alg_values_supported', lackedAlgorithms])
  return conflicts
}

function findIntrospectionConflicts(
  { accessTokenLookup, idTokenSigningAlgs, introspection }: ProviderWithoutSecurity,
  metadata: ProviderMetadataOptions,
): readonly Conflict[] {
  const conflicts: Conflict[] = []
  const methods = metadata.introspection_endpoint_auth_methods_supported
  if (introspection !== undefined && lacksMethod(introspection.clientAuthentication, methods))
    conflicts.push(['introspection_endpoint_auth_methods_supported', lackedMethods])
  const isSigned = accessTokenLookup === 'signed_introspection' && idTokenSigningAlgs === undefined
  if (isSigned && lacksAlgorithm(metadata.introspection_signing_alg_values_supported))
    conflicts.push(['introspection_signing_alg_values_supported', lackedAlgorithms])
  return conflicts
}

const lackedMethods =
  'lists neither client_secret_basic nor client_secret_post, and the client has a secret. Add the one that the provider accepts.'

function lacksMethod({ method }: ClientAuthentication, offered: readonly string[] | undefined): boolean {
  if (method !== 'client_secret_as_discovered' || offered === undefined) return false
  return !offered.includes('client_secret_basic') && !offered.includes('client_secret_post')
}

const lackedAlgorithms = `lists none of ${signingAlgorithms.join(', ')}, so no signature would be accepted. Add the one that the provider uses.`

function lacksAlgorithm(offered: readonly string[] | undefined): boolean {
  return offered !== undefined && !offered.some((alg) => signingAlgorithms.includes(alg))
}
