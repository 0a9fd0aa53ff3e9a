// What people see in an application while Keycloak is stopped, by the rules of docs/guides/sessions-that-refresh.md and of decision 111.
import { cells, signedIn, withoutTokens } from './expected-sights.mjs'
import { words } from './seen.mjs'

/**
 * @typedef {import('./expected-sights.mjs').Cells} Cells
 *
 * `current`: nothing is due; `old roles`: in the grace; `expired`: the access token has run out, too; `outdated`: after the grace; `starting` and
 * `started`: Keycloak comes back after the grace.
 * @typedef {'current' | 'old roles' | 'expired' | 'outdated' | 'starting' | 'started'} OutagePhase
 */

const { noConnection, outdated, page, silently, thenPage, unavailable } = words

const withTokens = cells(page, page, words.data, unavailable)
const withoutRoles = cells(page, unavailable, unavailable, unavailable)

/** With a refresh token. @type {Record<OutagePhase, Cells>} */
const refreshed = {
  ...{ current: signedIn, 'old roles': signedIn, expired: withTokens },
  ...{ outdated: withoutRoles, starting: withoutRoles, started: signedIn },
}

/** Only a navigation renews them, and the one after it goes on with what there is. @type {Record<OutagePhase, Cells>} */
const silent = {
  current: signedIn,
  'old roles': cells(thenPage, thenPage, outdated, outdated),
  expired: cells(thenPage, thenPage, outdated, outdated),
  outdated: cells(thenPage, noConnection, outdated, outdated),
  // A navigation went to Keycloak less than a minute ago.
  starting: cells(page, noConnection, outdated, outdated),
  started: cells(silently, silently, outdated, outdated),
}

/** @param {import('./expected-sights.mjs').KindName} kind @param {OutagePhase} phase @returns {Cells} */
export function expectOutage(kind, phase) {
  // UserInfo is asked as long as the access token is valid.
  const isUserinfo = kind === 'userinfo' && (phase === 'current' || phase === 'old roles')
  const hasRefreshToken = kind === 'cookies' || kind === 'store'
  return withoutTokens(kind, hasRefreshToken || isUserinfo ? refreshed[phase] : silent[phase])
}
