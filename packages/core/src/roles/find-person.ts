import type { ProviderConfig } from '../config/oidc-config.ts'
import { type AccessSources, type ClaimsView, resolveSources } from './claim-sources.ts'
import { evaluateRule, type RuleResult } from './find-role-keys.ts'
import { type Identity, resolveIdentity } from './resolve-identity.ts'
import type { DenialReason } from './trace.ts'

/** Maximum distinct role keys over all rules. */
const keyCountLimit = 5000

/** What the claims alone say of a person: who it is, and the role keys. No role is decided yet. */
export interface FoundPerson {
  /** The provider whose rules were evaluated. */
  readonly provider: ProviderConfig
  /** The claims that the rules read. */
  readonly view: ClaimsView
  /** Subject and name. */
  readonly identity: Identity
  /** The results of the rules of `rolesClaims`, in their order. */
  readonly rules: readonly RuleResult[]
  /** The distinct role keys of all rules, before any mapping: at most 5,000. */
  readonly roleKeys: readonly string[]
  /** Why the claims alone deny access, the decisive reason first. Empty: `security` decides. */
  readonly denials: readonly DenialReason[]
}

/**
 * Finds the identity and the role keys of a person, the first step of a decision. `decideRoles` is the second step. Total: any JSON
 * gives a result.
 * @remarks The claims must be verified before.
 * @example
 * const person = findPerson(config.providers[0], { idToken: { sub: 'ada', groups: ['staff'] } })
 * person.roleKeys // ['staff']
 */
export function findPerson(provider: ProviderConfig, sources: AccessSources): FoundPerson {
  const view = resolveSources(provider, sources)
  const identity = resolveIdentity(provider, view)
  const rules = provider.rolesClaims.map((rule) =>
    evaluateRule(
      rule,
      view[rule.from ?? 'merged'],
      rule.from === 'accessToken' ? view.accessTokenProblem : undefined,
    ),
  )
  const keys = listDistinctKeys(rules)
  return {
    provider,
    view,
    identity,
    rules,
    roleKeys: keys.slice(0, keyCountLimit),
    denials: [...identity.denials, ...listRuleDenials(rules, keys.length)],
  }
}

/** The role keys of one rule that a trace shows. */
export function limitKeys(keys: readonly string[]): readonly string[] {
  return keys.slice(0, keyCountLimit)
}

function listDistinctKeys(results: readonly RuleResult[]): readonly string[] {
  const [first, second] = results
  if (first && !second) return first.keys
  const distinct = new Set<string>()
  for (const { keys } of results) for (const key of keys) distinct.add(key)
  return [...distinct]
}

function listRuleDenials(results: readonly RuleResult[], keyCount: number): readonly DenialReason[] {
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
