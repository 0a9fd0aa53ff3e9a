import { html } from '@x/oidc-picture/markup'
import { copyScript } from './browser-modules.ts'
import { buildPersonAnswers, buildRouteSource } from './gate-facts.ts'
import type { Page, Viewer } from './page.ts'

/** A text that staff read and editors change. */
export interface Notice {
  readonly author: string
  readonly text: string
}

/** The page behind `ROLE_USER`. */
export function buildNoticePage(viewer: Viewer, { author, text }: Notice): Page {
  return {
    status: 200,
    title: 'Notice',
    path: '/notice',
    viewer,
    script: copyScript,
    body: html`<h1>Notice</h1>
      <p class="lead">
        The gate of this page asks for <code>ROLE_USER</code>, which each admitted person has.
      </p>
      <div class="split">
        <div>
          <figure class="card notice">
            <blockquote>${text}</blockquote>
            <figcaption>Written by <bdi>${author}</bdi></figcaption>
          </figure>
          ${
            viewer.roles.has('ROLE_EDITOR')
              ? html`<p class="actions"><a class="button" href="/notice/edit">Edit</a></p>`
              : html`<p class="note">People with <code>ROLE_EDITOR</code> can change it.</p>`
          }
        </div>
        ${buildPersonAnswers('/notice')}
      </div>
      ${buildRouteSource('/notice')}`,
  }
}

/** The page behind `ROLE_EDITOR`, and its form. */
export function buildEditPage(viewer: Viewer, { text }: Notice): Page {
  return {
    status: 200,
    title: 'Edit the notice',
    viewer,
    script: copyScript,
    body: html`<h1>Edit the notice</h1>
      <p class="lead">
        The gate of this page asks for <code>ROLE_EDITOR</code>. Sign out in another tab, then save: nothing
        is lost.
      </p>
      <div class="split">
        <form class="writing" method="post">
          <label for="text">Text</label>
          <textarea id="text" name="text" rows="7" maxlength="500" required>${text}</textarea>
          <p class="actions">
            <button class="button primary">Save</button> <a class="button" href="/notice">Back</a>
          </p>
        </form>
        ${buildPersonAnswers('/notice/edit')}
      </div>
      ${buildRouteSource('/notice/edit')}`,
  }
}
