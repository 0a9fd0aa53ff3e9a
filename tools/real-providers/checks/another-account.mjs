// A person who is not admitted presses "Use another account" and comes in with it, whatever the provider makes of the wish.
import { describeHop } from '../browser.mjs'
import { ada, bob } from '../providers/provider.mjs'

/** A person would give up after so many pages. */
const mostPages = 4

const wish = 'Use another account'
const question = 'Sign out and choose'

/** @type {import('./check.mjs').Check} */
export const anotherAccount = {
  name: 'another account',
  async run({ guide, addresses: { origin }, startApp, openBrowser }) {
    await startApp()
    const browser = openBrowser()
    const denied = await browser.signIn(`${origin}/me`, bob)

    let page = denied
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
    const landed = isAsked ? await browser.enterPassword(page, ada) : page

    const last = (/** @type {import('../browser.mjs').Page} */ { chain }) => describeHop(chain.at(-1))
    return {
      findings: [
        { what: 'the account without roles', expected: '/login/denied 403', seen: last(denied) },
        { what: 'the other account', expected: '/me 200', seen: last(landed) },
        { what: 'its roles', expected: guide.roles.join(' '), seen: landed.text.slice(0, 200) },
      ],
      note: signsOut ? describeSignOut(wishes) : undefined,
    }
  },
}

/** @param {number} wishes */
function describeSignOut(wishes) {
  return wishes > 1
    ? 'The first wish brings the same account back; the second leads to a page that signs out at the provider first.'
    : 'By a page that signs out at the provider first.'
}
