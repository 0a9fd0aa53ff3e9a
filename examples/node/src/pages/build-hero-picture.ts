import { html } from '@x/oidc-picture/markup'
import type { Html } from '@x/oidc-picture/markup'
import { buildChips } from '@x/playground/blocks'
import { people } from '../people.ts'

/** Shows on the last of the people what the app is about: what a provider sends, and what it becomes here. */
export function buildHeroPicture(): Html {
  const person = Object.values(people).at(-1)
  return html`<div class="card picture">
    <p class="label">What the provider says</p>
    <pre>${JSON.stringify(person?.claims, undefined, 2)}</pre>
    <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3v17m-6-6 6 6 6-6" /></svg>
    <p class="label">What it means here</p>
    ${buildChips(person?.expected.roles ?? [])}
  </div>`
}
