// Finds a Redis server: the machine's own, or that of Debian, fetched once to where the next run finds it. Without it the store would
// be known to work with a server that a test made up.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fetchFromDebian } from '../fetch-from-debian.mjs'
import { runCommand } from '../run-command.mjs'
import { cache } from '../workspace.mjs'

/** `redis-server` is a link to a program of `redis-tools`; the other two are libraries that it loads. */
const debianPackages = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1']
const smallestVersion = [6, 2]

/**
 * @typedef {object} RedisProgram
 * @property {string} program the path of `redis-server`
 * @property {string} libraries folders of libraries, for `LD_LIBRARY_PATH`
 */

/** @returns {Promise<RedisProgram>} rejects with the reason where there is no such server */
export async function installRedis() {
  const own = { program: 'redis-server', libraries: '' }
  if ((await describeWrong(own)) === undefined) return own

  const folder = join(cache, 'stores', `redis-debian-${process.arch}`)
  await fetchFromDebian(folder, debianPackages).catch((/** @type {unknown} */ error) => {
    const [version, reason] = [smallestVersion.join('.'), error instanceof Error ? error.message : error]
    throw new Error(`no redis-server of version ${version} or later is on PATH, and ${String(reason)}`)
  })
  const found = { program: join(folder, 'usr/bin/redis-server'), libraries: listLibraries(folder) }
  const wrong = await describeWrong(found)
  if (wrong !== undefined) throw new Error(`the Redis server of Debian ${wrong}`)
  return found
}

/** Debian puts libraries into folders that are named by the machine's kind. @param {string} folder */
function listLibraries(folder) {
  const libraries = join(folder, 'usr/lib')
  return readdirSync(libraries)
    .map((name) => join(libraries, name))
    .join(':')
}

/** @param {RedisProgram} redis @returns {Promise<string | undefined>} */
async function describeWrong({ program, libraries }) {
  const { exitCode, output } = await runCommand(program, ['--version'], {
    env: { LD_LIBRARY_PATH: libraries },
  }).catch((/** @type {unknown} */ error) => ({ exitCode: 1, output: String(error) }))
  const [, major, minor] = /v=(\d+)\.(\d+)/u.exec(output) ?? []
  if (exitCode !== 0 || major === undefined) return `does not run here\n${output.trimEnd()}`
  const [wantedMajor = 0, wantedMinor = 0] = smallestVersion
  const isNew = Number(major) > wantedMajor || (Number(major) === wantedMajor && Number(minor) >= wantedMinor)
  return isNew ? undefined : `has version ${major}.${minor}, expected ${smallestVersion.join('.')} or later`
}
