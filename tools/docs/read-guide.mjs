// Reads what a guide promises, for the tests that keep the promise: its configurations, the claims that it shows and the decision
// that it gives. A test runs the very text that a reader copies, so the two cannot drift apart.
import { runInThisContext } from 'node:vm'
import ts from 'typescript'
import { parseMarkdown } from './parse-markdown.mjs'

/** Secrets of the guides' programs, by their environment variables. */
export const guideSecrets = {
  CLIENT_SECRET: 'only for the guides, thirty-two bytes',
  SESSION_SECRET: 'only for the guides, thirty-two bytes',
}

const sources = ['idToken', 'userinfo', 'accessToken', 'bearer']

/**
 * @typedef {object} Guide
 * @property {unknown[]} configurations what each block that exports options evaluates to
 * @property {Map<string, Record<string, unknown>>} claims by their source
 * @property {string} decision in the words of `explainAccess`
 * @property {string[]} warnings the codes that the guide says the configuration check warns of
 * @property {string[]} addresses of the application that the guide says to register at the provider
 * @property {Record<string, unknown>} exports of its other programs, such as rules for other claims
 * @property {unknown[]} bearerOptions that its programs give to `oidc.bearer`
 */

/**
 * Reads the guide of a provider; throws where it does not promise a whole decision.
 * @param {string} text @param {unknown} core what every adapter exports of core
 * @returns {Guide}
 */
export function readGuide(text, core) {
  const { blocks, codes } = parseMarkdown(text)
  const programs = blocks.filter(({ language, code }) => language === 'ts' && code.includes('export default'))
  const decisions = blocks.filter(
    ({ language, code }) => language === 'text' && /^(?:A|Not a)dmitted/u.test(code),
  )
  const claims = blocks.flatMap(({ language, code }) => {
    const [format, source = ''] = language.split(' ')
    if (format !== 'json') return []
    if (!sources.includes(source)) throw new Error(`a json block is no source: ${source}`)
    return [{ source, claims: /** @type {Record<string, unknown>} */ (JSON.parse(code)) }]
  })
  const [decision] = decisions
  if (decision === undefined || decisions.length > 1) throw new Error('there must be one decision')
  if (programs.length === 0) throw new Error('there is no configuration')
  const bySource = new Map(claims.map(({ source, claims }) => [source, claims]))
  if (bySource.size < claims.length) throw new Error('a source is there twice')
  return {
    configurations: programs.map(({ code }) => evaluateConfiguration(code, core)),
    claims: bySource,
    decision: decision.code,
    warnings: [...text.matchAll(/The check warns of ([^.]+)\./gu)].flatMap(([, list = '']) =>
      [...list.matchAll(/`(\w+)`/gu)].map(([, code = '']) => code),
    ),
    addresses: codes.map(({ text }) => text).filter((code) => code.startsWith('https://app.example.com/')),
    exports: Object.assign(
      {},
      ...blocks
        .filter(({ language, code }) => language === 'ts' && code.includes('export const'))
        .map(({ code }) => evaluateProgram(code, () => core, guideSecrets)),
    ),
    bearerOptions: blocks.flatMap(({ language, code }) =>
      language === 'ts' && code.includes('oidc.bearer(') ? recordBearerOptions(code) : [],
    ),
  }
}

/** Runs a program that mounts an API, with an `app` and an `oidc` that only record. @param {string} code @returns {unknown[]} */
function recordBearerOptions(code) {
  /** @type {unknown[]} */
  const recorded = []
  const ignore = new Proxy({}, { get: () => () => undefined })
  const oidc = new Proxy(ignore, {
    get: (_, name) =>
      name === 'bearer' ? (/** @type {unknown} */ given) => recorded.push(given) : () => undefined,
  })
  evaluateProgram(code, () => ({}), guideSecrets, { app: ignore, oidc })
  return recorded
}

/** @param {string} code @param {unknown} core @returns {unknown} */
function evaluateConfiguration(code, core) {
  /** @param {string} name */
  const load = (name) => {
    // Every adapter exports what a guide needs of core.
    if (/^@x\/oidc-(?:core|node|hono|next|fastify)$/u.test(name)) return core
    throw new Error(`a guide must not need ${name}`)
  }
  const { default: options } = evaluateProgram(code, load, guideSecrets)
  if (options === undefined) throw new Error('there is no configuration')
  return options
}

/**
 * Runs a program of a guide in this process. It sees the modules that `load` gives and this environment, and no others.
 * @param {string} code TypeScript
 * @param {(name: string) => unknown} load
 * @param {Readonly<Record<string, string>>} env
 * @param {Readonly<Record<string, unknown>>} given what the program takes as given, by its names
 * @returns {Record<string, unknown>} what it exports
 */
export function evaluateProgram(code, load, env, given = {}) {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  })
  /** @type {Record<string, unknown>} */
  const exported = {}
  const names = ['exports', 'require', 'process', ...Object.keys(given)]
  const run = runInThisContext(`(${names.join(', ')}) => {${outputText}\n}`)
  run(exported, load, { env }, ...Object.values(given))
  return exported
}
