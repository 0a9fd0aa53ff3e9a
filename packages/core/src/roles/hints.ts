import {
  type ClaimPathStep,
  type ClaimRef,
  type ClaimSource,
  listNameClaims,
  type NameClaim,
} from '../claims/claim-path.ts'
import type { Claims, JsonObject } from '../claims/json.ts'
import { isJsonObject } from '../claims/own-member.ts'
import { selectClaim } from '../claims/select-claim.ts'
import { foldSpelling } from '../config/fold-key.ts'
import type { ProviderConfig, RoleRuleConfig } from '../config/oidc-config.ts'
import { type ClaimsView, resolveRead } from './claim-sources.ts'
import { readEvidence, recordSecurity } from './evidence.ts'
import { evaluateRule } from './find-role-keys.ts'
import { resolveName } from './resolve-name.ts'
import type { ArrivedClaims, ArrivedNames, NameHints, RuleOutcome, RuleTrace, Trace } from './trace.ts'

/** Maximum names in one list, and their maximum length in UTF-16 code units: the provider chooses both. */
const maxNames = 40
const maxNameLength = 64

const sources: readonly ClaimSource[] = ['idToken', 'userinfo', 'accessToken']

type RuleHints = Pick<RuleTrace, 'elsewhere' | 'similar' | 'meant' | 'members'>

/**
 * Adds hints to the trace of a decision: the source that was read, the claims that came if a claim was not found, and the claim
 * that was probably meant. Call it before a trace is stored: it needs the claims, which a stored trace does not have. A stored
 * trace is returned unchanged.
 */
export function addHints<Role extends string>(trace: Trace<Role>): Trace<Role> {
  const evidence = readEvidence(trace)
  if (evidence === undefined) return trace
  const { provider, view } = evidence
  const { nameClaim, rolesClaims, security } = provider
  const isNamed = resolveName(view.merged, nameClaim) !== undefined
  const lacksClaims = !isNamed || trace.rules.some(lacksClaim)
  const spellings = new Map(Object.keys(security.roleMapping).map((key) => [foldSpelling(key), key]))
  const hinted: Trace<Role> = {
    ...trace,
    ...(!isNamed && { nameHints: findNameHints(provider, view, trace) }),
    ...(lacksClaims && { arrived: listArrived(view) }),
    rules: rolesClaims.map((rule, index) => {
      // There is one for each rule.
      const found = trace.rules[index] as RuleTrace
      return {
        ...found,
        read: resolveRead(view, rule.from, listSteps(rule.path)[0]),
        ...(found.keys.length === 0 && findHints(rule, found.outcome, view)),
      }
    }),
    keys: trace.keys.map((found) => {
      const similar = found.grants.length === 0 ? spellings.get(foldSpelling(found.key)) : undefined
      return similar === undefined ? found : { ...found, similar }
    }),
  }
  if (trace.rolesUndecided !== true) recordSecurity(hinted, security)
  return hinted
}

/** Whether a rule looked for a claim and did not find it. */
function lacksClaim({ outcome, notes }: RuleTrace): boolean {
  return outcome === 'missing' && !notes.some(({ note }) => note === 'not_read')
}

/** Finds the claim that a rule without role keys was probably meant to select. */
function findHints(rule: RoleRuleConfig, outcome: RuleOutcome, view: ClaimsView): RuleHints {
  const layers = view[rule.from ?? 'merged']
  const listElsewhere = (other: RoleRuleConfig): readonly ClaimSource[] =>
    view.bearer ? [] : sources.filter((source) => source !== rule.from && hasKeys(other, view[source]))

  const others = listMeant(rule)
  const here = others.find((other) => hasKeys(other, layers))
  const there = here ? undefined : [rule, ...others].find((other) => listElsewhere(other).length > 0)
  const meant = here ?? there ?? rule
  const similar = findSimilar(layers, rule.path)
  const members = outcome === 'missing' && findMembers(layers, listSteps(rule.path))
  return {
    ...(there && { elsewhere: listElsewhere(there) }),
    ...(similar !== undefined && { similar }),
    ...(meant !== rule && { meant: meant.path }),
    ...(members && { members }),
  }
}

function hasKeys(rule: RoleRuleConfig, layers: readonly Claims[]): boolean {
  return evaluateRule(rule, layers).keys.length > 0
}

/** Lists corrected rules: the user may have written a path as text, or a choice of several claims as a path. */
function listMeant(rule: RoleRuleConfig): readonly RoleRuleConfig[] {
  const steps = listSteps(rule.path)
  const path = readAsPath(steps)
  const [first, ...more] = steps
  return [
    ...(path ? [{ ...rule, path }] : []),
    ...(more.length > 0 && typeof first === 'string' ? [{ path: first, required: false }] : []),
  ]
}

/** Finds why the configured claims give no name. */
function findNameHints(provider: ProviderConfig, { merged }: ClaimsView, { denials }: Trace): NameHints {
  const claims = listNameClaims(provider.nameClaim)
  const meant = claims
    .flatMap((claim) => listMeantNames(claim, merged))
    .find((name) => resolveName(merged, name) !== undefined)
  const similar = claims.map((claim) => findSimilar(merged, claim)).find((name) => name !== undefined)
  const standIn = !denials.includes('name_missing')
  const scope = claims.map(findScope).find((name) => name !== undefined)
  const isHint = !standIn && scope !== undefined && provider.signIn && !provider.scopes.includes(scope)
  return {
    standIn,
    ...(meant !== undefined && { meant }),
    ...(similar !== undefined && { similar }),
    ...(isHint && { scope }),
  }
}

/** The scope that asks for a claim with a name of a user. @see OpenID Connect Core 1.0, section 5.4 */
function findScope(claim: ClaimRef): string | undefined {
  if (claim === 'email') return 'email'
  const isOfProfile = /^(?:name|given_name|family_name|nickname|preferred_username)$/.test(String(claim))
  return isOfProfile ? 'profile' : undefined
}

/** A list of claim names is a path. If the path cannot be followed, the list was probably meant as a choice of claims. */
function listMeantNames(claim: ClaimRef, layers: readonly Claims[]): readonly NameClaim[] {
  const steps = listSteps(claim)
  const path = readAsPath(steps)
  const leads = selectClaim(layers, steps.slice(0, 1)).values.some(({ value }) => isJsonObject(value))
  return [...(path ? [path] : []), ...(steps.length > 1 && !leads ? [{ firstOf: steps.map(String) }] : [])]
}

function listSteps(ref: ClaimRef): readonly ClaimPathStep[] {
  return typeof ref === 'string' ? [ref] : ref
}

/** Reads a name with dots, a JSON Pointer or `*` as a path; undefined if the name has none of these. */
function readAsPath(steps: readonly ClaimPathStep[]): readonly ClaimPathStep[] | undefined {
  const path = steps.flatMap((step) => {
    if (typeof step !== 'string') return [step]
    const parts = step.split(step.startsWith('/') ? '/' : '.').filter((part) => part !== '' && part !== '$')
    return parts.map(readStep)
  })
  return path.length === steps.length && path.every((step, index) => step === steps[index]) ? undefined : path
}

function readStep(part: string): ClaimPathStep {
  if (part === '*') return null
  return /^\d{1,15}$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** Atoti's documentation once wrote claim names with a colon for every dot. */
function findSimilar(layers: readonly Claims[], ref: ClaimRef): string | undefined {
  const name = String(listSteps(ref)[0])
  const fold = (text: string): string => foldSpelling(text).replaceAll(':', '.')
  const folded = fold(name)
  return layers.flatMap(Object.keys).find((member) => member !== name && fold(member) === folded)
}

/** Finds the objects at which a path ends before its last step. */
function findMembers(layers: readonly Claims[], steps: readonly ClaimPathStep[]): RuleTrace['members'] {
  for (let step = steps.length - 1; step > 0; step--) {
    const { values } = selectClaim(layers, steps.slice(0, step))
    const objects = values.map(({ value }) => value).filter(isJsonObject)
    if (objects.length > 0) return { step, ...listNames(objects) }
  }
  return undefined
}

/** Lists the names of the top-level claims of each source. */
function listArrived({ bearer, ...view }: ClaimsView): readonly ArrivedClaims[] {
  return (bearer === undefined ? sources : (['accessToken'] as const)).flatMap((source) =>
    view[source].map((claims) => ({ source: bearer ?? source, ...listNames([claims]) })),
  )
}

function listNames(objects: readonly JsonObject[]): ArrivedNames {
  const names = [...new Set(objects.flatMap(Object.keys))].sort()
  return {
    names: names
      .slice(0, maxNames)
      .map((name) => (name.length > maxNameLength ? `${name.slice(0, maxNameLength - 1)}…` : name)),
    more: Math.max(0, names.length - maxNames),
  }
}
