import { writeJson } from './write-json.ts'

/** What stands in the two fields. */
export interface Texts {
  readonly claims: string
  readonly configuration: string
}

/** What a provider sends, and a configuration for it. The people and names are invented. */
export interface ProviderShape {
  readonly id: string
  readonly label: string
  readonly isAdmitted: boolean
  readonly texts: Texts
}

const groups = Array.from({ length: 90 }, (_, index) => {
  const team = ['sales', 'support', 'research'][index % 3] ?? ''
  return `${index % 2 === 0 ? 'app' : 'mail'}-${team}-${String(index + 1).padStart(2, '0')}`
})

export const providerShapes: readonly ProviderShape[] = [
  shape('keycloak', 'Keycloak: realm roles', true, {
    claims: {
      sub: '7d0c6f8e',
      preferred_username: 'ada',
      realm_access: { roles: ['staff', 'editors', 'offline_access'] },
    },
    provider: { nameClaim: 'preferred_username', rolesClaims: [['realm_access', 'roles']] },
    security: { roleMapping: { staff: ['ROLE_USER'], editors: ['ROLE_EDITOR'] } },
  }),
  shape('auth0', 'Auth0: a namespaced claim', true, {
    claims: { sub: 'auth0|64f1', name: 'Ada', 'https://example.com/roles': ['admins'] },
    provider: { nameClaim: 'name', rolesClaims: ['https://example.com/roles'] },
    security: {
      roleMapping: { admins: ['ROLE_ADMIN'] },
      impliedRoles: { ROLE_ADMIN: ['ROLE_EDITOR'], ROLE_EDITOR: ['ROLE_USER'] },
    },
  }),
  shape('entra-app-roles', 'Entra: app roles', true, {
    claims: { sub: 'AAAAAIkzqFVr', name: 'Ada', roles: ['Orders.Read', 'Orders.Write'] },
    provider: { nameClaim: 'name', rolesClaims: [{ path: 'roles', required: true }] },
    security: {
      roleMapping: { 'Orders.Write': ['ROLE_EDITOR'] },
      rolePatterns: [{ pattern: 'Orders.*', roles: ['ROLE_USER'] }],
    },
  }),
  shape('cognito', 'Cognito: groups, and roles by name', true, {
    claims: { sub: 'b1d7', 'cognito:username': 'ada', 'cognito:groups': ['staff', 'app-reports'] },
    provider: { nameClaim: 'cognito:username', rolesClaims: ['cognito:groups'] },
    security: {
      roleMapping: { staff: ['ROLE_USER'] },
      individualRoles: { ada: ['ROLE_OWNER'] },
      passthrough: { allow: ['app-*'] },
    },
  }),
  shape('okta', 'Okta: ninety groups', true, {
    claims: { sub: '00u1', name: 'Ada', groups: ['Everyone', ...groups] },
    provider: { nameClaim: 'name', rolesClaims: [{ path: 'groups', truncatesAt: 100 }] },
    security: {
      roleMapping: { Everyone: ['ROLE_USER'] },
      rolePatterns: [{ pattern: 'app-sales-*', roles: ['ROLE_SALES'] }],
    },
  }),
  shape('case', 'A name that differs by case only', false, {
    claims: { sub: 'ada', groups: ['Staff', '/editors'] },
    provider: { rolesClaims: ['groups'] },
    security: { roleMapping: { staff: ['ROLE_USER'], editors: ['ROLE_EDITOR'] } },
  }),
  shape('access-token', 'Keycloak: roles in the access token only', false, {
    claims: {
      idToken: { sub: '7d0c6f8e', preferred_username: 'ada' },
      accessToken: { sub: '7d0c6f8e', realm_access: { roles: ['staff'] } },
    },
    provider: { nameClaim: 'preferred_username', rolesClaims: [['realm_access', 'roles']] },
    security: { roleMapping: { staff: ['ROLE_USER'] } },
  }),
  shape('entra-overage', 'Entra: too many groups to send', false, {
    claims: {
      sub: 'AAAAAIkzqFVr',
      name: 'Ada',
      roles: ['Orders.Read'],
      _claim_names: { groups: 'src1' },
      _claim_sources: { src1: { endpoint: 'https://graph.example.com/users/ada/getMemberObjects' } },
    },
    provider: { nameClaim: 'name', rolesClaims: ['roles', 'groups'] },
    security: { roleMapping: { 'Orders.Read': ['ROLE_USER'] } },
  }),
]

interface ShapeParts {
  readonly claims: object
  readonly provider: object
  readonly security: object
}

function shape(id: string, label: string, isAdmitted: boolean, parts: ShapeParts): ProviderShape {
  const { claims, provider, security } = parts
  return {
    id,
    label,
    isAdmitted,
    texts: { claims: writeJson(claims), configuration: writeJson({ providers: [provider], security }) },
  }
}
