// Installs packed packages as a user of the registry would: with npm, in a folder outside the workspace.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packPackage } from '../pack-package.mjs'
import { runCommand } from '../run-command.mjs'
import { readManifest, root } from '../workspace.mjs'

const mostSeconds = 240

/** @typedef {Map<string, string>} Tarballs the packed packages by their names */

/** @param {string[]} folders below packages/ @param {string} destination @returns {Promise<Tarballs>} */
export async function packPackages(folders, destination) {
  const tarballs = new Map()
  for (const folder of folders)
    tarballs.set(readManifest(folder).name, await packPackage(folder, join(destination, folder)))
  return tarballs
}

/**
 * Installs what a folder of the workspace needs into a folder outside of it.
 * @param {string} source relative to the workspace's root, with a package.json
 * @param {string} destination made if it is not there
 * @param {Tarballs} tarballs
 */
export async function installDependencies(source, destination, tarballs) {
  const manifest = JSON.parse(readFileSync(join(root, source, 'package.json'), 'utf8'))
  const { dependencies, devDependencies } = manifest
  const written = {
    ...manifest,
    dependencies: { ...takeOurs(Object.keys(dependencies), tarballs), ...takeOthers(dependencies) },
    devDependencies: takeOthers(devDependencies),
  }
  mkdirSync(destination, { recursive: true })
  writeFileSync(join(destination, 'package.json'), JSON.stringify(written, null, 2))
  const { exitCode, output } = await runCommand('npm', ['install', '--no-audit', '--no-fund'], {
    cwd: destination,
    signal: AbortSignal.timeout(mostSeconds * 1000),
  })
  if (exitCode !== 0) throw new Error(`npm install failed\n${output}`)
}

/** Those of our packages, with those that they need: none is in a registry yet. @param {string[]} names @param {Tarballs} tarballs @returns {Record<string, string>} */
export function takeOurs(names, tarballs) {
  return Object.assign(
    {},
    ...names.flatMap((name) => {
      const tarball = tarballs.get(name)
      if (tarball === undefined) return []
      const { dependencies = {} } = readManifest(name.replace('@x/oidc-', ''))
      return [{ [name]: `file:${tarball}` }, takeOurs(Object.keys(dependencies), tarballs)]
    }),
  )
}

/** The others, with the ranges of the workspace. @param {Record<string, string>} [dependencies] */
function takeOthers(dependencies = {}) {
  return Object.fromEntries(
    Object.entries(dependencies).flatMap(([name, range]) =>
      range.startsWith('workspace:') ? [] : [[name, range === 'catalog:' ? readCatalog(name) : range]],
    ),
  )
}

/** @param {string} name @returns {string} the range of a package that the whole workspace agrees on */
export function readCatalog(name) {
  const lines = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8').split('\n')
  const line = lines.find((each) => each.trim().replaceAll("'", '').startsWith(`${name}: `))
  if (line === undefined) throw new Error(`the catalog has no ${name}`)
  return line.slice(line.lastIndexOf(': ') + 2)
}
