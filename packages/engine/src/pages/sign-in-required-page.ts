import { html } from './html.ts'
import type { Page } from './page.ts'
import { buildActions, buildHeading, buildLinkToNewTab, buildPrimaryLink } from './page-blocks.ts'
import type { PageData } from './page-content.ts'
import type { PageTexts } from './page-texts.ts'

/** The page of a 401 for a request that could not be redirected to the sign-in. */
export function buildSignInRequiredPage(
  { signInHref, sent, opensWindow = false }: PageData['signInRequired'],
  { signInRequired: { title, text, signIn, form } }: PageTexts,
): Page {
  if (opensWindow)
    return {
      title,
      body: html`${buildHeading('lock', title)}
        <p>${form.text}</p>
        ${buildActions(buildLinkToNewTab(signInHref, form.signIn, 'opener'))}`,
    }
  return {
    title,
    body: sent
      ? html`${buildHeading('lock', title)}
          <p>${form.text} <strong>${form.notSaved}</strong></p>
          <p>${form.advice}</p>
          ${buildActions(buildLinkToNewTab(signInHref, form.signIn))}`
      : html`${buildHeading('lock', title)}
          <p>${text}</p>
          ${buildActions(buildPrimaryLink(signInHref, signIn))}`,
  }
}
