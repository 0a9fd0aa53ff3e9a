import type { Decision } from '@x/oidc-core'
import { buildFragment } from './fragment/build-fragment.ts'
import { buildPage } from './page/build-page.ts'
import { buildSvg } from './svg/build-svg.ts'

export { decisionStyles } from './fragment/decision-styles.ts'
export { listRoleOrigins } from './list-role-origins.ts'
export type { RoleOrigin } from './list-role-origins.ts'
export { showText } from './show-text.ts'

/**
 * Draws a decision as a part of an HTML page: claims → role keys → roles → gate, with lines between them. It has no script and no inline style:
 * the page brings `decisionStyles`. On a narrow page the steps stand below each other.
 * @returns markup, in which every text of the provider and of the configuration is escaped
 * @example
 * const picture = drawDecisionHtml(decision)
 */
export function drawDecisionHtml(decision: Decision): string {
  return buildFragment(decision).toString()
}

/**
 * Draws a decision as an SVG document that needs no other file: for an `<img>`, a ticket or a chat, or to stand in a page itself. It is light or dark as the reader
 * prefers, has no script, and says in its `title` and `desc` what it shows.
 * @returns well-formed XML, in which every text of the provider and of the configuration is escaped, and cut where it is long
 */
export function drawDecisionSvg(decision: Decision): string {
  return buildSvg(decision).toString()
}

/**
 * Draws a decision as a whole HTML document: the picture, and the words of `explainAccess`. It needs no other file, has no script, and its own Content Security
 * Policy lets it load nothing. A server that sends another policy must allow its inline style sheet.
 * @returns the document, in which every text of the provider and of the configuration is escaped
 */
export function drawDecisionPage(decision: Decision): string {
  return buildPage(decision)
}
