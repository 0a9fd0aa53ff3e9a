import type { JsonObject } from '@x/oidc-core'

/** The person of a session that a test creates: with roles, or with the claims that the configuration gives roles for. */
export type TestPerson<Role extends string = string> = PersonByRoles<Role> | PersonByClaims

/** What both kinds of person may have. */
interface SignedInAt {
  /** The provider of the sign-in. @default the first of the configuration where people sign in */
  readonly providerId?: string | undefined
  /** What `oidc.tokens` gives. It expires with the session. @default none: `oidc.tokens` rejects with `tokens_unavailable` */
  readonly accessToken?: string | undefined
}

/** A person with certain roles. Roles that these imply are added, as at a sign-in. */
export interface PersonByRoles<Role extends string = string> extends SignedInAt {
  /** The name for display. */
  readonly name: string
  /** The roles: some that the configuration names or passes through, and one of `requiredRoles` among them. */
  readonly roles: readonly Role[]
  /** The claim `sub`. @default the name */
  readonly subject?: string | undefined
  /** More claims. The session keeps those that it would keep of an ID Token. */
  readonly claims?: JsonObject | undefined
}

/** A person whose roles are decided by the claims, as at a sign-in. */
export interface PersonByClaims extends SignedInAt {
  /** The claims of the ID Token: `sub`, the claim of the name and those of `rolesClaims`. `iss` is added. */
  readonly claims: JsonObject
  /** For a person with certain roles alone. */
  readonly roles?: undefined
  /** For a person with certain roles alone. */
  readonly name?: undefined
  /** For a person with certain roles alone. */
  readonly subject?: undefined
}

const members = ['name', 'roles', 'subject', 'claims', 'providerId', 'accessToken']

/**
 * Reads a person of a test, own members only.
 * @throws TypeError for a wrong member
 */
export function readTestPerson(given: unknown): TestPerson {
  if (typeof given !== 'object' || given === null)
    throw wrong(`the person is ${describe(given)}, expected an object such as { name: 'Ada', roles: [] }`)
  for (const name of Object.keys(given))
    if (!members.includes(name)) throw wrong(`${name} is unknown, expected ${members.join(', ')}`)
  const person = Object.assign(Object.create(null) as Record<string, unknown>, given)
  for (const name of ['name', 'subject', 'providerId', 'accessToken']) checkText(name, person[name])
  const { claims, name, roles } = person
  if (claims !== undefined && (typeof claims !== 'object' || claims === null || Array.isArray(claims)))
    throw wrong(`claims is ${describe(claims)}, expected an object such as { groups: ['staff'] }`)
  if (roles === undefined) {
    if (name !== undefined || person['subject'] !== undefined)
      throw wrong('roles is missing, expected a list beside name. Without roles, claims alone say who it is')
    if (claims === undefined) throw wrong('name and roles are missing, or claims')
  } else {
    if (!Array.isArray(roles) || !roles.every((role) => typeof role === 'string'))
      throw wrong(`roles is ${describe(roles)}, expected a list of texts`)
    if (name === undefined) throw wrong('name is missing, expected a text')
  }
  return person as unknown as TestPerson
}

function checkText(name: string, value: unknown): void {
  if (value === undefined || (typeof value === 'string' && value.trim() !== '')) return
  throw wrong(`${name} is ${typeof value === 'string' ? 'empty' : describe(value)}, expected a text`)
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`
}

/** Builds the error of a test that asks for a session which no sign-in could give. */
export function wrong(problem: string): TypeError {
  return new TypeError(`A session for a test could not be created: ${problem}.`)
}
