import { listNameClaims, type ClaimRef } from '../claims/claim-path.ts'
import { withoutPrototype } from '../claims/own-member.ts'
import type { ProviderConfig, SecurityConfig } from '../config/oidc-config.ts'
import type { AccessSources } from './claim-sources.ts'
import { withholdsDefaults } from './decide-by-keys.ts'
import type { Decision } from './decision.ts'
import { recordEvidence } from './evidence.ts'
import { findPerson, type FoundPerson, limitKeys } from './find-person.ts'
import { grantRoles, type RoleGrants } from './grant-roles.ts'
import type { DenialReason, RuleNote, RuleTrace, Trace } from './trace.ts'

/** If the source is not read, there are no other notes. */
const opaqueNote: RuleNote = { note: 'not_read', kind: 'opaque', count: 1 }

/**
 * Decides the identity and roles of a person, and whether they are admitted. Total: any JSON gives a decision.
 * @remarks The claims must be verified before.
 * @example
 * const decision = decideAccess(config.providers[0], { idToken: { sub: 'ada', groups: ['staff'] } })
 * decision.admitted && decision.roles // ['ROLE_USER']
 */
export function decideAccess<Role extends string>(
  provider: ProviderConfig<Role>,
  sources: AccessSources,
): Decision<Role> {
  return decideRoles(findPerson(provider, sources), provider.security)
}

/**
 * Decides the roles of a person that `findPerson` found, by this `security`, and whether they are admitted: the second step of a
 * decision.
 * @example
 * const decision = decideRoles(findPerson(provider, sources), security)
 */
export function decideRoles<Role extends string>(
  person: FoundPerson,
  security: SecurityConfig<Role>,
): Decision<Role> {
  const { identity, roleKeys, rules } = person
  const grants = grantRoles(security, {
    keys: roleKeys,
    name: identity.known ? identity.name : undefined,
    mayDefault: !withholdsDefaults(rules),
  })
  const denials = [...person.denials, ...(grants.gate.open ? [] : (['role_missing'] as const))]
  return decide(person, denials, grants, security)
}

/**
 * Denies access to a person whose claims alone deny it, without a `security`. Where `security` is a function, it is then not called.
 * @param person with at least one denial
 */
export function denyByClaims(person: FoundPerson): Decision {
  return decide(person, person.denials, { ...noGrants, rolesUndecided: true }, undefined)
}

/** Denies access to a person of a tenant whose people may not sign in. No role is decided. */
export function denyTenant(person: FoundPerson): Decision {
  return denyByClaims({ ...person, denials: ['tenant_not_allowed', ...person.denials] })
}

const noGrants: RoleGrants = {
  keys: [],
  username: [],
  individual: [],
  default: [],
  implied: [],
  granted: [],
  gate: { required: [], met: [], open: false },
}

function decide<Role extends string>(
  { provider, view, identity, rules }: FoundPerson,
  denials: readonly DenialReason[],
  grants: RoleGrants & Pick<Trace, 'rolesUndecided'>,
  security: SecurityConfig<Role> | undefined,
): Decision<Role> {
  const nameClaims = listNameClaims(provider.nameClaim)
  const trace: Trace<Role> = {
    request: view.bearer ? 'bearer' : 'sign_in',
    ...(view.subjectMismatch && { userinfo: 'subject_mismatch' }),
    // The list of name claims is never empty.
    nameClaim: identity.nameClaim ?? (nameClaims[0] as ClaimRef),
    ...(nameClaims.length > 1 && { nameClaims }),
    rules: rules.map(({ rule, outcome, keys, notes, problem }): RuleTrace => ({
      path: rule.path,
      from: rule.from ?? 'merged',
      outcome,
      required: rule.required,
      ...(problem && { problem }),
      keys: limitKeys(keys),
      notes: view.opaque && rule.from === 'accessToken' ? [opaqueNote] : notes,
    })),
    ...grants,
    // At run time roles are strings.
    granted: grants.granted as Role[],
    denials,
  }
  recordEvidence(trace, { provider: withSecurity(provider, security), view })
  const { name, subject } = identity
  const issuer = provider.issuerUrl
  const [reason] = denials
  if (reason === undefined && security !== undefined && name !== undefined && subject !== undefined) {
    return { admitted: true, name, subject, issuer, roles: trace.granted, trace }
  }
  // Without a name or a subject there is a denial, so there is a reason.
  return { admitted: false, name, subject, issuer, roles: [], reason: reason as DenialReason, trace }
}

/** Hints and explanations read the `security` that decided. */
function withSecurity(provider: ProviderConfig, security: SecurityConfig | undefined): ProviderConfig {
  return security === undefined || security === provider.security
    ? provider
    : withoutPrototype({ ...provider, security })
}
