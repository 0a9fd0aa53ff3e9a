// Installs packed packages into an empty folder, by each package manager that users have. No package of ours is in a registry yet, so a
// package is named by its tarball.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runOrThrow } from './as-user.mjs'
import { readCatalog } from './runtimes/install-packages.mjs'
import { readManifest } from './workspace.mjs'

/** @typedef {import('./runtimes/install-packages.mjs').Tarballs} Tarballs */

/**
 * @typedef {object} PackageManager
 * @property {(cwd: string, packages: readonly string[], tarballs: Tarballs) => Promise<unknown>} install into a folder, which is made
 * @property {(args: string[]) => { command: string, args: string[] }} runNode how Node is started there
 */

const plainNode = (/** @type {string[]} */ args) => ({ command: 'node', args })

// Yarn's installations have no node_modules: Node is told by Yarn where the packages are.
const yarnArguments = ['--yes', '--package', '@yarnpkg/cli-dist@^4.18.0', 'yarn']

/** @type {Readonly<Record<'npm' | 'pnpm' | 'yarn', PackageManager>>} */
export const packageManagers = {
  npm: {
    async install(cwd, packages, tarballs) {
      writeManifest(cwd, {})
      const named = withOurs(packages, tarballs).map((name) => specify(name, tarballs))
      await runOrThrow('npm', ['install', '--no-audit', '--no-fund', ...named], cwd)
    },
    runNode: plainNode,
  },
  pnpm: {
    async install(cwd, packages, tarballs) {
      writeManifest(cwd, {})
      const overrides = [...tarballs].map(([name, tarball]) => `  '${name}': 'file:${tarball}'\n`)
      writeFileSync(join(cwd, 'pnpm-workspace.yaml'), `overrides:\n${overrides.join('')}`)
      await runOrThrow('pnpm', ['add', ...packages.map((name) => specify(name, tarballs))], cwd)
    },
    runNode: plainNode,
  },
  yarn: {
    async install(cwd, packages, tarballs) {
      const files = Object.fromEntries([...tarballs].map(([name, tarball]) => [name, `file:${tarball}`]))
      const ranges = packages.map((name) => [name, files[name] ?? readCatalog(name)])
      writeManifest(cwd, { dependencies: Object.fromEntries(ranges), resolutions: files })
      // A project of its own, whatever the folders above are.
      writeFileSync(join(cwd, 'yarn.lock'), '')
      const [registry, authorities] = [
        await readNpmSetting('registry', cwd),
        await readNpmSetting('cafile', cwd),
      ]
      await runOrThrow('npx', [...yarnArguments, 'install'], cwd, {
        YARN_NPM_REGISTRY_SERVER: registry,
        YARN_UNSAFE_HTTP_WHITELIST: new URL(registry).hostname,
        // npm's word for a setting without a value.
        ...(authorities === 'null' ? {} : { YARN_HTTPS_CA_FILE_PATH: authorities }),
        ...{ YARN_ENABLE_GLOBAL_CACHE: 'false', YARN_ENABLE_TELEMETRY: '0' },
        // With CI in its environment, Yarn would refuse to write the lockfile.
        YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
      })
    },
    runNode: (args) => ({ command: 'npx', args: [...yarnArguments, 'node', ...args] }),
  },
}

/** Yarn reads none of npm's settings. @param {string} name @param {string} cwd @returns {Promise<string>} */
async function readNpmSetting(name, cwd) {
  return (await runOrThrow('npm', ['config', 'get', name], cwd)).trim()
}

/** @param {string} cwd @param {object} manifest */
function writeManifest(cwd, manifest) {
  mkdirSync(cwd, { recursive: true })
  writeFileSync(join(cwd, 'package.json'), JSON.stringify(manifest))
}

/** @param {string} name of a package @param {Tarballs} tarballs @returns {string} how it is named to npm and pnpm */
function specify(name, tarballs) {
  const tarball = tarballs.get(name)
  if (tarball !== undefined) return `file:${tarball}`
  return /.@/u.test(name) ? name : `${name}@${readCatalog(name)}`
}

/** @param {readonly string[]} names @param {Tarballs} tarballs @returns {string[]} with the packages of ours that these need */
function withOurs(names, tarballs) {
  const needs = (/** @type {string} */ name) =>
    Object.keys(readManifest(name.replace('@x/oidc-', '')).dependencies ?? {}).filter((each) =>
      tarballs.has(each),
    )
  return [
    ...new Set(
      names.flatMap((name) => (tarballs.has(name) ? [name, ...withOurs(needs(name), tarballs)] : [name])),
    ),
  ]
}
