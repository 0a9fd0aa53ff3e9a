import type { Decision } from './decision.ts'
import type { DenialReason } from './trace.ts'
import { explainKey, explainRule } from './explain-rule.ts'
import { quote, quoteAll } from './quote.ts'
import type { Trace } from './trace.ts'

/** Maximum keys in the text; the trace has them all. */
const shownKeys = 100

const reasons: Readonly<Record<DenialReason, string>> = {
  subject_missing: 'sub is not a string, or empty',
  name_missing: 'the name claim does not give exactly one name',
  email_unverified: 'the e-mail address is not verified (see allowUnverifiedEmail)',
  too_large: 'too many role keys, or one is too long',
  claims_incomplete: 'the provider left out part of a claim',
  claim_missing: 'a required claim is missing',
  claim_unverifiable: 'a required claim stands in an access token that cannot be verified',
  claim_wrong_type: 'a required claim holds no role key',
  role_missing: 'no required role was granted',
}

/**
 * Renders a decision as text for people: what was found, what was granted and why, what was dropped and why, and hints
 * for common mistakes.
 * @remarks The only claims in the text are role keys, quoted and on one line each.
 */
export function explainAccess({ roles, trace }: Decision): string {
  const [first, ...others] = trace.denials
  return [
    first === undefined ? `Admitted with ${quoteAll(roles)}.` : `Not admitted, ${first}: ${reasons[first]}.`,
    ...others.map((reason) => `Also ${reason}: ${reasons[reason]}.`),
    'Claims:',
    ...explainClaims(trace),
    'Role keys:',
    ...explainKeys(trace),
    'Roles:',
    ...explainRoles(trace),
    'Gate:',
    explainGate(trace),
  ].join('\n')
}

function explainClaims({ request, nameClaim, nameClaims, rules, userinfo }: Trace): readonly string[] {
  return [
    `- The name is read from ${quote(nameClaim)}.${explainOrder(nameClaims)}`,
    ...(userinfo ? ['- UserInfo was left out: its subject is another, or missing.'] : []),
    ...rules.flatMap((rule) => explainRule(rule, request)),
  ]
}

function explainOrder(nameClaims: Trace['nameClaims']): string {
  return nameClaims === undefined ? '' : ` Tried in this order: ${nameClaims.map(quote).join(', ')}.`
}

function explainKeys({ keys }: Trace): readonly string[] {
  if (keys.length === 0) return ['- none']
  const hidden = keys.length - shownKeys
  return [...keys.slice(0, shownKeys).map(explainKey), ...(hidden > 0 ? [`- … and ${hidden} more`] : [])]
}

function explainRoles({
  username,
  individual,
  default: defaults,
  implied,
  granted,
  denials,
}: Trace): readonly string[] {
  const sources: readonly (readonly [string, readonly string[]])[] = [
    ['usernameAsRoleKey', username],
    ['individualRoles', individual],
    ['defaultRoles', defaults],
  ]
  return [
    ...sources
      .filter(([, roles]) => roles.length > 0)
      .map(([source, roles]) => `- ${quoteAll(roles)} from ${source}`),
    ...implied.map(({ role, by }) => `- ${quote(role)} implied by ${quote(by)}`),
    `- ${denials.length === 0 ? 'together' : 'would have been granted'}: ${quoteAll(granted)}`,
  ]
}

function explainGate({ gate: { required, met, open } }: Trace): string {
  if (required.length === 0) return '- open: no role is required.'
  const wanted = `one of ${quoteAll(required)} is required`
  return open ? `- open: ${wanted}, ${quoteAll(met)} was granted.` : `- shut: ${wanted}, none was granted.`
}
