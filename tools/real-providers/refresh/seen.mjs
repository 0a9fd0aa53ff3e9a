// What a person sees of an application, in words. Without it the table would have statuses, and a redirect would look like a sign-out.
import { describeOutage } from './plain-client.mjs'

/**
 * @typedef {import('./session-app.mjs').Path} Path
 * @typedef {import('@x/oidc-testing').AgentResponse} Page
 * @typedef {import('@x/oidc-testing').Hop} Hop
 *
 * @typedef {object} Visitor
 * @property {import('../browser.mjs').Browser} browser
 * @property {string} id the `sub` of the person
 */

export const words = /** @type {const} */ ({
  page: 'the page',
  silently: 'the page, by `prompt=none`',
  signedInAgain: 'the page, by a sign-in without a password',
  signIn: 'sign-in page of Keycloak',
  forbidden: '403: no role',
  forbiddenSilently: '403: no role, by `prompt=none`',
  unavailable: '503, again in 10 s',
  noConnection: 'no connection to Keycloak',
  thenPage: 'no connection to Keycloak, then the page',
  data: '200',
  token: 'a token',
  unauthorized: '401: sign in',
  outdated: '401: roles are too old',
  /** The application of this kind cannot ask. */
  none: '–',
})

/** The headers of a `fetch` by a script of the application. */
const scriptHeaders = {
  accept: 'application/json',
  ...{ 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' },
  ...{ 'sec-fetch-user': '', 'upgrade-insecure-requests': '' },
}

/** @param {import('./session-app.mjs').SessionApp} app @param {Path} path @param {Visitor} visitor @returns {Promise<string>} */
export async function look(app, path, { browser, id }) {
  const url = app.url(path)
  if (path === '/api' || path === '/token') {
    const response = await browser.open(url, { headers: scriptHeaders, followRedirects: false, from: null })
    return describeResponse(response, path === '/token' ? id : undefined)
  }
  const open = () => browser.open(url, { from: null }).catch(describeOutage)
  const first = await open()
  const describe = (/** @type {Page | string} */ page) =>
    typeof page === 'string' ? words.noConnection : describePage(page, url, browser)
  // The browser shows an error of its own, and the person tries again.
  const seen = [first, ...(typeof first === 'string' ? [await open()] : [])].map(describe)
  return [...new Set(seen)].join(', then ')
}

/** @param {Page} page @param {string} url of the application @param {Pick<Visitor['browser'], 'isAskedForPassword'>} browser */
export function describePage(page, url, { isAskedForPassword }) {
  if (isAskedForPassword(page)) return words.signIn
  if (page.status === 503) return describeUnavailable(page)
  const answer = page.url === url ? { 200: words.page, 403: words.forbidden }[page.status] : undefined
  const seen = answer ?? `${page.status} at ${new URL(page.url).pathname}`
  const way = describeWay(page.chain)
  return way === undefined ? seen : `${seen}, ${way}`
}

/** How the browser passed through Keycloak; undefined if it did not. @param {readonly Hop[]} chain */
function describeWay(chain) {
  const requests = chain.filter(({ url }) => new URL(url).pathname.endsWith('/openid-connect/auth'))
  if (requests.length === 0) return undefined
  const isSilent = requests.every(({ url }) => new URL(url).searchParams.get('prompt') === 'none')
  return isSilent ? 'by `prompt=none`' : 'by a sign-in without a password'
}

/** @param {Page} response of a script's request @param {string} [subject] whose token is in it */
export function describeResponse(response, subject) {
  const { status, text } = response
  if (status === 503) return describeUnavailable(response)
  if (status === 403) return words.forbidden
  if (status === 401)
    return (response.headers.get('www-authenticate') ?? '').includes('error="roles_outdated"')
      ? words.outdated
      : words.unauthorized
  if (status !== 200) return String(status)
  return subject === undefined ? words.data : describeToken(JSON.parse(text).accessToken, subject)
}

/** @param {string} token @param {string} subject */
function describeToken(token, subject) {
  const { exp, sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
  if (sub !== subject) return 'a token of another person'
  return exp * 1000 > Date.now() ? words.token : 'an expired token'
}

/** @param {Page} response */
function describeUnavailable({ headers }) {
  return `503, again in ${headers.get('retry-after') ?? '?'} s`
}
