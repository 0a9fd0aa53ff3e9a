import { addHints } from '@x/oidc-core'
import type { Decision } from '@x/oidc-core'
import { measureColumn } from '../boxes/box.ts'
import type { Box } from '../boxes/box.ts'
import { listColumns } from '../boxes/list-columns.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { buildLinks } from './build-links.ts'
import { buildMoreKeys } from './build-more-keys.ts'

/** Builds the picture as markup, which `decisionStyles` styles. The last list below it has the role keys that share a box. */
export function buildFragment({ trace }: Pick<Decision, 'trace'>): Html {
  const { columns, sources } = listColumns(addHints(trace))
  const height = Math.max(...columns.map(({ boxes }) => measureColumn(boxes)))
  return html`<div class="oidc-decision">
    <ol class="oidc-steps" role="list">
      ${columns.map(({ heading, boxes, links }, place) => {
        const right = columns[place + 1]?.boxes
        return html`<li class="oidc-step">
          <h2 class="oidc-heading">${heading}</h2>
          <div class="oidc-lane">
            <ul role="list">
              ${boxes.map(buildBox)}
            </ul>
            ${right && buildLinks(links, { height, left: boxes, right })}
          </div>
        </li>`
      })}
    </ol>
    ${buildMoreKeys(sources)}
  </div>`
}

function buildBox({ label, lines, tone, roleKey }: Box): Html {
  // Whatever is cut off on a narrow column can be read by pointing at it, and in the words below the picture.
  const text = html`<strong title="${label}">${label}</strong>${lines.map(
      (line) => html`<span title="${line}">${line}</span>`,
    )}`
  return roleKey === undefined
    ? html`<li class="oidc-box oidc-${tone}">${text}</li>`
    : html`<li class="oidc-box oidc-${tone}" data-role-key="${roleKey}">${text}</li>`
}
