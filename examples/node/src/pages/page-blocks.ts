import { html } from '@x/oidc-picture/markup'
import type { Html } from '@x/oidc-picture/markup'

/** A sign-out changes state, so it is a POST and never a link. */
export function buildSignOutForm(size = 'small'): Html {
  return html`<form method="post" action="/logout"><button class="button ${size}">Sign out</button></form>`
}

export function buildAvatar(name: string): Html {
  return html`<span class="initial" aria-hidden="true">${[...name.trim()][0]?.toUpperCase() ?? ''}</span>`
}
