// Installs a provider once, where the next run finds it. Without it each run would download and build for minutes.
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../run-command.mjs'
import { cache } from '../workspace.mjs'

const mostMinutes = 20

const installed = process.env['REAL_PROVIDERS_CACHE'] ?? join(cache, 'real-providers')

/**
 * @param {string} name of the folder; with all that decides what is in it, such as a version
 * @param {(folder: string) => Promise<unknown>} install into an empty folder
 * @returns {Promise<string>} the folder
 */
export async function installOnce(name, install) {
  const folder = join(installed, name)
  if (existsSync(folder)) return folder
  // An interrupted installation must not count as one.
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  await install(unfinished)
  renameSync(unfinished, folder)
  return folder
}

/**
 * Runs a build tool that must be on this machine.
 * @param {string} cwd @param {string} command @param {string[]} args
 */
export async function runBuildTool(cwd, command, ...args) {
  const signal = AbortSignal.timeout(mostMinutes * 60_000)
  const { exitCode, output } = await runCommand(command, args, { cwd, signal })
  if (exitCode !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${exitCode}\n${output}`)
}

/** @param {string} project a folder with a program of ours @returns {string} another one after a change of the program, which then is built anew */
export function computeDigest(project) {
  const digest = createHash('sha256')
  for (const file of globSync('**/*.{xml,java,yml,go}', { cwd: project }).sort())
    digest.update(`${file}\0`).update(readFileSync(join(project, file)))
  return digest.digest('hex').slice(0, 12)
}
