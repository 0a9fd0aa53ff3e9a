import { html } from './html.ts'
import type { Page } from './page.ts'
import { buildActions, buildHeading, buildPrimaryLink, buildQuotedCode } from './page-blocks.ts'

/** The page of an error: what happened, for people, and what to do. */
export function buildErrorPage(options: {
  readonly title: string
  readonly text: string
  /** The error's code. */
  readonly code: string
  readonly retryHref?: string | undefined
}): Page {
  const { title, text, code, retryHref } = options
  return {
    title,
    body: html`${buildHeading('alert', title)}
      <p>${text}</p>
      ${buildQuotedCode('If you ask for help, quote', code)}
      ${retryHref === undefined ? undefined : buildActions(buildPrimaryLink(retryHref, 'Try again'))}`,
  }
}
