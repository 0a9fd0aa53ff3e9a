import type { ProviderConfig } from '../config/oidc-config.ts'
import { resolveSources } from './access-sources.ts'
import type { AccessSources } from './access-sources.ts'
import { assessRule } from './assess-rule.ts'
import { compileSecurity } from './compile-security.ts'
import type { Decision, DenialReason } from './decision.ts'
import { expandImpliedRoles, rolesFor } from './expand-implied-roles.ts'
import { findHints } from './find-hints.ts'
import { grantKey } from './grant-key.ts'
import { resolveIdentity } from './resolve-identity.ts'
import type { RuleTrace, Trace } from './trace.ts'

/** The most distinct role keys over all rules. */
export const keyCountLimit = 5000

/**
 * Decides who somebody is, which roles they have, and whether they are admitted. Total: any JSON gives a decision.
 * @remarks The claims must be verified; nothing is checked here.
 * @example
 * const decision = decideAccess(config.providers[0], { idToken: { sub: 'ada', groups: ['staff'] } })
 * decision.admitted && decision.roles // ['ROLE_USER']
 */
export function decideAccess<Role extends string>(
  provider: ProviderConfig<Role>,
  sources: AccessSources,
): Decision<Role> {
  const { issuerUrl: issuer, security } = provider
  const view = resolveSources(provider, sources)
  const { subject, name, known, denials: identityDenials } = resolveIdentity(provider, view)
  const verdicts = provider.rolesClaims.map((rule) => ({
    rule,
    ...assessRule(rule, view[rule.from ?? 'merged']),
  }))

  const compiled = compileSecurity(security)
  const distinct = [...new Set(verdicts.flatMap((verdict) => verdict.keys))]
  const keys = distinct.slice(0, keyCountLimit).map((key) => grantKey(compiled, key))
  const mapped = keys.flatMap(({ grants }) => grants.flatMap(({ roles }) => roles))
  const lookedUp = known ? name : undefined
  const username = security.usernameAsRoleKey
    ? (compiled.mapping.get(compiled.fold(lookedUp ?? ''))?.roles ?? [])
    : []
  const individual = rolesFor(security.individualRoles, lookedUp ?? '')

  const granted = new Set<string>([...mapped, ...username, ...individual])
  const clean = !verdicts.some(({ outcome }) => outcome === 'wrong_type')
  const defaults = granted.size === 0 && clean ? security.defaultRoles : []
  for (const role of defaults) granted.add(role)

  const implied = expandImpliedRoles(granted, security.impliedRoles)

  const required = security.requiredRoles
  const met = required.filter((role) => granted.has(role))
  const open = required.length === 0 || met.length > 0

  const denials: DenialReason[] = [...identityDenials]
  if (distinct.length > keyCountLimit || verdicts.some(({ tooLarge }) => tooLarge)) denials.push('too_large')
  if (verdicts.some(({ outcome }) => outcome === 'incomplete')) denials.push('claims_incomplete')
  const unmet = verdicts.filter(({ rule }) => rule.required)
  if (unmet.some(({ outcome }) => outcome === 'missing')) denials.push('claim_missing')
  if (unmet.some(({ outcome, hasStrings }) => outcome === 'wrong_type' && !hasStrings))
    denials.push('claim_wrong_type')
  if (!open) denials.push('role_missing')

  const roles = [...granted].sort()
  const trace: Trace = {
    request: view.bearer ? 'bearer' : 'sign_in',
    ...(view.subjectMismatch && { userinfo: 'subject_mismatch' }),
    nameClaim: provider.nameClaim,
    rules: verdicts.map(({ rule, outcome, keys, notes }): RuleTrace => ({
      path: rule.path,
      from: rule.from ?? 'merged',
      outcome,
      required: rule.required,
      keys: keys.slice(0, keyCountLimit),
      notes,
      ...(keys.length === 0 && findHints(rule, view)),
    })),
    keys,
    username,
    individual,
    default: defaults,
    implied,
    granted: roles,
    gate: { required, met, open },
    denials,
  }
  const [reason] = denials
  if (reason === undefined && name !== undefined && subject !== undefined) {
    return { admitted: true, name, subject, issuer, roles: roles as Role[], trace }
  }
  // Whoever lacks a name or a subject was denied for it above, so there is a reason.
  return { admitted: false, name, subject, issuer, roles: [], reason: reason as DenialReason, trace }
}
