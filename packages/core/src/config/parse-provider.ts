import { signingAlgorithms } from '../validation/compact-jws.ts'
import { checkMetadata } from './check-metadata.ts'
import type { ObjectReader } from './object-reader.ts'
import type {
  AccessTokenProviderConfig,
  ProviderWithoutSecurity,
  RoleRuleConfig,
  SignInProviderConfig,
} from './oidc-config.ts'
import type { AccessTokenLookup, AccessTokenProfile } from './oidc-options.ts'
import {
  checkCredential,
  parseClientAuthentication,
  parseIntrospection,
} from './parse-client-authentication.ts'
import { parseMetadata } from './parse-metadata.ts'
import { parseDisplayText } from './parse-pages.ts'
import { parseNameClaim, parseRoleRule } from './parse-role-rule.ts'
import { checkWithoutSignIn, parseSignIn } from './parse-sign-in.ts'
import { parseAccessTokenIssuer, parseTenants } from './parse-tenants.ts'
import { parseUnsafe } from './parse-unsafe.ts'
import { parseIssuer, parseMetadataUrl } from './parse-urls.ts'

export const providerKeys: readonly string[] = [
  'providerId',
  'label',
  'signIn',
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
  'introspection',
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
  'revokeOnLogout',
  'backChannelLogout',
  'frontChannelLogout',
  'unsafe',
  'metadata',
  'metadataUrl',
  'allowInsecureIssuer',
  'completeClaims',
  'issuerTemplate',
  'tenants',
  'thirdPartyLogin',
]

/** The values that `accessTokenProfile` may have. */
export const accessTokenProfiles: readonly AccessTokenProfile[] = [
  'rfc9068',
  'plain_jwt',
  'plain_jwt_without_aud',
  'workload_jwt',
]

/** The values that `accessTokenLookup` may have. */
export const accessTokenLookups: readonly AccessTokenLookup[] = [
  'introspection',
  'signed_introspection',
  'userinfo',
]

/** The options of every provider, with or without sign-ins. */
type CommonConfig = Omit<
  AccessTokenProviderConfig,
  'security' | 'signIn' | 'clientId' | 'clientAuthentication' | 'unsafe'
>

/** Reads an entry of `providers`, without its roles. */
export function parseProvider(reader: ObjectReader): ProviderWithoutSecurity {
  const providerId = reader.required('providerId')
  if (providerId !== '' && !/^[\w-]{1,64}$/.test(providerId)) {
    reader.error('providerId', 'invalid_value', 'must be 1 to 64 letters, digits, - or _.')
  }
  reader.checkFunction('completeClaims')
  const issuerUrl = parseIssuer(reader)
  const tenants = parseTenants(reader)
  const metadataUrl = parseMetadataUrl(reader)
  reader.flag('signIn', true)
  const client = reader.value('signIn') === false ? undefined : parseClient(reader)
  const introspection = parseIntrospection(reader)
  // A secret without a value has been reported already.
  const canIntrospect =
    reader.value('introspection') !== undefined ||
    (client !== undefined && (client.clientAuthentication.method !== 'none' || reader.has('clientSecret')))
  const accessTokenLookup = parseAccessTokenLookup(reader, canIntrospect)
  const idTokenSigningAlgs = parseSigningAlgs(reader)
  const unsafe = parseUnsafe(reader, { client, canIntrospect })
  const metadata = parseMetadata(reader)
  const common: CommonConfig = {
    providerId,
    issuerUrl,
    ...tenants,
    nameClaim: parseNameClaim(reader),
    rolesClaims: parseRolesClaims(reader),
    accessTokenFormat: reader.choice('accessTokenFormat', ['jwt', 'opaque']) ?? 'jwt',
    accessTokenIssuer: parseAccessTokenIssuer(reader, tenants?.issuerTemplate ?? issuerUrl),
    accessTokenProfile:
      reader.choice('accessTokenProfile', accessTokenProfiles) ?? (client ? 'rfc9068' : 'plain_jwt'),
    ...(accessTokenLookup && { accessTokenLookup }),
    ...(introspection && { introspection }),
    allowUnverifiedEmail: reader.flag('allowUnverifiedEmail'),
    ...(idTokenSigningAlgs && { idTokenSigningAlgs }),
    ...(metadata && { metadata }),
    ...(metadataUrl && { metadataUrl }),
    allowInsecureIssuer: reader.flag('allowInsecureIssuer'),
  }
  if (client === undefined) {
    checkWithoutSignIn(reader, { ...common, canIntrospect })
    const config = {
      ...common,
      signIn: false as const,
      ...(unsafe && { unsafe: { withoutIntrospectionAudience: unsafe.withoutIntrospectionAudience } }),
    }
    checkMetadata(reader, config)
    return config
  }
  const config = {
    ...common,
    signIn: true as const,
    label: parseDisplayText(reader, 'label') ?? providerId,
    ...client,
    ...parseSignIn(reader, common),
    ...(unsafe && { unsafe }),
  }
  checkMetadata(reader, config)
  return config
}

function parseClient(reader: ObjectReader): Pick<SignInProviderConfig, 'clientId' | 'clientAuthentication'> {
  const clientId = reader.required('clientId')
  checkCredential(reader, 'clientId', clientId)
  return { clientId, clientAuthentication: parseClientAuthentication(reader) }
}

/** A provider answers only authenticated clients (RFC 7662, section 2.1). */
function parseAccessTokenLookup(reader: ObjectReader, canIntrospect: boolean): AccessTokenLookup | undefined {
  const lookup = reader.choice('accessTokenLookup', accessTokenLookups)
  // Without a look-up, tokens are verified locally, so a revoked token passes until it expires.
  if (reader.has('accessTokenLookup') && reader.value('accessTokenLookup') === undefined) {
    const message = 'has no value: is its environment variable set? To switch the look-up off, leave it out.'
    reader.error('accessTokenLookup', 'missing', message)
  }
  if (lookup !== undefined && lookup !== 'userinfo' && !canIntrospect) {
    const message = `is '${lookup}', which needs a clientSecret or the option introspection. Set one of them.`
    reader.error('accessTokenLookup', 'conflict', message)
  }
  return lookup
}

function parseSigningAlgs(reader: ObjectReader): readonly string[] | undefined {
  if (reader.value('idTokenSigningAlgs') === undefined) return undefined
  const algs = reader.texts('idTokenSigningAlgs')
  if (algs.length === 0 || !algs.every((alg) => signingAlgorithms.includes(alg))) {
    const message = `must list one or more of ${signingAlgorithms.join(', ')}. none and HS256 are not allowed.`
    reader.error('idTokenSigningAlgs', 'invalid_value', message)
  }
  return algs
}

function parseRolesClaims(reader: ObjectReader): readonly RoleRuleConfig[] {
  const items = reader.list('rolesClaims')
  if (items.length > 0 && reader.value('pathsToAuthorities') !== undefined) {
    reader.error(
      'pathsToAuthorities',
      'conflict',
      'cannot be combined with rolesClaims. Move its entries there.',
    )
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
