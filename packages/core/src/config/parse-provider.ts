import type { ClaimRef } from '../claims/claim-ref.ts'
import type { ObjectReader } from './object-reader.ts'
import type { ProviderConfig, RoleRuleConfig } from './oidc-config.ts'
import { parseAuthorizationParams } from './parse-authorization-params.ts'
import { checkClientSecret } from './check-client-secret.ts'
import { parseClaimRef } from './parse-claim-ref.ts'
import { parseIssuer, parseMetadataUrl } from './parse-issuer.ts'
import { parseRoleRule } from './parse-role-rule.ts'
import { signingAlgorithms } from '../tokens/signing-algorithms.ts'

export const providerKeys: readonly string[] = [
  'providerId',
  'issuerUrl',
  'clientId',
  'clientSecret',
  'nameClaim',
  'scopes',
  'rolesClaims',
  'accessTokenFormat',
  'accessTokenIssuer',
  'allowUnverifiedEmail',
  'useClientSecretAsCertificate',
  'pathsToAuthorities',
  'roleMapping',
  'security',
  'tokenEndpointAuthMethod',
  'idTokenSigningAlgs',
  'trustedAudiences',
  'authorizationParams',
  'metadataUrl',
  'allowInsecureIssuer',
  'completeClaims',
]

/** Reads an entry of `providers`, all but its roles. */
export function parseProvider(reader: ObjectReader): Omit<ProviderConfig, 'security'> {
  const providerId = reader.required('providerId')
  if (providerId !== '' && !/^[\w-]{1,64}$/.test(providerId)) {
    reader.error('providerId', 'invalid_value', 'must be 1 to 64 letters, digits, - or _.')
  }
  reader.checkFunction('completeClaims')
  const issuerUrl = parseIssuer(reader)
  const metadataUrl = parseMetadataUrl(reader)
  const clientId = reader.required('clientId')
  const clientSecret = reader.secret('clientSecret', 'leave the key out for a public client')
  const useClientSecretAsCertificate = reader.flag('useClientSecretAsCertificate')
  const tokenEndpointAuthMethod = reader.choice('tokenEndpointAuthMethod', [
    'none',
    'client_secret_basic',
    'client_secret_post',
  ])
  checkClientSecret(reader, { clientSecret, useClientSecretAsCertificate, tokenEndpointAuthMethod })
  const idTokenSigningAlgs = parseSigningAlgs(reader)
  return {
    providerId,
    issuerUrl,
    clientId,
    ...(clientSecret && { clientSecret }),
    nameClaim: parseNameClaim(reader),
    scopes: parseScopes(reader),
    rolesClaims: parseRolesClaims(reader),
    accessTokenFormat: reader.choice('accessTokenFormat', ['jwt', 'opaque']) ?? 'jwt',
    accessTokenIssuer: reader.text('accessTokenIssuer') ?? issuerUrl,
    allowUnverifiedEmail: reader.flag('allowUnverifiedEmail'),
    useClientSecretAsCertificate,
    ...(tokenEndpointAuthMethod && { tokenEndpointAuthMethod }),
    ...(idTokenSigningAlgs && { idTokenSigningAlgs }),
    trustedAudiences: reader.texts('trustedAudiences'),
    authorizationParams: parseAuthorizationParams(reader),
    ...(metadataUrl && { metadataUrl }),
    allowInsecureIssuer: reader.flag('allowInsecureIssuer'),
  }
}

function parseNameClaim(reader: ObjectReader): ClaimRef {
  const value = reader.value('nameClaim')
  if (value === undefined) return 'sub'
  return parseClaimRef(value, [...reader.path, 'nameClaim'], reader.issues) ?? 'sub'
}

function parseScopes(reader: ObjectReader): readonly string[] {
  const scopes = reader.texts('scopes')
  // RFC 6749, section 3.3
  if (scopes.some((scope) => !/^[!#-[\]-~]+$/.test(scope))) {
    reader.error('scopes', 'invalid_value', 'must list single scopes in printable ASCII.')
  }
  return [...new Set(['openid', ...scopes])]
}

function parseSigningAlgs(reader: ObjectReader): readonly string[] | undefined {
  if (reader.value('idTokenSigningAlgs') === undefined) return undefined
  const algs = reader.texts('idTokenSigningAlgs')
  if (algs.length === 0 || !algs.every((alg) => signingAlgorithms.includes(alg))) {
    const message = `must list some of ${signingAlgorithms.join(', ')}; never none or HS256.`
    reader.error('idTokenSigningAlgs', 'invalid_value', message)
  }
  return algs
}

function parseRolesClaims(reader: ObjectReader): readonly RoleRuleConfig[] {
  const items = reader.list('rolesClaims')
  if (items.length > 0 && reader.value('pathsToAuthorities') !== undefined) {
    reader.error('pathsToAuthorities', 'conflict', 'cannot stand beside rolesClaims. Move its entries there.')
  }
  const rules = items.map((item, index) => {
    return parseRoleRule(item, [...reader.path, 'rolesClaims', index], reader.issues)
  })
  return [...rules, ...parseAuthorities(reader)]
}

/** Reads Atoti's older form of `rolesClaims`: paths with slashes, into the ID Token or the access token. */
function parseAuthorities(reader: ObjectReader): readonly RoleRuleConfig[] {
  if (reader.value('pathsToAuthorities') === undefined) return []
  reader.warn(
    'pathsToAuthorities',
    'deprecated_key',
    'is deprecated. Write the paths as lists in rolesClaims.',
  )
  return reader.texts('pathsToAuthorities').flatMap((text): RoleRuleConfig[] => {
    const path = text.split('/')
    if (text.includes('://') || path.includes('')) {
      const message = 'must be paths like a/b. Move URLs to rolesClaims.'
      reader.error('pathsToAuthorities', 'invalid_claim', message)
    }
    return [
      { path, required: false },
      { path, from: 'accessToken', required: false },
    ]
  })
}
