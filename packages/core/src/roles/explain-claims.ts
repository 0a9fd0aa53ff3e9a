import { explainMeant, explainRule, explainSimilar, nameSource, quoteNames } from './explain-rule.ts'
import { quote } from './quote.ts'
import type { Trace } from './trace.ts'

/**
 * Renders the source of the name, the values that each rule found and, if a rule found no claim, the names of the claims that
 * came.
 */
export function explainClaims({ arrived = [], rules, userinfo, ...name }: Trace): readonly string[] {
  return [
    ...explainName(name),
    ...(userinfo ? ['- UserInfo was left out: it has another subject, or none.'] : []),
    ...(rules.length === 0 ? ['- No claim is read for role keys: rolesClaims is empty.'] : []),
    ...rules.flatMap(explainRule),
    ...arrived.map((claims) => `- Claims of ${nameSource(claims.source)}: ${quoteNames(claims)}.`),
  ]
}

function explainName({
  nameClaim,
  nameClaims,
  nameHints: hints,
}: Pick<Trace, 'nameClaim' | 'nameClaims' | 'nameHints'>): readonly string[] {
  const order = nameClaims === undefined ? '' : ` Tried in this order: ${nameClaims.map(quote).join(', ')}.`
  const read = `- The name is read from ${quote(nameClaim)}`
  if (hints === undefined) return [`${read}.${order}`]
  const { standIn, meant, similar, scope } = hints
  const why = standIn
    ? ', because the name claim gives none. It is not looked up in the configuration.'
    : ', which gives no name.'
  return [
    read + why + order,
    ...(meant === undefined ? [] : [`  - Hint: ${explainMeant(meant)}`]),
    ...(similar === undefined ? [] : [`  - Hint: ${explainSimilar(similar, nameClaim)}`]),
    ...(scope === undefined
      ? []
      : [`  - Hint: providers send it for the scope ${quote(scope)}, which is not in scopes.`]),
  ]
}
