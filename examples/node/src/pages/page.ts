import type { User } from '@x/oidc-node'
import type { Html } from './html.ts'

/** What `createPageSender` needs to know of a page. */
export interface Page {
  readonly status: number
  /** Stands in the window's title. */
  readonly title: string
  /** Who looks at it. */
  readonly user: User | undefined
  /** The path of the page, for the navigation to mark it. */
  readonly path?: string
  /** The address of the page's script, of a kind that this app serves itself. None has none. */
  readonly script?: string
  /** The content of the main landmark, heading included. */
  readonly body: Html
}
