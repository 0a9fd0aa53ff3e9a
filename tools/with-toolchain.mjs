// Runs a script with the Node and pnpm that this workspace is built with: `node tools/with-toolchain.mjs script.mjs …`.
// Without it a machine that has only Node 20 and npm could not build: tsup and vitest want Node 22.18 or newer.
// This file runs on any Node from 20 on and imports nothing but Node itself.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NODE = 'node@24.21.0'
const PNPM = 'pnpm@12.21.0'

// Asks this very file, run by npx, where npx has put things.
const WHERE = '--where'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const memory = join(root, '.cache', 'toolchain.json')
const windows = process.platform === 'win32'

/**
 * @typedef {object} Toolchain
 * @property {string} wanted the packages it was made of
 * @property {string} node the Node to run
 * @property {string} bin the folder that holds pnpm
 */

const [script, ...args] = process.argv.slice(2)
if (script === undefined) {
  console.error('usage: node tools/with-toolchain.mjs <script> [arguments]')
  process.exitCode = 2
} else if (script === WHERE) {
  const bin = (process.env['PATH'] ?? '').split(delimiter)[0]
  console.log(JSON.stringify({ node: process.execPath, bin }))
} else {
  const { node, bin } = recallToolchain() ?? (await fetchToolchain())
  const path = [bin, dirname(node), process.env['PATH']].join(delimiter)
  const { exitCode } = await run(node, [join(root, script), ...args], {
    ...process.env,
    PATH: path,
    MACHINE_NODE: process.execPath,
  })
  process.exitCode = exitCode
}

/** @returns {string[]} what npx has to bring: this machine's own Node is used when the tools' `engines` allow it */
function wantedPackages() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const ownNodeIsEnough = (major === 22 && minor >= 18) || (major === 24 && minor >= 11) || major >= 26
  return ownNodeIsEnough ? [PNPM] : [NODE, PNPM]
}

/** @returns {Toolchain | undefined} what npx answered last time, if it is still there: asking it takes a second */
function recallToolchain() {
  if (!existsSync(memory)) return undefined
  /** @type {Toolchain} */
  const found = JSON.parse(readFileSync(memory, 'utf8'))
  const wanted = wantedPackages()
  if (found.wanted !== wanted.join(' ') || !existsSync(found.node)) return undefined
  if (!existsSync(join(found.bin, windows ? 'pnpm.cmd' : 'pnpm'))) return undefined
  return wanted.includes(NODE) ? found : { ...found, node: process.execPath }
}

/** @returns {Promise<Toolchain>} */
async function fetchToolchain() {
  const packages = wantedPackages()
  const wanted = packages.join(' ')
  console.error(`• ${packages.join(' and ')} by npx (the first time, this takes some seconds)`)
  // Without a network npx would keep silent for more than a minute.
  const quickRetries = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=4000']
  const ask = `node tools/with-toolchain.mjs ${WHERE}`
  const { exitCode, output } = await run(
    windows ? 'npx.cmd' : 'npx',
    ['-y', ...quickRetries, ...packages.flatMap((name) => ['-p', name]), '-c', windows ? `"${ask}"` : ask],
    process.env,
    { stdio: ['ignore', 'pipe', 'inherit'], shell: windows },
  )
  if (exitCode !== 0) {
    console.error(`\nnpx could not bring ${packages.join(' and ')}. Is the npm registry reachable?`)
    console.error('Both place their program by an install script: npm must be allowed to run those.')
    process.exit(exitCode)
  }
  /** @type {Toolchain} */
  const found = { wanted, ...JSON.parse(output) }
  mkdirSync(dirname(memory), { recursive: true })
  writeFileSync(memory, JSON.stringify(found))
  return found
}

/**
 * @param {string} command
 * @param {string[]} commandArgs
 * @param {NodeJS.ProcessEnv} env
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<{ exitCode: number, output: string }>}
 */
function run(command, commandArgs, env, options = { stdio: 'inherit' }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArgs, { cwd: root, env, ...options })
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    const forward = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal)
    for (const signal of signals) process.on(signal, forward)
    const watch = watchNpm(() => forward('SIGTERM'))
    let output = ''
    child.stdout?.on('data', (chunk) => (output += String(chunk)))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      for (const each of signals) process.off(each, forward)
      clearInterval(watch)
      resolve({ exitCode: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), output })
    })
  })
}

/**
 * Ending `npm start` ends npm and its shell. The shell sends no signal, but then this process has another parent.
 * @param {() => void} onEnd
 */
function watchNpm(onEnd) {
  const shell = process.ppid
  return setInterval(() => {
    if (process.env['npm_lifecycle_event'] !== undefined && process.ppid !== shell) onEnd()
  }, 300)
}
