import { html } from '@x/oidc-picture/markup'
import type { Html } from '@x/oidc-picture/markup'

export function buildChips(words: readonly string[]): Html {
  const items = words.map((word) => html`<li><code class="chip">${word}</code></li>`)
  return html`<ul class="chips" role="list">
    ${items}
  </ul>`
}

/** Text to copy. A browser with JavaScript puts a button into it, see `addCopyButtons`. `what` completes "Copy …". */
export function buildCopyable(text: string, what: string, kind: 'card' | 'inset' = 'card'): Html {
  return html`<div class="copyable ${kind}" data-copy="${what}"><pre>${text}</pre></div>`
}
