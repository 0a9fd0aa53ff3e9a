import { explainAccess } from '@x/oidc-core'
import type { Decision } from '@x/oidc-core'
import { showText } from '@x/oidc-picture'
import { buildFragment, html } from '@x/oidc-picture/markup'
import type { Html } from '@x/oidc-picture/markup'
import { buildChips, buildCopyable } from '../blocks.ts'

/** The roles that are listed above the picture; the others are counted. */
const shownRoles = 12

/** A decision: the outcome, the picture, the same in words. */
export function buildDecision(decision: Decision): Html {
  const text = explainAccess(decision)
  const [summary = '', ...words] = text.split('\n')
  return html`${buildOutcome(decision, summary)} ${buildFragment(decision)}
    <h2 class="words">In words</h2>
    ${buildCopyable(words.join('\n'), 'the explanation')}`
}

function buildOutcome({ admitted, name, roles }: Decision, summary: string): Html {
  if (!admitted)
    return html`<div class="outcome shut">
      <h2>Not admitted</h2>
      <p>${summary.replace('Not admitted, ', '')}</p>
    </div>`
  const hidden = roles.length - shownRoles
  return html`<div class="outcome open">
    <h2>Admitted as <bdi>${showText(name)}</bdi></h2>
    ${buildChips([
      ...roles.slice(0, shownRoles).map(showText),
      ...(hidden > 0 ? [`and ${hidden} more`] : []),
    ])}
  </div>`
}
