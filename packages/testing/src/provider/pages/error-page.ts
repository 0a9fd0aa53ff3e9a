import { escapeHtml } from './escape-html.ts'
import { renderPage } from './page.ts'

/** Renders what went wrong, in the protocol's words: this provider is for developers. */
export function renderErrorPage(members: Readonly<Record<string, unknown>>): string {
  const rows = Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(String(value))}</dd>`)
  return renderPage('That did not work', `<dl>\n${rows.join('\n')}\n</dl>`)
}
