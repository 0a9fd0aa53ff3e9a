import type { User } from '@x/oidc-node'
import { html } from './html.ts'
import type { Page } from './page.ts'

export function buildNotFoundPage(user: User | undefined): Page {
  return {
    status: 404,
    title: 'Not found',
    user,
    body: html`<h1>There is nothing here</h1>
      <p class="lead">The address leads nowhere in this demo.</p>
      <p class="actions"><a class="button primary" href="/">Back to the start</a></p>`,
  }
}
