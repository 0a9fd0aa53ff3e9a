import { createHash } from 'node:crypto'
import { buildCustomClaims, buildStandardClaims } from '../account-claims.ts'
import type { Addresses, Claims, Issuance, Preset } from './preset.ts'

/** The prefix of the claim names in the Action of the guide. Auth0 itself sends no roles. */
const namespace = 'https://example.com'

/** Auth0 for a Regular Web Application, with the Action of the guide and APIs of the default token profile. */
export const auth0: Preset = {
  mountPath: '',
  issuerSuffix: '/',
  endpoints: {
    authorization: '/authorize',
    token: '/oauth/token',
    jwks: '/.well-known/jwks.json',
    end_session: '/oidc/logout',
    userinfo: '/userinfo',
    revocation: '/oauth/revoke',
  },
  scopes: ['address', 'phone'],
  accessTokenSeconds: 86_400,
  idTokenSeconds: 36_000,
  defaultAudience: undefined,
  readsAudienceParameter: true,
  refusesUnknownScopes: false,
  alwaysIssuesRefreshTokens: false,
  buildSub: (subject) => subject,

  ignoredPrompts: [],
  ownClaims: [`${namespace}/roles`, `${namespace}/groups`, 'roles', 'groups', 'permissions'],
  hasClientRoles: false,
  groupPattern: /./u,
  buildSubject: (key) => `auth0|${createHash('sha256').update(key).digest('hex').slice(0, 24)}`,
  buildMetadata: (plain, { issuer }) => ({
    issuer,
    authorization_endpoint: plain['authorization_endpoint'],
    token_endpoint: plain['token_endpoint'],
    device_authorization_endpoint: `${issuer}oauth/device/code`,
    userinfo_endpoint: plain['userinfo_endpoint'],
    mfa_challenge_endpoint: `${issuer}mfa/challenge`,
    jwks_uri: plain['jwks_uri'],
    registration_endpoint: `${issuer}oidc/register`,
    revocation_endpoint: plain['revocation_endpoint'],
    scopes_supported: [
      ...['openid', 'profile', 'offline_access', 'name', 'given_name', 'family_name', 'nickname', 'email'],
      ...['email_verified', 'picture', 'created_at', 'identities', 'phone', 'address'],
    ],
    response_types_supported: ['code', 'token', 'id_token', 'code token', 'code id_token', 'token id_token'],
    code_challenge_methods_supported: ['S256', 'plain'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['public'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    claims_supported: [
      ...['aud', 'auth_time', 'created_at', 'email', 'email_verified', 'exp', 'family_name', 'given_name'],
      ...['iat', 'identities', 'iss', 'name', 'nickname', 'phone_number', 'picture', 'sub'],
    ],
    request_uri_parameter_supported: false,
    request_parameter_supported: false,
    id_token_signing_alg_values_supported: ['HS256', 'RS256', 'PS256'],
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    end_session_endpoint: plain['end_session_endpoint'],
  }),
  buildKeys: (keys) => keys.map((key) => ({ ...key, x5t: key['kid'] })),
  changeAuthorizationResponse: (parameters) => {
    parameters.delete('iss')
  },

  buildIdToken: (plain, issuance) => {
    const { iss, aud, iat, exp, sub, nonce, auth_time: authTime } = plain
    return {
      header: { typ: 'JWT' },
      claims: {
        ...buildProfile(issuance),
        ...{ iss, aud, iat, exp, sub, sid: issuance.sessionId },
        ...(authTime !== undefined && { auth_time: authTime }),
        ...(nonce !== undefined && { nonce }),
      },
    }
  },
  buildAccessToken: (plain, issuance, audience) => ({
    header: { typ: 'JWT' },
    claims: { ...buildApiClaims(plain, issuance, audience), azp: issuance.clientId },
  }),
  // More scopes than the client requested.
  buildTokenResponse: ({ scope }) => ({ scope: `${scope} address phone` }),
  buildResources: ({ mountPath }) => ({
    [`${mountPath}/userinfo`]: (issuance) => ({
      sub: issuance.account?.subject,
      ...buildProfile(issuance),
    }),
  }),
  isForResources: ({ aud }, addresses) => Array.isArray(aud) && aud.includes(findUserinfo(addresses)),
}

/** Auth0 with APIs of the token profile RFC 9068. */
export const auth0Rfc9068: Preset = {
  ...auth0,
  buildAccessToken: (plain, issuance, audience) => ({
    header: { typ: 'at+jwt' },
    claims: {
      ...buildApiClaims(plain, issuance, audience),
      ...{ jti: plain.jti, client_id: issuance.clientId },
    },
  }),
}

function buildApiClaims(plain: Claims, issuance: Issuance, audience: string | undefined): Claims {
  const { iss, sub, iat, exp } = plain
  const isForUserinfo = issuance.scope.split(' ').includes('openid')
  const aud = isForUserinfo ? [audience, findUserinfo(issuance)] : audience
  return { ...{ iss, sub, aud, iat, exp }, ...(issuance.scope !== '' && { scope: issuance.scope }) }
}

/** UserInfo has the same claims as the ID Token. Access tokens have none of them. */
function buildProfile({ account, scope }: Issuance): Claims {
  if (account === undefined) return {}
  const { key, person } = account
  const { preferred_username: _, ...standard } = buildStandardClaims(key, person, scope)
  return {
    ...(person.roles && { [`${namespace}/roles`]: person.roles }),
    ...(person.groups && { [`${namespace}/groups`]: person.groups }),
    ...('name' in standard && { nickname: key }),
    ...('email' in standard && { email_verified: false }),
    ...standard,
    ...buildCustomClaims(person),
  }
}

function findUserinfo({ issuer }: Addresses): string {
  return `${issuer}userinfo`
}
