// A person gets the roles that the guide says from the claims that the provider sends, and a person without roles gets none.
import { ada, bob } from '../providers/provider.mjs'
import { describeSignIn } from './sign-in.mjs'

/** @type {import('./check.mjs').Check} */
export const roles = {
  name: 'roles',
  async run(trial) {
    const { guide, addresses, startApp, openBrowser } = trial
    await startApp()
    const { text } = await openBrowser().signIn(`${addresses.origin}/me`, ada)
    const other = describeSignIn(trial, await openBrowser().signIn(`${addresses.origin}/me`, bob))
    return {
      findings: [
        { what: 'roles of a person with them', expected: guide.roles.join(' '), seen: text.slice(0, 200) },
        { what: 'a person without roles', expected: 'callback 303, /login/denied 403', seen: other },
      ],
    }
  },
}
