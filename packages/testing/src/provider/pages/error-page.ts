import { escapeHtml } from './escape-html.ts'
import { renderPage } from './page.ts'

/** Renders an error page with the error code of the protocol, because this provider is for developers. */
export function renderErrorPage(members: Readonly<Record<string, unknown>>): string {
  const rows = Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(String(value))}</dd>`)
  return renderPage('That did not work', `<dl>\n${rows.join('\n')}\n</dl>`)
}
