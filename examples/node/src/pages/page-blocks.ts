import { html } from './html.ts'
import type { Html } from './html.ts'

/** A sign-out changes state, so it is a POST and never a link. */
export function buildSignOutForm(size = 'small'): Html {
  return html`<form method="post" action="/logout"><button class="button ${size}">Sign out</button></form>`
}

export function buildAvatar(name: string): Html {
  return html`<span class="initial" aria-hidden="true">${[...name.trim()][0]?.toUpperCase() ?? ''}</span>`
}

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
