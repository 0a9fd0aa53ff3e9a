// Installs one packed package as pnpm does for a project that depends on it alone: a program finds that package, and none of
// its dependencies. It asks no registry: what is not ours comes from the workspace.
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runCommand } from './run-command.mjs'
import { packageRoot, readManifest } from './workspace.mjs'

const ours = '@x/'

/** @param {string} name of a package of ours @returns {string} its folder below packages/ */
export const folderOf = (name) => name.replace('@x/oidc-', '')

/** @param {string} target @param {string} path */
function link(target, path) {
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(target, path)
}

/**
 * Unpacks a package beside links to what it depends on, once.
 * @param {string} folder below packages/
 * @param {{ store: string, tarballs: ReadonlyMap<string, string>, unpacked: Map<string, string> }} installation
 * @returns {Promise<string>} where it is
 */
async function unpack(folder, installation) {
  const { store, tarballs, unpacked } = installation
  const { name, dependencies = {}, peerDependencies = {} } = readManifest(folder)
  const known = unpacked.get(name)
  if (known !== undefined) return known
  const modules = join(store, folder, 'node_modules')
  const path = join(modules, name)
  unpacked.set(name, path)
  mkdirSync(path, { recursive: true })
  const args = ['-xzf', tarballs.get(name) ?? '', '--strip-components=1', '-C', path]
  const { exitCode, output } = await runCommand('tar', args)
  if (exitCode !== 0) throw new Error(`${name} cannot be unpacked:\n${output}`)
  for (const each of Object.keys({ ...dependencies, ...peerDependencies })) {
    const target = each.startsWith(ours)
      ? await unpack(folderOf(each), installation)
      : join(packageRoot(folder), 'node_modules', each)
    link(target, join(modules, each))
  }
  return path
}

/**
 * @param {string[]} folders below packages/, to be installed in one project
 * @param {string} destination an absolute path that is not there yet
 * @param {ReadonlyMap<string, string>} tarballs of all packages of ours that these need, by their names
 * @returns {Promise<string>} the project's folder. It also has the frameworks and types with which the first is developed
 */
export async function installAlone(folders, destination, tarballs) {
  const project = join(destination, 'project')
  const installation = { store: join(destination, 'store'), tarballs, unpacked: new Map() }
  for (const folder of folders)
    link(await unpack(folder, installation), join(project, 'node_modules', readManifest(folder).name))
  const developed = join(packageRoot(folders[0] ?? ''), 'node_modules')
  for (const name of readdirSync(developed).filter((each) => !each.startsWith('.') && each !== '@x'))
    link(join(developed, name), join(project, 'node_modules', name))
  return project
}
