// A person with a browser of their own: the forms and links that a sign-in, another account and a sign-out take.
import { createUserAgent } from '@x/oidc-testing'
import { password } from './providers/provider.mjs'

/**
 * @typedef {import('@x/oidc-testing').AgentResponse} Page
 * @typedef {import('@x/oidc-testing').NavigationOptions} NavigationOptions
 * @typedef {import('./providers/provider.mjs').Person} Person
 *
 * @typedef {object} Browser
 * @property {(url: string, options?: NavigationOptions) => Promise<Page>} open
 * @property {(url: string, person: Person, options?: NavigationOptions) => Promise<Page>} signIn opens an address that leads to the provider's form
 * @property {(form: Page, person: Person, options?: NavigationOptions) => Promise<Page>} enterPassword
 * @property {(form: Page, fields: Record<string, string>, options?: NavigationOptions) => Promise<Page>} fill submits the first form of a page
 * @property {(page: Page, button: string) => Promise<Page>} press goes on from the page that a sign-out at the provider ends on
 * @property {(page: Page, link: string) => Promise<Page>} follow
 * @property {(page: Page) => boolean} isAskedForPassword
 */

const usualFields = { username: 'username', password: 'password' }

/** @param {Pick<import('./providers/provider.mjs').RunningProvider, 'backLink' | 'fields'>} provider @returns {Browser} */
export function openBrowser({ backLink, fields = usualFields }) {
  const agent = createUserAgent()
  const field = new RegExp(`<input[^>]* name="?${fields.password}\\b`, 'u')

  /** @type {Browser['enterPassword']} */
  const enterPassword = (form, { username }, options = {}) =>
    agent.submitForm(form, { fields: { [fields.username]: username, [fields.password]: password } }, options)

  return {
    open: (url, options) => agent.get(url, options),
    signIn: async (url, person, options) => enterPassword(await agent.get(url), person, options),
    enterPassword,
    fill: (form, fields, options) => agent.submitForm(form, { fields }, options),
    async press(page, press) {
      const next = await agent.submitForm(page, { press })
      return backLink !== undefined && next.text.includes(backLink)
        ? agent.get(findLink(next, backLink))
        : next
    },
    follow: (page, link) => agent.get(findLink(page, link)),
    isAskedForPassword: ({ text }) => field.test(text),
  }
}

/** @param {Page} page @param {string} label */
function findLink({ url, text }, label) {
  const link = [...text.matchAll(/<a\b[^>]* href="([^"]*)"[^>]*>([^<]*)</gu)].find(([, , content = '']) =>
    content.includes(label),
  )
  if (link?.[1] === undefined) throw new Error(`There is no link "${label}" on ${url}.`)
  return new URL(link[1].replaceAll('&amp;', '&'), url).href
}

/** @param {{ url: string, status: number } | undefined} hop */
export function describeHop(hop) {
  return hop === undefined ? 'nothing' : `${new URL(hop.url).pathname} ${hop.status}`
}
