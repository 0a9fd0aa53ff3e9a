import type { People, Person } from './provider-options.ts'

/** The claims of the scopes `profile` and `email`. @see OpenID Connect Core 1.0, section 5.4 */
const scopedClaims: Readonly<Record<string, readonly string[]>> = {
  profile: [
    ...['name', 'family_name', 'given_name', 'middle_name', 'nickname', 'preferred_username', 'profile'],
    ...['picture', 'website', 'gender', 'birthdate', 'zoneinfo', 'locale', 'updated_at'],
  ],
  email: ['email', 'email_verified'],
}

const standard = new Set(['sub', ...Object.values(scopedClaims).flat()])

export function subjectOf(key: string, person: Person): string {
  return person.subject ?? key
}

/** Finds the entry of `people` with this subject. */
export function findPerson(people: People, subject: string): readonly [string, Person] | undefined {
  return Object.entries(people).find(([key, person]) => subjectOf(key, person) === subject)
}

/** Returns all claims of a person, before scopes select from them. */
export function buildAccountClaims(key: string, person: Person): Record<string, unknown> & { sub: string } {
  return { name: person.name, preferred_username: key, ...person.claims, sub: subjectOf(key, person) }
}

/** The claims outside the standard scopes, e.g. roles. The scope `openid` releases them. */
export function buildCustomClaims(person: Person): Record<string, unknown> {
  return Object.fromEntries(Object.entries(person.claims ?? {}).filter(([name]) => !standard.has(name)))
}

/** The claims of `profile` and `email` that the scopes of a token release, without `sub`. */
export function buildStandardClaims(key: string, person: Person, scope: string): Record<string, unknown> {
  const scoped = Object.entries(buildScopedClaims(key, person, scope))
  return Object.fromEntries(scoped.filter(([name]) => name !== 'sub' && standard.has(name)))
}

/** The claims that each scope releases. */
export function buildScopeClaims(people: People): Record<string, readonly string[]> {
  const custom = Object.values(people).flatMap((person) => Object.keys(buildCustomClaims(person)))
  return { openid: ['sub', ...new Set(custom)], ...scopedClaims }
}

/** Selects the claims of a person that the scopes of an access token release. */
export function buildScopedClaims(key: string, person: Person, scope: string): Record<string, unknown> {
  const released = new Set(scope.split(' ').flatMap((name) => scopedClaims[name] ?? []))
  const all = Object.entries(buildAccountClaims(key, person))
  return Object.fromEntries(
    all.filter(([name]) => name === 'sub' || !standard.has(name) || released.has(name)),
  )
}
