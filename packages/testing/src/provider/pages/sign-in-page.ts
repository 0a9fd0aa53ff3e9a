import type { People } from '../provider-options.ts'
import { escapeHtml } from './escape-html.ts'
import { renderPage } from './page.ts'

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '')
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => [...(word ?? '')][0] ?? '',
  )
  return letters.join('').toUpperCase()
}

export interface SignInPage {
  readonly people: People
  /** The URL that the form posts the choice to. */
  readonly action: string
  /** The URL of the page on which people lose roles and get them back. */
  readonly peopleUrl: string
  readonly clientId: string
  /** The key of the person who is signed in at the provider. */
  readonly current?: string | undefined
}

/** Renders the page on which a person chooses an account. It needs no JavaScript. */
export function renderSignInPage({ people, action, peopleUrl, clientId, current }: SignInPage): string {
  const choices = Object.entries(people).map(([key, person]) => {
    const line = [key === current ? 'Signed in now.' : '', person.description ?? ''].filter(Boolean).join(' ')
    return `<li><button class="person" name="person" value="${escapeHtml(key)}">
<span class="avatar" aria-hidden="true">${escapeHtml(initialsOf(person.name))}</span>
<span><strong>${escapeHtml(person.name)}</strong>${line ? `<small>${escapeHtml(line)}</small>` : ''}</span>
</button></li>`
  })
  return renderPage(
    'Choose who to sign in as',
    `<p>to continue to <strong>${escapeHtml(clientId)}</strong></p>
<form method="post" action="${escapeHtml(action)}">
<ul>
${choices.join('\n')}
</ul>
<div class="actions"><button class="plain" name="cancel" value="yes">Cancel</button></div>
</form>
<p class="more"><a href="${escapeHtml(peopleUrl)}">Take roles away, or give them back</a></p>`,
  )
}
