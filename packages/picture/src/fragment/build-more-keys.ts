import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { describeKey } from '../boxes/list-source-boxes.ts'
import type { SourceBox } from '../boxes/list-source-boxes.ts'
import { showText } from '../show-text.ts'

/** The keys that are listed; the others are counted. */
const listedKeys = 500

/** Lists the role keys that share a box in the picture, closed at first. */
export function buildMoreKeys(sources: readonly SourceBox[]): Html {
  return html`${sources
    .filter(({ keys }) => keys.length > 1)
    .map(({ keys, lines }) => {
      const fates = keys.slice(0, listedKeys).map((key) => describeKey(key).join('; '))
      const isOneFate = new Set(fates).size === 1
      const hidden = keys.length - listedKeys
      return html`<details class="oidc-more">
        <summary>All ${keys.length} role keys: ${isOneFate ? fates[0] : lines.slice(1).join('; ')}</summary>
        <ul role="list">
          ${keys
            .slice(0, listedKeys)
            .map(
              ({ key }, place) =>
                html`<li data-role-key="${key}">
                  <code>${showText(key)}</code>${isOneFate ? '' : ` ${fates[place] ?? ''}`}
                </li>`,
            )}
          ${hidden > 0 ? html`<li>… and ${hidden} more</li>` : undefined}
        </ul>
      </details>`
    })}`
}
