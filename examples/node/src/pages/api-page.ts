import { html } from '@x/oidc-picture/markup'
import type { Html } from '@x/oidc-picture/markup'
import { buildCopyable } from '@x/playground/blocks'
import { buildApiRequest, buildTokenRequest, writeCurl, writeTokenCommand } from '../api/api-request.ts'
import type { Api } from '../api/list-apis.ts'
import { people } from '../people.ts'
import { copyScript } from './browser-modules.ts'
import type { Page, Viewer } from './page.ts'

const caller = 'ben'

const texts: Readonly<Record<Api['format'], { readonly heading: string; readonly text: string }>> = {
  jwt: {
    heading: 'With a JWT',
    text: 'The app verifies the signature and the claims itself, with the keys of the provider.',
  },
  opaque: {
    heading: 'With an opaque token',
    text: 'Nothing can be read in such a token: the app asks the provider about it (RFC 7662).',
  },
}

/** The page with commands for a terminal, and what the API answers to each. */
export function buildApiPage(viewer: Viewer, tokenUrl: string, apis: readonly Api[]): Page {
  const { password = '' } = people[caller] ?? {}
  return {
    status: 200,
    title: 'Use the API',
    path: '/use-the-api',
    viewer,
    script: copyScript,
    body: html`<h1>Use the API</h1>
      <p class="lead wide">
        Scripts have no session: they send an access token, whose claims go through the same role mapping.
        Copy the commands of a card into a terminal, one after the other.
      </p>
      <div class="terminals">${apis.map((api) => buildTerminal(api, tokenUrl, password))}</div>
      <section aria-labelledby="others">
        <h2 id="others">As another person</h2>
        <p>
          Put another <code>username</code> into the command for the token, <code>ada</code>,
          <code>cleo</code> or <code>dana</code>: to Ada <code>/admin</code> is open, to Cleo nothing is.
          ${apis.length > 1 ? 'A token of one card is worth nothing on the other, for it is meant for one API.' : undefined}
        </p>
      </section>`,
  }
}

function buildTerminal(api: Api, tokenUrl: string, password: string): Html {
  const { heading, text } = texts[api.format]
  const token = '$TOKEN'
  const steps = [
    buildStep('Without a token', writeCurl(buildApiRequest(api, 'orders')), 401),
    buildStep(
      'A token for Ben, a member of staff',
      writeTokenCommand(buildTokenRequest(tokenUrl, api, caller, password)),
    ),
    buildStep('Staff may read the orders', writeCurl(buildApiRequest(api, 'orders', token)), 200),
    buildStep('Ben is no administrator', writeCurl(buildApiRequest(api, 'admin', token)), 403),
  ]
  return html`<section class="card" aria-labelledby="${api.format}">
    <h2 id="${api.format}">${heading}</h2>
    <p>${text}</p>
    <ol role="list">
      ${steps.map((step) => html`<li>${step}</li>`)}
    </ol>
  </section>`
}

function buildStep(label: string, command: string, status?: 200 | 401 | 403): Html {
  return html`<p class="label">
      ${label} ${status && html`<span class="tag${status === 200 ? '' : ' warm'}">answers ${status}</span>`}
    </p>
    ${buildCopyable(command, `the command: ${label}`, 'inset')}`
}
