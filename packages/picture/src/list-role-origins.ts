import type { ClaimRef, Trace } from '@x/oidc-core'

/** A role and everything that gave it. */
export interface RoleOrigin {
  /** The role, which was granted. */
  readonly role: string
  /** Role keys that give the role. */
  readonly keys: readonly string[]
  /** Other roles that include it. */
  readonly impliedBy: readonly string[]
  /** Parts of the configuration that give it without a role key. */
  readonly settings: readonly ('individualRoles' | 'defaultRoles' | 'usernameAsRoleKey')[]
}

/** Turns a trace around: from what was found and what it gave, to the roles and where each came from. */
export function listRoleOrigins(trace: Trace): readonly RoleOrigin[] {
  return trace.granted.map((role) => ({
    role,
    keys: trace.keys
      .filter(({ grants }) => grants.some(({ roles }) => roles.includes(role)))
      .map(({ key }) => key),
    impliedBy: trace.implied.filter((implied) => implied.role === role).map(({ by }) => by),
    settings: [
      ...(trace.individual.includes(role) ? (['individualRoles'] as const) : []),
      ...(trace.username.includes(role) ? (['usernameAsRoleKey'] as const) : []),
      ...(trace.default.includes(role) ? (['defaultRoles'] as const) : []),
    ],
  }))
}

/** Writes a claim ref for people: the steps of a path with an arrow between them. */
export function writeClaimRef(ref: ClaimRef): string {
  if (typeof ref === 'string') return ref
  return ref.map((step) => (step === null ? 'each' : String(step))).join(' › ')
}
