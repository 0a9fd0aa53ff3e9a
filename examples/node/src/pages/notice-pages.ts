import type { User } from '@x/oidc-node'
import { html } from './html.ts'
import type { Page } from './page.ts'

/** Something that staff read and editors change. */
export interface Notice {
  readonly author: string
  readonly text: string
}

/** The page behind `requireRole('ROLE_USER')`. */
export function buildNoticePage(user: User, { author, text }: Notice): Page {
  return {
    status: 200,
    title: 'Notice',
    path: '/notice',
    user,
    body: html`<h1>Notice</h1>
      <p class="lead">
        The page stands behind <code>requireRole('ROLE_USER')</code>: whoever is let in at all can read it.
      </p>
      <figure class="card notice">
        <blockquote>${text}</blockquote>
        <figcaption>Written by <bdi>${author}</bdi></figcaption>
      </figure>
      <p class="actions"><a class="button" href="/notice/edit">Edit</a></p>`,
  }
}

/** The page behind `requireRole('ROLE_EDITOR')`, and its form. */
export function buildEditPage(user: User, { text }: Notice): Page {
  return {
    status: 200,
    title: 'Edit the notice',
    user,
    body: html`<h1>Edit the notice</h1>
      <p class="lead">
        The page stands behind <code>requireRole('ROLE_EDITOR')</code>. Sign out in another tab, then save:
        nothing is lost.
      </p>
      <form class="writing" method="post">
        <label for="text">Text</label>
        <textarea id="text" name="text" rows="5" maxlength="500" required>${text}</textarea>
        <p class="actions"><button class="button primary">Save</button></p>
      </form>`,
  }
}
