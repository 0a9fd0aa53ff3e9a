import { documentationPage } from '../documentation.ts'
import type { KnownProvider, RolesPlace } from './known-provider.ts'
import { quote } from './quote.ts'

const mapping = "{ staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] }"
/** Names of roles are in the singular, those of groups are not. */
const mappingOfRoles = "{ staff: ['ROLE_USER'], admin: ['ROLE_USER', 'ROLE_ADMIN'] }"
const groups: RolesPlace = {
  id: 'groups',
  label: 'groups, in the claim groups',
  rule: () => "'groups'",
  mapping,
}

/** The providers that are offered, in this order. The last one is every other provider. */
export const knownProviders: readonly [KnownProvider, ...KnownProvider[]] = [
  {
    id: 'keycloak',
    label: 'Keycloak',
    issuerExample: 'https://id.example.com/realms/main',
    isIssuer: /\/realms\/[^/]+\/?$/u,
    nameClaim: "'name'",
    scopes: ['profile'],
    places: [
      {
        id: 'realm-roles',
        label: 'realm roles',
        rule: () => "{ path: ['realm_access', 'roles'], from: 'accessToken' }",
        mapping: mappingOfRoles,
      },
      {
        id: 'client-roles',
        label: 'roles of this client',
        rule: (clientId) => `{ path: ['resource_access', ${quote(clientId)}, 'roles'], from: 'accessToken' }`,
        mapping: mappingOfRoles,
      },
      {
        id: 'groups',
        label: 'groups',
        rule: () => "{ path: 'groups', stripPrefix: '/' }",
        mapping,
        todo: 'Add the mapper Group Membership to the dedicated scope of the client, with the token claim name groups.',
      },
    ],
    registration: {
      place: 'Clients, the client, Settings',
      redirect: 'Valid redirect URIs',
      postLogout: 'Valid post logout redirect URIs',
    },
  },
  {
    id: 'entra',
    label: 'Microsoft Entra ID',
    issuerExample: 'https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0',
    isIssuer: /^https:\/\/login\.microsoftonline\.(?:com|us)\//u,
    nameClaim: "'name'",
    scopes: ['profile'],
    places: [
      {
        id: 'app-roles',
        label: 'app roles',
        rule: () => "{ path: 'roles', from: 'idToken' }",
        mapping: "{ 'App.Read': ['ROLE_USER'], 'App.Admin': ['ROLE_USER', 'ROLE_ADMIN'] }",
        todo: 'Create the roles under App roles, and assign people to them in Enterprise applications.',
      },
    ],
    registration: {
      place: 'App registrations, the application, Authentication, platform Web',
      redirect: 'Redirect URIs',
      postLogout: 'Redirect URIs',
    },
  },
  {
    id: 'auth0',
    label: 'Auth0',
    issuerExample: 'https://example.eu.auth0.com/',
    isIssuer: /^https:\/\/[^/]+\.auth0\.com\//u,
    nameClaim: "'name'",
    scopes: ['profile'],
    places: [
      {
        id: 'claim',
        label: 'a claim that an Action adds',
        rule: () => "'https://example.com/roles'",
        mapping: "{ staff: ['ROLE_USER'], admin: ['ROLE_USER', 'ROLE_ADMIN'] }",
        todo: "Add an Action to the post-login trigger: api.idToken.setCustomClaim('https://example.com/roles', event.authorization?.roles ?? [])",
      },
    ],
    registration: {
      place: 'Applications, the application, Settings',
      redirect: 'Allowed Callback URLs',
      postLogout: 'Allowed Logout URLs',
    },
  },
  {
    id: 'okta',
    label: 'Okta',
    issuerExample: 'https://example.okta.com',
    isIssuer: /^https:\/\/[^/]+\.okta(?:preview)?\.com(?:\/|$)/u,
    nameClaim: "'name'",
    scopes: ['profile', 'groups'],
    places: [
      {
        id: 'groups',
        label: 'groups',
        rule: () => "{ path: 'groups', truncatesAt: 100 }",
        mapping: "{ 'app-users': ['ROLE_USER'], 'app-admins': ['ROLE_USER', 'ROLE_ADMIN'] }",
        todo: 'Add a groups claim in the tab Sign On of the application, with a filter that only its groups pass.',
      },
    ],
    registration: {
      place: 'Applications, the application, General',
      redirect: 'Sign-in redirect URIs',
      postLogout: 'Sign-out redirect URIs',
    },
  },
  {
    id: 'google',
    label: 'Google',
    issuerExample: 'https://accounts.google.com',
    isIssuer: /^https:\/\/accounts\.google\.com\/?$/u,
    // individualRoles names people by it.
    nameClaim: "'email'",
    scopes: ['email', 'profile'],
    places: [
      {
        id: 'domain',
        label: 'the Workspace domain and single people: Google sends no groups',
        rule: () => "'hd'",
        mapping: "{ 'example.com': ['ROLE_USER'] }",
        security: "individualRoles: { 'admin@example.com': ['ROLE_USER', 'ROLE_ADMIN'] },",
      },
    ],
    registration: {
      place: 'Google Cloud console, APIs and services, Credentials, the OAuth client',
      redirect: 'Authorized redirect URIs',
    },
    note: 'Google has no sign-out for applications: a sign-out ends the session here alone.',
  },
  {
    id: 'cognito',
    label: 'Amazon Cognito',
    issuerExample: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI',
    isIssuer: /^https:\/\/cognito-idp\.[^/]+\.amazonaws\.com\//u,
    // It sends the name only of a person whose attribute has one.
    nameClaim: "{ firstOf: ['cognito:username', 'username'] }",
    scopes: ['email'],
    places: [
      {
        id: 'groups',
        label: 'groups of the user pool',
        rule: () => "{ path: 'cognito:groups', from: 'idToken' }",
        mapping,
      },
    ],
    registration: {
      place: 'the user pool, App clients, the client, Login pages, Edit',
      redirect: 'Allowed callback URLs',
      postLogout: 'Allowed sign-out URLs',
    },
    note: `A sign-out at Cognito needs metadata and logoutParams in the configuration: ${documentationPage('docs/providers/cognito.md')}`,
  },
  {
    id: 'other',
    label: 'another provider',
    issuerExample: 'https://id.example.com',
    isIssuer: /^/u,
    nameClaim: "'name'",
    scopes: ['profile'],
    places: [groups],
    registration: {
      place: 'the client',
      redirect: 'the redirect URI',
      postLogout: 'the post-logout redirect URI',
    },
  },
]

/** Everyone who can sign in at the provider is admitted, and no role is asked for. */
export const noRoles = 'none'

/** The place that a claim of the person's own names: the name of a claim, or a path as a JSON list. */
export function readClaimPlace(claim: string): RolesPlace | undefined {
  if (!claim.startsWith('[')) return { ...groups, id: claim, label: claim, rule: () => quote(claim) }
  const path = parsePath(claim)
  return path && { ...groups, id: claim, label: claim, rule: () => `[${path.map(quote).join(', ')}]` }
}

function parsePath(claim: string): readonly string[] | undefined {
  try {
    const path = JSON.parse(claim) as unknown
    return Array.isArray(path) && path.length > 0 && path.every((step) => typeof step === 'string')
      ? path
      : undefined
  } catch {
    return undefined
  }
}
