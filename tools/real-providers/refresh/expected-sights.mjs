// What people see in an application after each case, by the rules of docs/guides/sessions-that-refresh.md and of decision 111. Without it
// a run would write down whatever it saw.
import { words } from './seen.mjs'

/**
 * @typedef {import('./session-app.mjs').Path} Path
 * @typedef {import('./session-kinds.mjs').SessionKind['name']} KindName
 * @typedef {Record<Path, string>} Cells
 *
 * What became of a session: `current`, with the role; `withoutRole`; `ended` here and at Keycloak; `refused`: ended here, while the session at
 * Keycloak goes on.
 * @typedef {'current' | 'withoutRole' | 'ended' | 'refused'} Outcome
 *
 * @typedef {'at once' | 'after the age' | 'after the grace'} Time
 */

/** @param {string} page @param {string} editor @param {string} api @param {string} token @returns {Cells} */
export const cells = (page, editor, api, token) => ({
  '/page': page,
  '/editor': editor,
  '/api': api,
  '/token': token,
})

/** Nothing is due. */
export const signedIn = cells(words.page, words.page, words.data, words.token)

/** @typedef {Record<Exclude<Outcome, 'refused'>, Cells>} Expected */

/** @type {Expected} */
const refreshed = {
  current: signedIn,
  withoutRole: cells(words.page, words.forbidden, words.forbidden, words.token),
  ended: cells(words.signIn, words.signIn, words.unauthorized, words.unauthorized),
}

/** Only a navigation renews them. @type {Expected} */
const silent = {
  current: cells(words.silently, words.silently, words.outdated, words.none),
  withoutRole: cells(words.silently, words.forbiddenSilently, words.outdated, words.none),
  ended: cells(words.signIn, words.signIn, words.outdated, words.none),
}

/** Of a session with tokens. @param {string} page */
const refused = (page) => cells(page, page, words.unauthorized, words.unauthorized)

/** @param {KindName} kind @param {Cells} seen a session without tokens has none to ask for @returns {Cells} */
export const withoutTokens = (kind, seen) => (kind === 'silent' ? { ...seen, '/token': words.none } : seen)

/** @param {KindName} kind @param {Outcome} outcome @param {Time} time @returns {Cells} */
export function expectSight(kind, outcome, time) {
  if (time === 'at once') return withoutTokens(kind, signedIn)
  // The page signed the person in again, and that session refreshes.
  if (outcome === 'refused') return refused(time === 'after the grace' ? words.page : words.signedInAgain)
  return kind === 'silent' ? silent[outcome] : refreshed[outcome]
}

const everywhere = (/** @type {Outcome} */ outcome) =>
  /** @type {Record<KindName, Outcome>} */ ({
    cookies: outcome,
    store: outcome,
    userinfo: outcome,
    silent: outcome,
  })

/** By the title of the case. A kind that is missing has nothing that could happen. @type {Record<string, Partial<Record<KindName, Outcome>>>} */
export const outcomes = {
  'nothing happened': everywhere('current'),
  'the role was taken away': everywhere('withoutRole'),
  'the user was disabled': everywhere('ended'),
  'the user was deleted': everywhere('ended'),
  'an administrator signed the user out': everywhere('ended'),
  'an administrator deleted the session': everywhere('ended'),
  'an administrator deleted all sessions of the realm': everywhere('ended'),
  'an administrator revoked all older tokens of the realm (`not-before`)': everywhere('ended'),
  'the refresh token was revoked (RFC 7009)': { cookies: 'ended', store: 'ended' },
  'the access token was revoked (RFC 7009)': { ...everywhere('current'), userinfo: 'refused' },
  'the refresh token was used before': { cookies: 'refused', store: 'refused' },
}
