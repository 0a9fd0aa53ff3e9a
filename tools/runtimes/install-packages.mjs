// Installs packed packages as somebody would who has only the registry: with npm, in a folder outside the workspace.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packPackage } from '../pack-package.mjs'
import { runCommand } from '../run-command.mjs'
import { root } from '../workspace.mjs'

const mostSeconds = 240

/** @param {string[]} folders below packages/ @param {string} destination @returns {Promise<Map<string, string>>} the tarballs by the packages' names */
export async function packPackages(folders, destination) {
  const tarballs = new Map()
  for (const folder of folders)
    tarballs.set(`@x/oidc-${folder}`, await packPackage(folder, join(destination, folder)))
  return tarballs
}

/**
 * Builds the dependencies that a user would write: tarballs for our packages, and for others the ranges of the workspace.
 * @param {string} folder of the workspace, with a package.json
 * @param {Map<string, string>} tarballs
 */
export function readDependencies(folder, tarballs) {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  /** @type {Record<string, string>} */
  const wanted = { ...manifest.devDependencies, ...manifest.dependencies }
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([name, range]) => {
      if (!range.startsWith('workspace:')) return [[name, range === 'catalog:' ? readCatalog(name) : range]]
      return [...tarballs].map(([ours, tarball]) => [ours, `file:${tarball}`])
    }),
  )
}

/** @param {string} name @returns {string} the range of a package that the whole workspace agrees on */
function readCatalog(name) {
  const lines = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8').split('\n')
  const line = lines.find((each) => each.trim().replaceAll("'", '').startsWith(`${name}: `))
  if (line === undefined) throw new Error(`the catalog has no ${name}`)
  return line.slice(line.lastIndexOf(': ') + 2)
}

/** @param {string} folder made if it is not there @param {Record<string, string>} dependencies */
export async function installPackages(folder, dependencies) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies }),
  )
  const { exitCode, output } = await runCommand('npm', ['install', '--no-audit', '--no-fund'], {
    cwd: folder,
    signal: AbortSignal.timeout(mostSeconds * 1000),
  })
  if (exitCode !== 0) throw new Error(`npm install failed\n${output}`)
}
