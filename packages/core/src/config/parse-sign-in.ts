import type { ObjectReader } from './object-reader.ts'
import type { AccessTokenProviderConfig, SignInProviderConfig } from './oidc-config.ts'
import { parseAuthorizationParams, parseLogoutParams } from './parse-parameters.ts'

type SignInConfig = Pick<
  SignInProviderConfig,
  | 'scopes'
  | 'trustedAudiences'
  | 'authorizationParams'
  | 'requiredAcrValues'
  | 'logoutParams'
  | 'providerLogout'
  | 'revokeOnLogout'
  | 'backChannelLogout'
  | 'frontChannelLogout'
  | 'thirdPartyLogin'
>

/** Reads the options that only sign-ins need, except those of the client. Reports options with which every sign-in would fail. */
export function parseSignIn(
  reader: ObjectReader,
  { accessTokenFormat, rolesClaims }: Pick<SignInProviderConfig, 'accessTokenFormat' | 'rolesClaims'>,
): SignInConfig {
  const config = {
    scopes: parseScopes(reader),
    trustedAudiences: reader.texts('trustedAudiences'),
    authorizationParams: parseAuthorizationParams(reader),
    requiredAcrValues: reader.texts('requiredAcrValues'),
    logoutParams: parseLogoutParams(reader),
    providerLogout: reader.flag('providerLogout', true),
    revokeOnLogout: reader.flag('revokeOnLogout', true),
    backChannelLogout: reader.flag('backChannelLogout'),
    frontChannelLogout: reader.flag('frontChannelLogout'),
    ...(reader.flag('thirdPartyLogin') && { thirdPartyLogin: true }),
  }
  if (config.backChannelLogout && reader.value('issuerTemplate') !== undefined) {
    const message =
      'works at one issuer, and issuerTemplate allows several. Leave one of them out, or set frontChannelLogout.'
    reader.error('backChannelLogout', 'conflict', message)
  }
  if (!config.providerLogout && Object.keys(config.logoutParams).length > 0) {
    const message = 'is never sent, because providerLogout is false. Leave one of them out.'
    reader.error('logoutParams', 'conflict', message)
  }
  if (config.requiredAcrValues.length > 0 && Object.hasOwn(config.authorizationParams, 'acr_values')) {
    const message = 'has acr_values, which requiredAcrValues replace. Leave one of them out.'
    reader.error('authorizationParams', 'conflict', message)
  }
  rolesClaims.forEach(({ from, required }, index) => {
    if (accessTokenFormat !== 'opaque' || from !== 'accessToken' || !required) return
    const message =
      "is true for a claim of the access token, which sign-ins do not read with accessTokenFormat: 'opaque': no person would be " +
      'admitted. Leave it out.'
    reader.issues.error([...reader.path, 'rolesClaims', index, 'required'], 'conflict', message)
  })
  return config
}

function parseScopes(reader: ObjectReader): readonly string[] {
  const scopes = reader.texts('scopes')
  // RFC 6749, section 3.3
  if (scopes.some((scope) => !/^[!#-[\]-~]+$/.test(scope))) {
    reader.error('scopes', 'invalid_value', 'must list single scopes in printable ASCII.')
  }
  return [...new Set(['openid', ...scopes])]
}

/** The options of sign-ins: the client, and what `parseSignIn` reads. */
const signInKeys: readonly string[] = [
  ...['label', 'clientId', 'clientSecret', 'useClientSecretAsCertificate', 'tokenEndpointAuthMethod'],
  ...['clientAuthentication', 'scopes', 'trustedAudiences', 'authorizationParams', 'requiredAcrValues'],
  ...['logoutParams', 'providerLogout', 'revokeOnLogout', 'backChannelLogout', 'frontChannelLogout'],
  ...['completeClaims', 'thirdPartyLogin'],
]

/** Reports options that a provider without sign-ins can never use. */
export function checkWithoutSignIn(
  reader: ObjectReader,
  {
    accessTokenFormat,
    accessTokenLookup,
    canIntrospect,
    rolesClaims,
  }: Pick<AccessTokenProviderConfig, 'accessTokenFormat' | 'accessTokenLookup' | 'rolesClaims'> & {
    readonly canIntrospect: boolean
  },
): void {
  for (const key of signInKeys.filter((each) => reader.value(each) !== undefined)) {
    const instead = key.startsWith('client') ? ' To have tokens introspected, set introspection.' : ''
    reader.error(key, 'conflict', `is for sign-ins, and signIn is false. Leave one of them out.${instead}`)
  }
  rolesClaims.forEach(({ from }, index) => {
    if (from !== 'idToken') return
    const message = "is 'idToken', but with signIn: false there are no ID Tokens. Leave it out."
    reader.issues.error([...reader.path, 'rolesClaims', index, 'from'], 'conflict', message)
  })
  if (accessTokenFormat === 'opaque' && accessTokenLookup === undefined && !canIntrospect) {
    const message =
      "is 'opaque', so a client must introspect the tokens, but there is no client. Set introspection."
    reader.error('accessTokenFormat', 'conflict', message)
  }
}
