import type { Person } from '@x/oidc-testing'

/** A fictional person who can sign in at the embedded provider, and what the app should decide about them. */
export interface DemoPerson extends Person {
  /** For scripts. The sign-in page does not ask for it. */
  readonly password: string
  readonly description: string
  readonly expected: Expectation
}

export interface Expectation {
  /** Sorted. A person without a role is not admitted. */
  readonly roles: readonly string[]
  /** Why the app does not admit this person. */
  readonly denied?: string
  /** How pages answer once this person has signed in; a person who is not admitted stays anonymous. */
  readonly pages: Readonly<Record<string, 200 | 403 | 'sign-in'>>
  /** How the API answers to a token of this person. */
  readonly api: Readonly<Record<'orders' | 'admin', 200 | 403>>
}

export type DemoPeople = Readonly<Record<string, DemoPerson>>

/** Roles in a claim with a name of its own. A provider like Keycloak is told of the roles alone, and places them itself. */
function byNamedClaim(...roles: readonly string[]): Pick<DemoPerson, 'roles' | 'claims'> {
  return { roles, claims: { 'https://example.com/roles': roles } }
}

/** Roles in a claim within a claim. */
function byNestedClaim(...roles: readonly string[]): Pick<DemoPerson, 'roles' | 'claims'> {
  return { roles, claims: { realm_access: { roles } } }
}

/** By the key under which the embedded provider knows them. */
export const people: DemoPeople = {
  ada: {
    name: 'Ada Example',
    description: 'An administrator',
    password: 'demo',
    ...byNamedClaim('admins', 'staff', 'newsletter'),
    expected: {
      roles: ['ROLE_ADMIN', 'ROLE_EDITOR', 'ROLE_USER'],
      pages: { '/notice': 200, '/notice/edit': 200, '/admin': 200 },
      api: { orders: 200, admin: 200 },
    },
  },
  ben: {
    name: 'Ben Example',
    description: 'A member of staff',
    password: 'demo',
    ...byNamedClaim('staff'),
    expected: {
      roles: ['ROLE_USER'],
      pages: { '/notice': 200, '/notice/edit': 403, '/admin': 403 },
      api: { orders: 200, admin: 403 },
    },
  },
  cleo: {
    name: 'Cleo Example',
    description: 'A person without any role',
    password: 'demo',
    expected: {
      ...{ roles: [], denied: 'role_missing' },
      pages: { '/notice': 'sign-in', '/notice/edit': 'sign-in', '/admin': 'sign-in' },
      api: { orders: 403, admin: 403 },
    },
  },
  dana: {
    name: 'Dana Example',
    description: 'An editor, by a nested claim as Keycloak sends it',
    password: 'demo',
    ...byNestedClaim('staff', 'editors', 'offline_access'),
    expected: {
      roles: ['ROLE_EDITOR', 'ROLE_USER'],
      pages: { '/notice': 200, '/notice/edit': 200, '/admin': 403 },
      api: { orders: 200, admin: 403 },
    },
  },
}
