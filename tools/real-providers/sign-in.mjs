// Ada's part of a sign-in. The forms of all providers name their two fields alike.
import { createUserAgent } from '@x/oidc-testing'
import { ada } from './providers/provider.mjs'

/**
 * Signs Ada in with a new browser.
 * @param {string} url leads to the provider
 * @param {import('@x/oidc-testing').NavigationOptions} [options]
 * @returns {Promise<readonly import('@x/oidc-testing').Hop[]>} from the provider's form to the end
 */
export async function signIn(url, options = {}) {
  const agent = createUserAgent()
  const form = await agent.get(url)
  const { username, password } = ada
  return (await agent.submitForm(form, { fields: { username, password } }, options)).chain
}
