// Reads a provider's guide. Without it the configuration under test could be another one than the configuration that people paste.
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { parseMarkdown } from '../docs/parse-markdown.mjs'
import { root } from '../workspace.mjs'

/**
 * @typedef {object} Guide
 * @property {import('@x/oidc-node').OidcOptions} options its configuration
 * @property {import('@x/oidc-node').ProviderOptions} provider the one provider in it
 * @property {readonly string[]} roles those that it says the person gets, sorted
 */

/** @param {string} name of a page in docs/providers, without `.md` @returns {Promise<Guide>} */
export async function readGuide(name) {
  const { blocks } = parseMarkdown(readFileSync(join(root, 'docs/providers', `${name}.md`), 'utf8'))
  const program = blocks.find(({ language, code }) => language === 'ts' && code.includes('export default'))
  const decision = blocks.find(
    ({ language, code }) => language === 'text' && code.startsWith('Admitted with "'),
  )
  if (program === undefined || decision === undefined) throw new Error(`The guide ${name} is not whole.`)
  const script = `data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(program.code))}`
  /** @type {{ default: import('@x/oidc-node').OidcOptions }} */
  const { default: options } = await import(script)
  const [provider] = options.providers
  if (provider === undefined || provider.signIn === false)
    throw new Error(`The guide ${name} configures no sign-in.`)
  const [admitted = ''] = decision.code.split('\n')
  return {
    options,
    provider,
    roles: [...admitted.matchAll(/"([^"]+)"/gu)].map(([, role = '']) => role).sort(),
  }
}
