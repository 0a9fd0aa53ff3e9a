import { createHash, randomUUID } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { buildCustomClaims, buildStandardClaims } from '../account-claims.ts'
import { deriveUuid } from './derive-uuid.ts'
import type { Account, Addresses, Claims, Issuance, JwtContent, Preset } from './preset.ts'

/** A JWT for a person with more groups than this has no groups. */
const groupLimit = 200

/** The application id of Microsoft Graph: the audience of access tokens that are requested without another API. */
const graph = '00000003-0000-0000-c000-000000000000'

/** Microsoft Entra ID with its v2.0 endpoints, for an app registration with app roles and the groups claim. */
export const entra: Preset = {
  mountPath: '/11111111-2222-4333-8444-555555555555',
  issuerSuffix: '/v2.0',
  // UserInfo is at Microsoft Graph. There is no introspection, no revocation and no pushed authorization request.
  endpoints: {
    authorization: '/oauth2/v2.0/authorize',
    token: '/oauth2/v2.0/token',
    jwks: '/discovery/v2.0/keys',
    end_session: '/oauth2/v2.0/logout',
  },
  scopes: ['User.Read'],
  accessTokenSeconds: 4_000,
  idTokenSeconds: 3_900,
  defaultAudience: 'urn:x-oidc-testing:no-api',
  readsAudienceParameter: false,
  refusesUnknownScopes: false,
  alwaysIssuesRefreshTokens: false,
  buildSub: (subject, clientId) => createHash('sha256').update(`${subject} ${clientId}`).digest('base64url'),

  ignoredPrompts: [],
  ownClaims: ['roles', 'groups', '_claim_names', '_claim_sources', 'oid', 'tid'],
  hasClientRoles: false,
  groupPattern: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u,
  // This is the `oid`. The `sub` is different for each application.
  buildSubject: deriveUuid,
  buildMetadata: (plain, { issuer, origin, mountPath }) => ({
    token_endpoint: plain['token_endpoint'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: plain['jwks_uri'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer,
    request_uri_parameter_supported: false,
    userinfo_endpoint: `${findOtherHost(origin)}${paths.userinfo}`,
    authorization_endpoint: plain['authorization_endpoint'],
    device_authorization_endpoint: `${origin}${mountPath}/oauth2/v2.0/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: plain['end_session_endpoint'],
    claims_supported: [
      ...['sub', 'iss', 'cloud_instance_name', 'cloud_instance_host_name', 'cloud_graph_host_name'],
      ...['msgraph_host', 'aud', 'exp', 'iat', 'auth_time', 'acr', 'nonce', 'preferred_username', 'name'],
      ...['tid', 'ver', 'at_hash', 'c_hash', 'email'],
    ],
    tenant_region_scope: 'EU',
    cloud_instance_name: 'microsoftonline.com',
    cloud_graph_host_name: 'graph.windows.net',
    msgraph_host: 'graph.microsoft.com',
  }),
  buildKeys: (keys, { issuer }) => keys.map(({ alg: _, ...key }) => ({ ...key, x5t: key['kid'], issuer })),
  changeAuthorizationResponse: (parameters, sessionId) => {
    parameters.delete('iss')
    if (parameters.has('code')) parameters.set('session_state', sessionId)
  },

  buildIdToken: (plain, issuance) => {
    const { account, clientId } = issuance
    return {
      header: { typ: 'JWT' },
      claims: {
        ...{
          aud: clientId,
          iss: buildIssuer(issuance),
          ...buildLifetime(plain),
          ...pick(plain, 'nonce', 'auth_time'),
        },
        ...(account && describePerson(account, issuance)),
        ...{ sub: buildSub(issuance), tid: findTenant(issuance), uti: randomUUID(), ver: '2.0' },
        ...(account && buildMemberships(account, issuance)),
        ...(account && buildCustomClaims(account.person)),
      },
    }
  },
  buildAccessToken: (plain, issuance, audience) =>
    audience === undefined ? buildGraphToken(plain, issuance) : buildApiToken(plain, issuance, audience),
  buildTokenResponse: () => ({ ext_expires_in: 4_000 }),
  buildResources: () => ({
    [paths.userinfo]: (issuance) => ({
      sub: buildSub(issuance),
      ...(issuance.account &&
        pick(
          buildStandardClaims(issuance.account.key, issuance.account.person, issuance.scope),
          ...userinfoClaims,
        )),
    }),
    // The request of `microsoftGraphGroups`.
    [paths.memberships]: ({ account }) => ({ value: account?.person.groups ?? [] }),
  }),
  isForResources: ({ aud }) => aud === graph,
}

/**
 * Microsoft Entra ID for accounts in any organizational directory. Each person has a tenant, which is in the issuer of the tokens. The
 * metadata and the keys have a template in its place.
 */
export const entraOrganizations: Preset = {
  ...entra,
  mountPath: '/organizations',
  homeTenant: entra.mountPath.slice(1),
  buildMetadata: (plain, addresses) => entra.buildMetadata(plain, nameAllTenants(addresses)),
  buildKeys: (keys, addresses) => entra.buildKeys(keys, nameAllTenants(addresses)),
}

function nameAllTenants(addresses: Addresses): Addresses {
  return { ...addresses, issuer: `${addresses.origin}/{tenantid}${entra.issuerSuffix}` }
}

/** Paths of Microsoft Graph, on another host than the issuer. */
const paths = { userinfo: '/oidc/userinfo', memberships: '/v1.0/me/getMemberObjects' }

const userinfoClaims = ['name', 'family_name', 'given_name', 'picture', 'email']

/** Builds a token of version 1.0 for Microsoft Graph. A client cannot verify it. */
function buildGraphToken(plain: JWTPayload, issuance: Issuance): JwtContent {
  const { account, clientId, scope } = issuance
  return {
    header: { typ: 'JWT' },
    hashedNonce: randomUUID(),
    claims: {
      ...{ aud: graph, iss: `https://sts.windows.net/${findTenant(issuance)}/`, ...buildLifetime(plain) },
      ...{ appid: clientId, appidacr: '1' },
      ...(account && { idtyp: 'user', name: account.person.name, oid: account.subject }),
      ...{ scp: listApiScopes(scope), sub: entra.buildSub(account?.subject ?? clientId, graph) },
      ...{ tid: findTenant(issuance), uti: randomUUID(), ver: '1.0' },
    },
  }
}

/** Builds a token for an API of the tenant, whose manifest requests version 2.0. */
function buildApiToken(plain: JWTPayload, issuance: Issuance, audience: string): JwtContent {
  const { account, clientId, scope } = issuance
  return {
    header: { typ: 'JWT' },
    claims: {
      ...{ aud: audience, iss: buildIssuer(issuance), ...buildLifetime(plain), azp: clientId, azpacr: '1' },
      ...(account && describePerson(account, issuance)),
      ...{ scp: listApiScopes(scope), sub: entra.buildSub(account?.subject ?? clientId, audience) },
      ...{ tid: findTenant(issuance), uti: randomUUID(), ver: '2.0' },
      ...(account && buildMemberships(account, issuance)),
    },
  }
}

function buildLifetime({ iat, exp }: JWTPayload): Claims {
  return { iat, nbf: iat, exp }
}

function buildSub({ account, clientId }: Issuance): string | undefined {
  return account && entra.buildSub(account.subject, clientId)
}

/** Builds the claims of a person. The scope `profile` releases `oid` too. */
function describePerson({ key, person, subject }: Account, { scope }: Issuance): Claims {
  const standard = buildStandardClaims(key, person, scope)
  return {
    ...pick(standard, 'name', 'preferred_username', 'email'),
    ...('name' in standard && { oid: subject }),
  }
}

function buildMemberships({ person: { roles, groups }, subject }: Account, issuance: Issuance): Claims {
  const endpoint = `https://graph.windows.net/${findTenant(issuance)}/users/${subject}/getMemberObjects`
  const overage = { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint } } }
  return {
    ...(groups && (groups.length > groupLimit ? overage : { groups })),
    // People without an app role have no claim `roles`.
    ...(roles && roles.length > 0 && { roles }),
  }
}

/** The tenant of the person, or the one tenant of the provider. */
function findTenant({ account, mountPath }: Pick<Issuance, 'account' | 'mountPath'>): string {
  return account?.person.tenant ?? mountPath.slice(1)
}

function buildIssuer(issuance: Issuance): string {
  return `${issuance.origin}/${findTenant(issuance)}${entra.issuerSuffix}`
}

function listApiScopes(scope: string): string {
  return scope
    .split(' ')
    .filter((name) => name !== 'offline_access')
    .join(' ')
}

function findOtherHost(origin: string): string {
  const url = new URL(origin)
  // The server listens at one of the two loopback addresses.
  if (url.hostname !== '[::1]') url.hostname = url.hostname === 'localhost' ? '127.0.0.1' : 'localhost'
  return url.origin
}

function pick(claims: Claims, ...names: readonly string[]): Claims {
  return Object.fromEntries(
    names.flatMap((name) => (claims[name] === undefined ? [] : [[name, claims[name]]])),
  )
}
