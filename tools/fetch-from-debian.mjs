// Fetches programs of Debian into a folder, once, without installing them. Without it each server of the tests would bring its own way.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './run-command.mjs'

const mostSeconds = 300

/**
 * @param {string} folder that exists only if everything is in it
 * @param {readonly string[]} packages
 * @throws {Error} with what apt-get or dpkg printed
 */
export async function fetchFromDebian(folder, packages) {
  if (existsSync(folder)) return
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  const options = { cwd: unfinished, signal: AbortSignal.timeout(mostSeconds * 1000) }
  const fetched = await runCommand('apt-get', ['download', '-q', ...packages], options)
  if (fetched.exitCode !== 0)
    throw new Error(`apt-get could not fetch ${packages.join(', ')}\n${fetched.output.trimEnd()}`)
  for (const archive of readdirSync(unfinished).filter((name) => name.endsWith('.deb'))) {
    const { exitCode, output } = await runCommand('dpkg', ['-x', archive, '.'], options)
    if (exitCode !== 0) throw new Error(`dpkg cannot read ${archive}\n${output.trimEnd()}`)
    rmSync(join(unfinished, archive))
  }
  renameSync(unfinished, folder)
}
