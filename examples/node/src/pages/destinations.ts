import { html } from '@x/oidc-picture/markup'
import type { Html } from '@x/oidc-picture/markup'
import type { Viewer } from './page.ts'

export interface Destination {
  readonly path: string
  readonly label: string
  /** One sentence for a card that leads there. */
  readonly text: string
  readonly isOpen: (viewer: Viewer) => boolean
}

const always = () => true

/** The pages of the menu. */
const destinations: readonly Destination[] = [
  { path: '/', label: 'Home', text: 'Who can sign in, and what the app makes of them.', isOpen: always },
  {
    ...{ path: '/explanation', label: 'Explanation' },
    text: 'The decision about your sign-in, as a picture and in words.',
    isOpen: ({ decision }) => decision !== undefined,
  },
  { path: '/try', label: 'Try', text: 'Decide about claims of your own, in your browser.', isOpen: always },
  {
    path: '/use-the-api',
    label: 'API',
    text: 'Commands to call the API with access tokens.',
    isOpen: always,
  },
  {
    ...{ path: '/notice', label: 'Notice', text: 'A page for people with ROLE_USER.' },
    isOpen: ({ roles }) => roles.has('ROLE_USER'),
  },
  {
    ...{ path: '/orders', label: 'Orders', text: 'The app asks an API for them as you.' },
    isOpen: ({ roles }) => roles.has('ROLE_USER'),
  },
  {
    ...{ path: '/admin', label: 'Admin', text: 'A page for people with ROLE_ADMIN.' },
    isOpen: ({ roles }) => roles.has('ROLE_ADMIN'),
  },
  { path: '/docs', label: 'Docs', text: 'What the library can do, and how.', isOpen: always },
]

/** Lists the pages that are open to a person. */
export function listOpen(viewer: Viewer): readonly Destination[] {
  return destinations.filter(({ isOpen }) => isOpen(viewer))
}

/** A card that is a link as a whole. A page that is closed to the viewer says so. */
export function buildWay({
  path,
  label,
  text,
  isClosed = false,
}: Pick<Destination, 'path' | 'label' | 'text'> & { readonly isClosed?: boolean }): Html {
  return html`<li>
    <a class="card way" href="${path}"
      ><strong>${label}</strong
      ><span>${text}</span> ${isClosed ? html`<span class="tag warm">closed to you</span>` : undefined}</a
    >
  </li>`
}
