import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { buildCustomClaims, buildStandardClaims } from '../account-claims.ts'
import { deriveUuid } from './derive-uuid.ts'
import type { Account, Claims, Issuance, Preset } from './preset.ts'

const base = '/protocol/openid-connect'

/** The roles of every user of a realm, in addition to the role that is named after the realm. */
const realmRoles = ['offline_access', 'uma_authorization']
const accountRoles = ['manage-account', 'manage-account-links', 'view-profile']

/** The client scopes that a client gets without a request for them. */
const defaultScopes = ['profile', 'email']

/** Only the realm knows this key, so a client cannot verify a refresh token. */
const refreshTokenKey = randomBytes(64)

/** Keycloak 26.7 with a new realm, a new client with **Client authentication**, and a **Group Membership** mapper. */
export const keycloak: Preset = {
  mountPath: '/realms/main',
  issuerSuffix: '',
  endpoints: {
    authorization: `${base}/auth`,
    token: `${base}/token`,
    jwks: `${base}/certs`,
    end_session: `${base}/logout`,
    userinfo: `${base}/userinfo`,
    introspection: `${base}/token/introspect`,
    revocation: `${base}/revoke`,
    pushed_authorization_request: `${base}/ext/par/request`,
  },
  scopes: ['acr', 'address', 'basic', 'microprofile-jwt', 'phone', 'roles', 'web-origins'],
  accessTokenSeconds: 300,
  idTokenSeconds: 300,
  defaultAudience: 'urn:x-oidc-testing:no-api',
  readsAudienceParameter: false,
  refusesUnknownScopes: true,
  alwaysIssuesRefreshTokens: true,
  buildSub: (subject) => subject,

  ignoredPrompts: ['select_account'],
  ownClaims: ['realm_access', 'resource_access', 'roles', 'groups'],
  hasClientRoles: true,
  groupPattern: /^\/./u,
  buildSubject: deriveUuid,
  buildMetadata: (plain) => ({
    ...plain,
    authorization_response_iss_parameter_supported: true,
    code_challenge_methods_supported: ['plain', 'S256'],
    id_token_signing_alg_values_supported: [
      ...['PS384', 'RS384', 'EdDSA', 'ES384', 'HS256', 'HS512', 'ES256', 'RS256', 'HS384', 'ES512'],
      ...['PS256', 'PS512', 'RS512'],
    ],
    prompt_values_supported: ['none', 'login', 'consent'],
    request_parameter_supported: true,
    subject_types_supported: ['public', 'pairwise'],
    tls_client_certificate_bound_access_tokens: true,
    token_endpoint_auth_methods_supported: [
      ...['private_key_jwt', 'client_secret_basic', 'client_secret_post', 'tls_client_auth'],
      'client_secret_jwt',
    ],
  }),
  // One more key, for encryption.
  buildKeys: (keys) => [
    ...keys,
    ...keys
      .filter(({ kty }) => kty === 'RSA')
      .slice(0, 1)
      .map((key) => ({ ...key, kid: deriveUuid(String(key['kid'])), use: 'enc', alg: 'RSA-OAEP' })),
  ],
  changeAuthorizationResponse: (parameters, sessionId) => {
    if (parameters.has('code')) parameters.set('session_state', sessionId)
  },

  buildIdToken: (plain, issuance, atHash) => ({
    header: { typ: 'JWT' },
    claims: {
      ...buildSharedClaims(plain, issuance),
      aud: issuance.clientId,
      typ: 'ID',
      ...(plain['nonce'] !== undefined && { nonce: plain['nonce'] }),
      at_hash: atHash,
      ...buildMappedClaims(issuance),
    },
  }),
  buildAccessToken: (plain, issuance, audience) => {
    const access = buildRoleClaims(issuance)
    return {
      header: { typ: 'JWT' },
      claims: {
        ...buildSharedClaims(plain, issuance),
        aud: listAudiences(audience, Object.keys(access.resource_access), issuance.clientId),
        typ: 'Bearer',
        'allowed-origins': ['/*'],
        ...access,
        scope: addDefaultScopes(issuance.scope),
        ...buildMappedClaims(issuance),
      },
    }
  },
  buildTokenResponse: ({ scope, sessionId }) => ({
    refresh_expires_in: 1800,
    'not-before-policy': 0,
    session_state: sessionId,
    scope: addDefaultScopes(scope),
  }),
  buildResources: ({ mountPath }) => ({
    [`${mountPath}${base}/userinfo`]: (issuance) => ({
      sub: issuance.account?.subject,
      ...buildMappedClaims(issuance),
    }),
  }),
  isForResources: ({ typ }) => typ === 'Bearer',
  // For a client that is not in the audience, the token is inactive.
  buildIntrospection: (claims, clientId) =>
    [claims.aud].flat().includes(clientId)
      ? {
          ...claims,
          client_id: claims['azp'],
          username: claims['preferred_username'],
          token_type: 'Bearer',
          active: true,
        }
      : { active: false },
  buildRefreshToken: (id, { issuer, clientId, scope }) => {
    const header = { alg: 'HS512', typ: 'JWT', kid: deriveUuid(issuer) }
    const claims = { jti: id, iss: issuer, aud: issuer, typ: 'Refresh', azp: clientId, scope }
    const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    const signature = createHmac('sha512', refreshTokenKey).update(input.join('.')).digest('base64url')
    return [...input, signature].join('.')
  },
}

function buildSharedClaims(plain: JWTPayload, { clientId, sessionId, authTime }: Issuance): Claims {
  const { iss, sub, exp, iat, jti = randomUUID(), acr = '1' } = plain
  return {
    ...{ exp, iat, ...(authTime !== undefined && { auth_time: authTime }) },
    ...{ jti, iss, sub, azp: clientId, sid: sessionId, acr },
  }
}

/** Builds the claims of all mappers: of the client scopes `profile` and `email`, of groups, and of the person's `claims`. */
function buildMappedClaims({ account, scope }: Issuance): Claims {
  if (account === undefined) return {}
  const { key, person } = account
  const named = { ...person, claims: { ...splitName(account), ...person.claims } }
  const standard = buildStandardClaims(key, named, addDefaultScopes(scope))
  return {
    // The default: an address is verified only if an administrator says so.
    ...('email' in standard && { email_verified: false }),
    ...standard,
    ...(person.groups && { groups: person.groups }),
    ...buildCustomClaims(person),
  }
}

function addDefaultScopes(scope: string): string {
  const asked = scope.split(' ').filter((name) => name !== '')
  return [...new Set([...asked, ...defaultScopes])].join(' ')
}

function splitName({ person: { name } }: Account): Claims {
  const at = name.lastIndexOf(' ')
  return at < 0 ? { given_name: name } : { given_name: name.slice(0, at), family_name: name.slice(at + 1) }
}

/** Builds the claims of roles. Only access tokens have them. */
function buildRoleClaims({ account, issuer }: Issuance) {
  const { roles = [], clientRoles = {} } = account?.person ?? {}
  const ofClients = Object.entries(clientRoles).map(([clientId, names]) => [clientId, { roles: names }])
  return {
    realm_access: { roles: [`default-roles-${issuer.split('/').at(-1)}`, ...realmRoles, ...roles] },
    resource_access: { ...Object.fromEntries(ofClients), account: { roles: accountRoles } } as Claims,
  }
}

/** Lists the audience: the clients with roles in the token, except the requesting client, and the requested audience. */
function listAudiences(audience: string | undefined, clients: readonly string[], clientId: string) {
  const all = [...(audience === undefined ? [] : [audience]), ...clients.filter((each) => each !== clientId)]
  return all.length === 1 ? all[0] : all
}
