// Writes applications by `oidc init`, for check-quick-starts.mjs: each framework with each provider in TypeScript, and signs in to one of each
// framework. Without it a file that the command writes does not compile, or signs no one in.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { findPort } from './find-port.mjs'
import { runCommand } from './run-command.mjs'
import { checkGreetingJourney } from './runtimes/greeting-journey.mjs'

const frameworks = ['node', 'express', 'fastify', 'hono', 'next']
const providers = ['keycloak', 'entra', 'auth0', 'okta', 'google', 'cognito', 'other']

/** @typedef {'ts' | 'js'} Language */

/**
 * @typedef {object} Setting
 * @property {string} cli a folder with the command line in its node_modules
 * @property {string} apps a folder with every framework in its node_modules
 * @property {Record<string, string | undefined>} env what programs see of this process
 */

const compilerOptions = {
  ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: false },
  ...{ target: 'es2022', types: ['node'], allowImportingTsExtensions: true, verbatimModuleSyntax: true },
}
const ofNode = { module: 'nodenext', moduleResolution: 'nodenext' }
const ofNext = { module: 'esnext', moduleResolution: 'bundler', jsx: 'react-jsx', lib: ['es2022', 'dom'] }

/** @param {string} folder @param {string} framework @param {Language} language */
function writeProject(folder, framework, language) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify(language === 'ts' ? { type: 'module' } : {}))
  const options = { ...compilerOptions, ...(framework === 'next' ? ofNext : ofNode) }
  if (language === 'ts')
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options }))
}

/**
 * Writes every application in TypeScript.
 * @param {Setting} setting
 * @returns {Promise<string[]>} the files of two projects that compile them: of Next.js, and of all others
 */
export async function writeTypedApps({ cli, apps }) {
  const program = pathToFileURL(join(cli, 'node_modules/@x/oidc-cli/dist/index.js')).href
  /** @type {{ runProgram: typeof import('../packages/cli/src/index.ts').runProgram }} */
  const { runProgram } = await import(program)
  for (const framework of frameworks)
    for (const [provider, ...args] of [...providers.map((each) => [each]), ['keycloak', '--roles', 'none']]) {
      const folder = join(apps, ['init', framework, provider, ...args.slice(1)].join('-'))
      writeProject(folder, framework, 'ts')
      let errors = ''
      const exitCode = await runProgram(
        ['init', '--yes', '--framework', framework, '--provider', provider ?? '', ...args],
        {
          ...{ folder, environment: {}, isInteractive: false, now: () => Date.now() / 1000 },
          write: () => undefined,
          writeError: (text) => void (errors += text),
          fetch: () => Promise.reject(new TypeError('there is no network here')),
          ...{ readInput: absent, askSecret: absent, askText: absent, askChoice: absent, confirm: absent },
          openBrowser: absent,
        },
      )
      assert.equal(exitCode, 0, errors)
    }
  return [
    writeCompilation(apps, 'next', ofNext, 'init-next-*/**/*'),
    writeCompilation(apps, 'others', ofNode, ...frameworks.slice(0, -1).map((name) => `init-${name}-*/*`)),
  ]
}

/** @returns {Promise<never>} */
const absent = () => Promise.reject(new Error('there is no person here'))

/** @param {string} folder @param {string} name @param {object} options @param {string[]} include */
function writeCompilation(folder, name, options, ...include) {
  const file = join(folder, `tsconfig.init-${name}.json`)
  writeFileSync(file, JSON.stringify({ compilerOptions: { ...compilerOptions, ...options }, include }))
  return file
}

/** @param {Setting} setting @param {string} framework @param {Language} language */
async function signInToApp({ cli, apps, env }, framework, language) {
  const folder = join(apps, `app-${framework}-${language}`)
  writeProject(folder, framework, language)
  const origin = `http://localhost:${await findPort()}`
  const addresses = [`${origin}/login/oauth2/code/main`, `${origin}/logout/done`]
  const file = framework === 'next' ? '.env.local' : '.env'
  const args =
    framework === 'next'
      ? [join(apps, 'node_modules/next/dist/bin/next'), 'dev']
      : [`--env-file=${file}`, `app.${language === 'ts' ? 'ts' : 'mjs'}`]
  await checkGreetingJourney({
    // This Node runs TypeScript; that of the machine may be older.
    program: { command: process.execPath, args, cwd: folder, env },
    // The provider that it looks at is in this process.
    configure: async ({ ISSUER_URL = '', CLIENT_ID = '', CLIENT_SECRET }) => {
      const given = ['--framework', framework, '--provider', 'other', '--base-url', origin]
      const { exitCode, output: printed } = await runCommand(
        join(cli, 'node_modules/.bin/oidc'),
        ['init', ...given, '--issuer', ISSUER_URL, '--client-id', CLIENT_ID],
        { cwd: folder, env: { ...env, OIDC_CLIENT_SECRET: CLIENT_SECRET } },
      )
      assert.equal(exitCode, 0, printed)
      assert.match(printed, /✔ issuer/u)
      for (const address of addresses) assert.ok(printed.includes(address), printed)
      assert.match(readFileSync(join(folder, file), 'utf8'), /^SESSION_SECRET=[\da-f]{64}$/mu)
    },
    ...{ origin, addresses, admitsAll: false, hasGate: true },
  })
}

/** @param {Setting} setting @returns {{ name: string, run: () => Promise<void> }[]} `next dev` takes a minute, so there is one of it */
export const listSignIns = (setting) =>
  frameworks.flatMap((framework) =>
    /** @type {Language[]} */ (framework === 'next' ? ['ts'] : ['js', 'ts']).map((language) => ({
      name: `npm init ${framework} ${language}`,
      run: () => signInToApp(setting, framework, language),
    })),
  )
