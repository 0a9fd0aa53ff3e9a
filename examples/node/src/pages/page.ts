import type { Auth, Decision } from '@x/oidc-node'
import type { Html } from '@x/oidc-picture/markup'

/** The person who looks at a page. */
export interface Viewer extends Pick<Auth, 'user' | 'roles'> {
  /** The decision about their sign-in, also if it did not admit them. */
  readonly decision?: Decision | undefined
}

/** What `createPageSender` needs to know of a page. */
export interface Page {
  readonly status: number
  /** Stands in the window's title. */
  readonly title: string
  readonly viewer: Viewer
  /** The path of the page, for the navigation to mark it. */
  readonly path?: string
  /** The address of the page's script, of a kind that this app serves itself. Most pages have none. */
  readonly script?: string
  /** The content of the main landmark, heading included. */
  readonly body: Html
}
