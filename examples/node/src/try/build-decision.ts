import { addHints, explainAccess } from '@x/oidc-core'
import type { Decision } from '@x/oidc-core'
import { html } from '../pages/html.ts'
import type { Html } from '../pages/html.ts'
import { buildChips } from '../pages/page-blocks.ts'
import { buildAccessFlow } from '../picture/build-access-flow.ts'
import { showText } from '../picture/show-text.ts'

/** As many roles as somebody reads above the picture, which counts the others. */
const shownRoles = 12

/** A decision: the verdict, the picture, the same in words. */
export function buildDecision(decision: Decision): Html {
  const text = explainAccess(decision)
  const [summary = '', ...words] = text.split('\n')
  return html`${buildVerdict(decision, summary)} ${buildAccessFlow(addHints(decision.trace))}
    <h2 id="words">In words</h2>
    <pre class="card words" tabindex="0" role="region" aria-labelledby="words">${words.join('\n')}</pre>`
}

function buildVerdict({ admitted, name, roles }: Decision, summary: string): Html {
  if (!admitted)
    return html`<div class="verdict shut">
      <h2>Not admitted</h2>
      <p>${summary.replace('Not admitted, ', '')}</p>
    </div>`
  const hidden = roles.length - shownRoles
  return html`<div class="verdict open">
    <h2>Admitted as <bdi>${showText(name)}</bdi></h2>
    ${buildChips([
      ...roles.slice(0, shownRoles).map(showText),
      ...(hidden > 0 ? [`and ${hidden} more`] : []),
    ])}
  </div>`
}
