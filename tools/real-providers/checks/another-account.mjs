// A person presses "Use another account" on the page of a 403 and comes in with it, whatever the provider makes of the wish: one who
// is not admitted, and one who is signed in and lacks a role.
import { describeHop } from '../browser.mjs'
import { ada, bob } from '../providers/provider.mjs'

/** @typedef {import('../browser.mjs').Page} Page */

/** A person would give up after so many pages. */
const mostPages = 4

const wish = 'Use another account'
const question = 'Sign out and choose'

/** @type {import('./check.mjs').Check} */
export const anotherAccount = {
  name: 'another account',
  async run({ guide, addresses: { origin }, startApp, openBrowser }) {
    await startApp()
    const stranger = openBrowser()
    const denied = await stranger.signIn(`${origin}/me`, bob)
    const admitted = await useAnotherAccount(stranger, origin, denied, ada)

    const member = openBrowser()
    const forbidden = await member.signIn(`${origin}/forbidden`, ada)
    const other = await useAnotherAccount(member, origin, forbidden, bob)

    const last = (/** @type {Page} */ { chain }) => describeHop(chain.at(-1))
    return {
      findings: [
        { what: 'an account without roles', expected: '/login/denied 403', seen: last(denied) },
        { what: 'the other account', expected: '/me 200', seen: last(admitted.page) },
        { what: 'its roles', expected: guide.roles.join(' '), seen: admitted.page.text.slice(0, 200) },
        { what: 'an account that lacks a role', expected: '/forbidden 403', seen: last(forbidden) },
        { what: 'then the account without roles', expected: '/login/denied 403', seen: last(other.page) },
      ],
      note: describeWay(admitted),
    }
  },
}

/**
 * @typedef {object} Switch
 * @property {Page} page where it ended
 * @property {number} wishes how often the wish was pressed
 * @property {boolean} signsOut whether a page offered to sign out first
 */

/**
 * @param {import('../browser.mjs').Browser} browser
 * @param {string} origin of the app
 * @param {Page} from
 * @param {import('../providers/provider.mjs').Person} person
 * @returns {Promise<Switch>}
 */
async function useAnotherAccount(browser, origin, from, person) {
  let page = from
  let wishes = 0
  let signsOut = false
  for (let count = 0; count < mostPages && page.url.startsWith(origin); count += 1) {
    if (page.text.includes(question)) {
      signsOut = true
      page = await browser.press(page, question)
    } else {
      wishes += 1
      page = await browser.follow(page, wish)
    }
  }
  const isAsked = browser.isAskedForPassword(page)
  return { page: isAsked ? await browser.enterPassword(page, person) : page, wishes, signsOut }
}

/** @param {Switch} made */
function describeWay({ wishes, signsOut }) {
  if (!signsOut) return undefined
  return wishes > 1
    ? 'The first press of "Use another account" brings the same account back; the second leads to a page that signs out at the provider first.'
    : 'By a page that signs out at the provider first.'
}
