import type { Html } from './html.ts'

/** The content of a page. */
export interface Page {
  /** The title of the window. */
  readonly title: string
  /** The content of the main landmark, heading included. */
  readonly body: Html
}
