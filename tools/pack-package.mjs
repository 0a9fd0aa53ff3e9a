// Packs a package as it would be published: pnpm puts in the real versions and `publishConfig`.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './run-command.mjs'
import { packageRoot } from './workspace.mjs'

/**
 * @param {string} folder one of the packages' folders
 * @param {string} destination an absolute path; the folder is made anew
 * @returns {Promise<string>} the tarball's path
 */
export async function packPackage(folder, destination) {
  rmSync(destination, { recursive: true, force: true })
  mkdirSync(destination, { recursive: true })
  const tarball = join(destination, `${folder}.tgz`)
  const { exitCode, output } = await runCommand('pnpm', ['pack', '--out', tarball], {
    cwd: packageRoot(folder),
  })
  if (exitCode !== 0) throw new Error(`pnpm pack failed in packages/${folder}:\n${output}`)
  return tarball
}
