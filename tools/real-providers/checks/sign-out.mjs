// A sign-out ends the session of the app and that of the provider, and the person comes back.
import { describeHop } from '../browser.mjs'
import { ada } from '../providers/provider.mjs'

/** @type {import('./check.mjs').Check} */
export const signOut = {
  name: 'sign-out',
  async run({ addresses: { origin, login }, startApp, openBrowser }) {
    await startApp()
    const browser = openBrowser()
    await browser.signIn(`${origin}/me`, ada)
    // With a session there, the provider asks for nothing.
    const again = await browser.open(login)
    const hasSession = !browser.isAskedForPassword(again)

    const done = await browser.press(await browser.open(`${origin}/logout`), 'Sign out')
    const next = await browser.open(`${origin}/me`)
    const asked = browser.isAskedForPassword(next) ? 'asks for the password' : describeHop(next.chain.at(-1))
    return {
      findings: [
        { what: 'where it ends', expected: '/logout/done 200', seen: describeHop(done.chain.at(-1)) },
        { what: 'the next sign-in', expected: 'asks for the password', seen: asked },
      ],
      note: hasSession ? undefined : 'It has no session of its own: each sign-in asks for the password.',
    }
  },
}
