import { type ClaimRef, listNameClaims } from '../claims/claim-path.ts'
import type { ProviderConfig } from '../config/oidc-config.ts'
import { type AccessSources, resolveSources } from './claim-sources.ts'
import { evaluateRule, type RuleResult } from './find-role-keys.ts'
import type { Decision } from './decision.ts'
import type { DenialReason, RuleNote, RuleTrace, Trace } from './trace.ts'
import { recordEvidence } from './evidence.ts'
import { grantRoles } from './grant-roles.ts'
import { resolveIdentity } from './resolve-identity.ts'

/** Maximum distinct role keys over all rules. */
const keyCountLimit = 5000

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
  const view = resolveSources(provider, sources)
  const identity = resolveIdentity(provider, view)
  const results = provider.rolesClaims.map((rule) =>
    evaluateRule(
      rule,
      view[rule.from ?? 'merged'],
      rule.from === 'accessToken' ? view.accessTokenProblem : undefined,
    ),
  )
  const keys = distinctKeys(results)
  const grants = grantRoles(provider.security, {
    keys: keys.slice(0, keyCountLimit),
    name: identity.known ? identity.name : undefined,
    mayDefault: !results.some(({ outcome }) => outcome === 'wrong_type' || outcome === 'unverifiable'),
  })
  const denials = [
    ...identity.denials,
    ...ruleDenials(results, keys.length),
    ...(grants.gate.open ? [] : (['role_missing'] as const)),
  ]
  const nameClaims = listNameClaims(provider.nameClaim)
  const trace: Trace<Role> = {
    request: view.bearer ? 'bearer' : 'sign_in',
    ...(view.subjectMismatch && { userinfo: 'subject_mismatch' }),
    // The list of name claims is never empty.
    nameClaim: identity.nameClaim ?? (nameClaims[0] as ClaimRef),
    ...(nameClaims.length > 1 && { nameClaims }),
    rules: results.map(({ rule, outcome, keys, notes, problem }): RuleTrace => ({
      path: rule.path,
      from: rule.from ?? 'merged',
      outcome,
      required: rule.required,
      ...(problem && { problem }),
      keys: keys.slice(0, keyCountLimit),
      notes: view.opaque && rule.from === 'accessToken' ? [opaqueNote] : notes,
    })),
    ...grants,
    // At run time roles are strings.
    granted: grants.granted as Role[],
    denials,
  }
  recordEvidence(trace, { provider, view })
  const { name, subject } = identity
  const issuer = provider.issuerUrl
  const [reason] = denials
  if (reason === undefined && name !== undefined && subject !== undefined) {
    return { admitted: true, name, subject, issuer, roles: trace.granted, trace }
  }
  // Without a name or a subject there is a denial, so there is a reason.
  return { admitted: false, name, subject, issuer, roles: [], reason: reason as DenialReason, trace }
}

function distinctKeys(results: readonly RuleResult[]): readonly string[] {
  const [first, second] = results
  if (first && !second) return first.keys
  const distinct = new Set<string>()
  for (const { keys } of results) for (const key of keys) distinct.add(key)
  return [...distinct]
}

function ruleDenials(results: readonly RuleResult[], keyCount: number): readonly DenialReason[] {
  const required = results.filter(({ rule }) => rule.required)
  const denials: DenialReason[] = []
  if (keyCount > keyCountLimit || results.some(({ tooLarge }) => tooLarge)) denials.push('too_large')
  if (results.some(({ outcome }) => outcome === 'incomplete')) denials.push('claims_incomplete')
  if (required.some(({ outcome }) => outcome === 'missing')) denials.push('claim_missing')
  if (required.some(({ outcome }) => outcome === 'unverifiable')) denials.push('claim_unverifiable')
  if (required.some(({ outcome, hasStrings }) => outcome === 'wrong_type' && !hasStrings)) {
    denials.push('claim_wrong_type')
  }
  return denials
}
