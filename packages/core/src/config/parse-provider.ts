import { signingAlgorithms } from '../validation/compact-jws.ts'
import type { ObjectReader } from './object-reader.ts'
import type { ClientAuthentication, ProviderConfig, RoleRuleConfig, UnsafeConfig } from './oidc-config.ts'
import type { AccessTokenLookup, AccessTokenProfile } from './oidc-options.ts'
import { parseClientAuthentication } from './parse-client-authentication.ts'
import { parseMetadata } from './parse-metadata.ts'
import { parseAuthorizationParams, parseLogoutParams } from './parse-parameters.ts'
import { parseNameClaim, parseRoleRule } from './parse-role-rule.ts'
import { parseIssuer, parseMetadataUrl } from './parse-urls.ts'

export const providerKeys: readonly string[] = [
  'providerId',
  'issuerUrl',
  'clientId',
  'clientSecret',
  'useClientSecretAsCertificate',
  'tokenEndpointAuthMethod',
  'clientAuthentication',
  'nameClaim',
  'scopes',
  'rolesClaims',
  'accessTokenFormat',
  'accessTokenIssuer',
  'accessTokenProfile',
  'accessTokenLookup',
  'allowUnverifiedEmail',
  'pathsToAuthorities',
  'roleMapping',
  'security',
  'idTokenSigningAlgs',
  'trustedAudiences',
  'authorizationParams',
  'requiredAcrValues',
  'logoutParams',
  'providerLogout',
  'unsafe',
  'metadata',
  'metadataUrl',
  'allowInsecureIssuer',
  'completeClaims',
]

export const accessTokenProfiles: readonly AccessTokenProfile[] = [
  'rfc9068',
  'plain_jwt',
  'plain_jwt_without_aud',
]

export const accessTokenLookups: readonly AccessTokenLookup[] = [
  'introspection',
  'signed_introspection',
  'userinfo',
]

/** Reads an entry of `providers`, without its roles. */
export function parseProvider(reader: ObjectReader): Omit<ProviderConfig, 'security'> {
  const providerId = reader.required('providerId')
  if (providerId !== '' && !/^[\w-]{1,64}$/.test(providerId)) {
    reader.error('providerId', 'invalid_value', 'must be 1 to 64 letters, digits, - or _.')
  }
  reader.checkFunction('completeClaims')
  const issuerUrl = parseIssuer(reader)
  const metadataUrl = parseMetadataUrl(reader)
  const clientId = reader.required('clientId')
  const clientAuthentication = parseClientAuthentication(reader)
  const accessTokenLookup = parseAccessTokenLookup(reader, clientAuthentication)
  const idTokenSigningAlgs = parseSigningAlgs(reader)
  const unsafe = parseUnsafe(reader, clientAuthentication)
  const metadata = parseMetadata(reader)
  return {
    providerId,
    issuerUrl,
    clientId,
    clientAuthentication,
    nameClaim: parseNameClaim(reader),
    scopes: parseScopes(reader),
    rolesClaims: parseRolesClaims(reader),
    accessTokenFormat: reader.choice('accessTokenFormat', ['jwt', 'opaque']) ?? 'jwt',
    accessTokenIssuer: reader.text('accessTokenIssuer') ?? issuerUrl,
    accessTokenProfile: reader.choice('accessTokenProfile', accessTokenProfiles) ?? 'rfc9068',
    ...(accessTokenLookup && { accessTokenLookup }),
    allowUnverifiedEmail: reader.flag('allowUnverifiedEmail'),
    ...(idTokenSigningAlgs && { idTokenSigningAlgs }),
    trustedAudiences: reader.texts('trustedAudiences'),
    authorizationParams: parseAuthorizationParams(reader),
    requiredAcrValues: reader.texts('requiredAcrValues'),
    logoutParams: parseLogoutParams(reader),
    providerLogout: reader.flag('providerLogout', true),
    ...(unsafe && { unsafe }),
    ...(metadata && { metadata }),
    ...(metadataUrl && { metadataUrl }),
    allowInsecureIssuer: reader.flag('allowInsecureIssuer'),
  }
}

/** A provider answers only authenticated clients (RFC 7662, section 2.1). */
function parseAccessTokenLookup(
  reader: ObjectReader,
  { method }: ClientAuthentication,
): AccessTokenLookup | undefined {
  const lookup = reader.choice('accessTokenLookup', accessTokenLookups)
  // Without a lookup tokens are verified locally, and a revoked one passes until it expires.
  if (reader.has('accessTokenLookup') && reader.value('accessTokenLookup') === undefined) {
    const message = 'has no value: is its environment variable set? To look no token up, leave it out.'
    reader.error('accessTokenLookup', 'missing', message)
  }
  // A secret without a value has been reported already.
  const isPublic = method === 'none' && !reader.has('clientSecret')
  if (lookup !== undefined && lookup !== 'userinfo' && isPublic) {
    const message = `is '${lookup}', which needs a clientSecret, and there is none. Set it.`
    reader.error('accessTokenLookup', 'conflict', message)
  }
  return lookup
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

/** Reads what some providers cannot do. Only client authentication is left to bind the code to this application. */
function parseUnsafe(reader: ObjectReader, { method }: ClientAuthentication): UnsafeConfig | undefined {
  if (reader.value('unsafe') === undefined) return undefined
  const unsafe = reader.object('unsafe', ['withoutNonce', 'withoutPkce'])
  const config = { withoutNonce: unsafe.flag('withoutNonce'), withoutPkce: unsafe.flag('withoutPkce') }
  const { withoutNonce, withoutPkce } = config
  if (!withoutNonce && !withoutPkce) return undefined
  if (method === 'none' && !reader.has('clientSecret'))
    reader.error('unsafe', 'conflict', 'needs a clientSecret: a public client is protected by PKCE alone.')
  const left =
    withoutNonce && withoutPkce
      ? 'state alone binds a sign-in to its browser, and a stolen code can sign its thief in'
      : withoutNonce
        ? 'PKCE alone binds a code to its sign-in'
        : 'nonce alone binds a code to its sign-in'
  reader.warn(
    'unsafe',
    'unsafe',
    `switches a protection off: ${left}. Use it only where the provider fails otherwise.`,
  )
  return config
}
