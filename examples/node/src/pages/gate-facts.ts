import { html } from '@x/oidc-picture/markup'
import type { Html } from '@x/oidc-picture/markup'
import { buildCopyable } from '@x/playground/blocks'
import { people } from '../people.ts'
import type { Expectation } from '../people.ts'
import { readRoute } from './read-source.ts'

const answers: Readonly<
  Record<Expectation['pages'][string], { readonly text: string; readonly tone: string }>
> = {
  200: { text: 'sees it', tone: '' },
  403: { text: 'gets 403', tone: ' warm' },
  'sign-in': { text: 'is not let in at all', tone: ' warm' },
}

/** Lists what each person of the demo gets at a page. */
export function buildPersonAnswers(path: string): Html {
  const rows = Object.values(people).map(({ name, expected }) => {
    const { text, tone } = answers[expected.pages[path] ?? 'sign-in']
    return html`<li><span>${name}</span> <span class="tag${tone}">${text}</span></li>`
  })
  return html`<section class="card answers" aria-labelledby="answers">
    <h2 id="answers">Who sees this page</h2>
    <ul role="list">
      ${rows}
    </ul>
    <p><a href="/oauth2/authorization/demo?switch=1">Switch the account</a> to see for yourself.</p>
  </section>`
}

/** Shows the lines of the app that answer a path. */
export function buildRouteSource(path: string): Html {
  return html`<section aria-labelledby="source">
    <h2 id="source">The lines behind it</h2>
    <p>From <code>examples/node/src/app.ts</code>, as they run.</p>
    ${buildCopyable(readRoute(path), 'these lines')}
  </section>`
}
