import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../run-command.mjs'
import { cache } from '../workspace.mjs'

const mostSeconds = 180

/**
 * Installs a runtime below .cache, where the next run finds it.
 * @param {string} runtime a package of the npm registry and its version, e.g. `node@20.20.2`
 * @returns {Promise<string>} its program
 */
export async function installRuntime(runtime) {
  const [name = ''] = runtime.split('@')
  const folder = join(cache, 'runtimes', runtime)
  const installed = join(folder, 'node_modules', '.bin', name)
  if (existsSync(folder)) return installed

  // Only a complete installation gets the expected name.
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  writeFileSync(join(unfinished, 'package.json'), JSON.stringify({ private: true }))
  const signal = AbortSignal.timeout(mostSeconds * 1000)
  const install = await runCommand('npm', ['install', '--no-audit', '--no-fund', runtime], {
    cwd: unfinished,
    signal,
  })
  const program = join(unfinished, 'node_modules', '.bin', name)
  const asked =
    install.exitCode === 0 ? await runCommand(program, ['--version'], { cwd: unfinished, signal }) : install
  if (asked.exitCode !== 0) throw new Error(`${runtime} could not be installed\n${asked.output}`)
  renameSync(unfinished, folder)
  return installed
}
