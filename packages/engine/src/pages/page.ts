import type { Html } from './html.ts'

/** What `buildPageResponse` needs to know of a page. */
export interface Page {
  /** Stands in the window's title. */
  readonly title: string
  /** The content of the main landmark, heading included. */
  readonly body: Html
}
