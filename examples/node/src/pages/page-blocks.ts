import { html } from './html.ts'
import type { Html } from './html.ts'

/** A sign-out changes state, so it is a POST and never a link. */
export function buildSignOutForm(): Html {
  return html`<form method="post" action="/logout"><button class="button small">Sign out</button></form>`
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
