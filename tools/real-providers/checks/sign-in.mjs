// A person who opens a page of the app enters a password at the provider, and sees that page.
import { describeHop } from '../browser.mjs'
import { ada } from '../providers/provider.mjs'

/** How a sign-in goes that began at `/me`. */
export const signedIn = 'callback 303, /me 200'

/**
 * Says what the callback and the page after it answered.
 * @param {import('./check.mjs').Trial} trial
 * @param {import('../browser.mjs').Page} page where the sign-in ended
 */
export function describeSignIn({ addresses: { redirectUri } }, { chain }) {
  const from = chain.findIndex(({ url }) => url.startsWith(redirectUri))
  if (from === -1) return `no callback, ${describeHop(chain.at(-1))}`
  const [, ...others] = chain.slice(from)
  return [`callback ${chain[from]?.status}`, ...others.map(describeHop)].join(', ')
}

/** @param {import('./check.mjs').Trial} trial */
export async function signInAda(trial) {
  return trial.openBrowser().signIn(`${trial.addresses.origin}/me`, ada)
}

/** @type {import('./check.mjs').Check} */
export const signIn = {
  name: 'sign-in',
  async run(trial) {
    await trial.startApp()
    const seen = describeSignIn(trial, await signInAda(trial))
    return { findings: [{ what: 'from a page to that page', expected: signedIn, seen }] }
  },
}
