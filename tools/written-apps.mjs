// Writes applications by `oidc init`, for check-quick-starts.mjs: each framework with each provider, in TypeScript and in JavaScript. Without it
// a file that the command writes does not compile, or signs no one in.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findPort } from './find-port.mjs'
import { checkGreetingJourney } from './runtimes/greeting-journey.mjs'

const frameworks = ['node', 'express', 'fastify', 'hono', 'next']
const providers = ['keycloak', 'entra', 'auth0', 'okta', 'google', 'cognito', 'other']

/** @typedef {{ oidc: string, node: string, env: Record<string, string | undefined> }} Programs the command line and Node, and what they see of this process */
/** @typedef {'ts' | 'js'} Language */

/** What a project says of itself. @type {Readonly<Record<Language, Readonly<Record<string, unknown>>>>} */
const projects = {
  ts: {
    'package.json': { type: 'module' },
    'tsconfig.json': {
      compilerOptions: {
        ...{ strict: true, noEmit: true, skipLibCheck: false, target: 'es2022', types: ['node'] },
        ...{ module: 'nodenext', moduleResolution: 'nodenext', allowImportingTsExtensions: true },
        ...{ verbatimModuleSyntax: true, erasableSyntaxOnly: undefined, exactOptionalPropertyTypes: true },
      },
    },
  },
  js: { 'package.json': {} },
}

/** Next.js reads its own settings. */
const settingsOfNext = { module: 'esnext', moduleResolution: 'bundler', jsx: 'react-jsx', lib: ['es2022', 'dom'] }

/** @param {string} folder @param {string} framework @param {Language} language */
function writeProject(folder, framework, language) {
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of Object.entries(projects[language])) {
    const { compilerOptions = {} } = /** @type {{ compilerOptions?: object }} */ (content)
    const isCompiler = name === 'tsconfig.json' && framework === 'next'
    const written = isCompiler ? { compilerOptions: { ...compilerOptions, ...settingsOfNext } } : content
    writeFileSync(join(folder, name), JSON.stringify(written))
  }
}

/** @param {Programs} programs @param {string} cwd @param {string[]} args @param {string} [clientSecret] @returns {string} what it printed */
function runInit({ oidc, env }, cwd, args, clientSecret) {
  return execFileSync(oidc, ['init', ...args], {
    cwd,
    env: { ...env, OIDC_CLIENT_SECRET: clientSecret },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Writes every application in TypeScript. @param {Programs} programs @param {string} parent @returns {string[]} their folders */
export function writeTypedApps(programs, parent) {
  return frameworks.flatMap((framework) =>
    providers.flatMap((provider) =>
      ['', 'none'].map((roles) => {
        const folder = join(parent, ['init', framework, provider, roles].filter(Boolean).join('-'))
        writeProject(folder, framework, 'ts')
        const args = ['--yes', '--framework', framework, '--provider', provider]
        runInit(programs, folder, roles === '' ? args : [...args, '--roles', roles])
        return folder
      }),
    ),
  )
}

/** Signs in to the application that the command writes. @param {Programs} programs @param {string} parent @param {string} framework @param {Language} language */
async function signInToApp(programs, parent, framework, language) {
  const folder = join(parent, `init-${framework}-${language}`)
  writeProject(folder, framework, language)
  const origin = `http://localhost:${await findPort()}`
  const environmentFile = framework === 'next' ? '.env.local' : '.env'
  const ending = language === 'ts' ? 'ts' : 'mjs'
  const next = join(parent, 'node_modules/next/dist/bin/next')
  const args =
    framework === 'next' ? [next, 'dev'] : [`--env-file=${environmentFile}`, `app.${ending}`]
  await checkGreetingJourney({
    program: { command: programs.node, args, cwd: folder, env: programs.env },
    configure: ({ ISSUER_URL = '', CLIENT_ID = '', CLIENT_SECRET = '' }) => {
      const given = ['--framework', framework, '--provider', 'other', '--base-url', origin]
      const printed = runInit(
        programs,
        folder,
        [...given, '--issuer', ISSUER_URL, '--client-id', CLIENT_ID],
        CLIENT_SECRET,
      )
      assert.ok(printed.includes(`${origin}/login/oauth2/code/main`), printed)
      assert.ok(printed.includes(`${origin}/logout/done`), printed)
      assert.match(readFileSync(join(folder, environmentFile), 'utf8'), /^SESSION_SECRET=[\da-f]{64}$/mu)
    },
    origin,
    addresses: [`${origin}/login/oauth2/code/main`, `${origin}/logout/done`],
    admitsAll: false,
  })
}

/** @param {Programs} programs @param {string} parent a folder with every framework in its node_modules @returns {{ name: string, run: () => Promise<void> }[]} */
export const listSignIns = (programs, parent) =>
  frameworks.flatMap((framework) =>
    /** @type {const} */ (['js', 'ts']).map((language) => ({
      name: `npm init ${framework} ${language}`,
      run: () => signInToApp(programs, parent, framework, language),
    })),
  )
