import { decideAccess } from '@x/oidc-core'
import type { Decision } from '@x/oidc-core'
import type { Html } from '@x/oidc-picture/markup'
import { buildDecision } from './build-decision.ts'
import { buildClaimsRemarks, buildConfigurationRemarks } from './build-remarks.ts'
import { parseClaims } from '../parse/parse-claims.ts'
import { parseConfiguration } from '../parse/parse-configuration.ts'
import type { Texts } from '../shapes/provider-shapes.ts'

/** Everything that the page shows for what stands in its two fields. */
export interface Answer {
  readonly claims: Remarks
  readonly configuration: Remarks
  /** One sentence, for the status line. */
  readonly outcome: string
  /** None when nothing can be decided; the page then keeps the last one. */
  readonly decision: Html | undefined
}

export interface Remarks {
  readonly isWrong: boolean
  readonly body: Html
}

/** Reads both texts and decides. Pure, so that the server draws the first answer and the browser all others. */
export function answerTexts(texts: Texts): Answer {
  const claims = parseClaims(texts.claims)
  const { problem, issues, provider } = parseConfiguration(texts.configuration)
  const decision = 'value' in claims && provider ? decideAccess(provider, claims.value.sources) : undefined
  return {
    claims: { isWrong: 'problem' in claims, body: buildClaimsRemarks(claims) },
    configuration: { isWrong: provider === undefined, body: buildConfigurationRemarks(problem, issues) },
    outcome: decision
      ? summarise(decision)
      : `No decision yet: ${'problem' in claims ? 'the claims' : 'the configuration'} cannot be used.`,
    decision: decision && buildDecision(decision),
  }
}

function summarise({ admitted, roles, reason }: Decision): string {
  return admitted ? `Admitted with ${roles.join(', ') || 'no roles'}.` : `Not admitted: ${reason}.`
}
