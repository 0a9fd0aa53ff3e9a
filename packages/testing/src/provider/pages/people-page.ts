import type { GivenPerson } from '../people-registry.ts'
import { identifyText, listTexts } from '../text-lists.ts'
import type { TextList } from '../text-lists.ts'
import { escapeHtml } from './escape-html.ts'
import { renderPage } from './page.ts'

interface ListedPerson extends GivenPerson {
  readonly key: string
}

/** Renders the page on which people lose roles and get them back. It needs no JavaScript. */
export function renderPeoplePage(people: readonly ListedPerson[]): string {
  return renderPage(
    'Who has which roles',
    `<p>A role that you take away is gone at the next refresh of a session, without a sign-in.</p>
${people.map(renderPerson).join('\n')}`,
  )
}

function renderPerson({ key, person, taken }: ListedPerson): string {
  const id = escapeHtml(encodeURIComponent(key))
  const lists = listTexts(person).map((list) => renderList(list, person.name, taken))
  return `<section class="holder" aria-labelledby="${id}">
<h2 id="${id}">${escapeHtml(person.name)}</h2>
${person.description === undefined ? '' : `<p>${escapeHtml(person.description)}</p>`}
<form method="post">
<input type="hidden" name="person" value="${escapeHtml(key)}">
${lists.length === 0 ? '<p>There is nothing to take away.</p>' : lists.join('\n')}
</form>
</section>`
}

function renderList(list: TextList, name: string, taken: ReadonlySet<string>): string {
  const [member = '', ...names] = list.path
  const label = member === 'claims' || member === 'clientRoles' ? names : [member]
  const rows = list.texts.map((text) => {
    const id = identifyText(list, text)
    const isTaken = taken.has(id)
    const [field, verb, rest] = isTaken ? ['give', 'Give back', 'to'] : ['take', 'Take away', 'from']
    const shown = isTaken ? `<del>${escapeHtml(text)}</del>` : `<span>${escapeHtml(text)}</span>`
    const whole = `${escapeHtml(text)} ${rest} ${escapeHtml(name)}`
    return `<li>${shown} <button class="small" name="${field}" value="${escapeHtml(id)}">${verb} <span class="unseen">${whole}</span></button></li>`
  })
  return `<h3>${label.map(escapeHtml).join(' › ')}</h3>
<ul class="texts">
${rows.join('\n')}
</ul>`
}
