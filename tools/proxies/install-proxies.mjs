// Finds nginx and Caddy: the machine's own, or those of Debian, fetched once to where the next run finds them. Without them the recipe of the
// reverse proxies would be files that no proxy has read.
import { join } from 'node:path'
import { fetchFromDebian } from '../fetch-from-debian.mjs'
import { runCommand } from '../run-command.mjs'
import { cache } from '../workspace.mjs'

/** @returns {Promise<string>} the path of a program that runs here; rejects with the reason where there is none */
export const installNginx = () => installProxy('nginx', 'usr/sbin/nginx', '-v')

/** @returns {Promise<string>} the path of a program that runs here; rejects with the reason where there is none */
export const installCaddy = () => installProxy('caddy', 'usr/bin/caddy', 'version')

/** @param {string} name of the program and of its package @param {string} path in the package @param {string} word that asks for the version */
async function installProxy(name, path, word) {
  if ((await runCommand(name, [word]).catch(() => undefined))?.exitCode === 0) return name
  const folder = join(cache, 'proxies', `${name}-debian-${process.arch}`)
  await fetchFromDebian(folder, [name])
  const program = join(folder, path)
  const { exitCode, output } = await runCommand(program, [word])
  if (exitCode !== 0) throw new Error(`the ${name} of Debian does not run here\n${output.trimEnd()}`)
  return program
}
