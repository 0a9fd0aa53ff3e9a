import type { Person } from '@x/oidc-testing'

/** Somebody invented who can sign in at the embedded provider, and what the app should make of them. */
export interface DemoPerson extends Person {
  readonly description: string
  readonly expected: Expectation
}

export interface Expectation {
  /** What the provider sends, found by `rolesClaims`. */
  readonly roleKeys: readonly string[]
  /** Sorted. Nobody without a role is admitted. */
  readonly roles: readonly string[]
  /** Why the app does not admit this person. */
  readonly denied?: string
  /** How `/admin` answers once this person has signed in; somebody who is not admitted stays anonymous. */
  readonly adminStatus?: 200 | 403
}

export type DemoPeople = Readonly<Record<string, DemoPerson>>

/** By the key under which the embedded provider knows them. */
export const people: DemoPeople = {
  ada: {
    name: 'Ada Example',
    description: 'An administrator',
    claims: { 'https://example.com/roles': ['admins', 'staff', 'newsletter'] },
    expected: {
      roleKeys: ['admins', 'staff', 'newsletter'],
      roles: ['ROLE_ADMIN', 'ROLE_EDITOR', 'ROLE_USER'],
      adminStatus: 200,
    },
  },
  ben: {
    name: 'Ben Example',
    description: 'A member of staff',
    claims: { 'https://example.com/roles': ['staff'] },
    expected: { roleKeys: ['staff'], roles: ['ROLE_USER'], adminStatus: 403 },
  },
  cleo: {
    name: 'Cleo Example',
    description: 'Somebody without any role',
    expected: { roleKeys: [], roles: [], denied: 'role_missing' },
  },
  dana: {
    name: 'Dana Example',
    description: 'An editor, by a nested claim as Keycloak sends it',
    claims: { realm_access: { roles: ['staff', 'editors', 'offline_access'] } },
    expected: {
      roleKeys: ['staff', 'editors', 'offline_access'],
      roles: ['ROLE_EDITOR', 'ROLE_USER'],
      adminStatus: 403,
    },
  },
}
