import { html } from '@x/oidc-picture/markup'
import { buildWay, listOpen } from './destinations.ts'
import type { Page, Viewer } from './page.ts'

export function buildNotFoundPage(viewer: Viewer): Page {
  return {
    status: 404,
    title: 'Not found',
    viewer,
    body: html`<h1>There is no such page</h1>
      <p class="lead">These pages are open to you:</p>
      <ul class="ways" role="list">
        ${listOpen(viewer).map(buildWay)}
      </ul>`,
  }
}
