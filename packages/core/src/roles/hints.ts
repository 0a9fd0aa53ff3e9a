import type { ClaimSource } from '../claims/claim-path.ts'
import type { RoleRuleConfig } from '../config/oidc-config.ts'
import type { ClaimsView } from './claim-sources.ts'
import { evaluateRule } from './find-role-keys.ts'

export interface RuleHints {
  readonly elsewhere?: readonly ClaimSource[]
  readonly similar?: string
}

/** Finds what a rule without keys was probably meant to select. */
export function findHints(rule: RoleRuleConfig, view: ClaimsView): RuleHints {
  const sources: readonly ClaimSource[] = view.bearer ? [] : ['idToken', 'userinfo', 'accessToken']
  const elsewhere = sources.filter(
    (source) => source !== rule.from && evaluateRule(rule, view[source]).keys.length > 0,
  )
  // Atoti's documentation once wrote claim names with a colon for every dot.
  const name = String(typeof rule.path === 'string' ? rule.path : rule.path[0])
  const similar = view[rule.from ?? 'merged']
    .flatMap(Object.keys)
    .find((member) => member !== name && dotted(member) === dotted(name))
  return {
    ...(elsewhere.length > 0 && { elsewhere }),
    ...(similar !== undefined && { similar }),
  }
}

function dotted(name: string): string {
  return name.replaceAll(':', '.')
}
