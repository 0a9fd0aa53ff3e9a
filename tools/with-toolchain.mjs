// Runs a script with the Node and pnpm that this workspace is built with: `node tools/with-toolchain.mjs script.mjs …`.
// Without it a machine that has only Node 20 and npm could not build: tsup and vitest want Node 22.18 or newer.
// This file runs on any Node from 20 on and imports nothing but Node itself.
import { spawn, spawnSync } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const NODE = 'node@24.21.0'
const PNPM = 'pnpm@12.21.0'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [script, ...args] = process.argv.slice(2)

if (script === undefined) {
  console.error('usage: node tools/with-toolchain.mjs <script> [arguments]')
  process.exit(2)
}

/** @returns {boolean} whether this machine's own Node can run the tools (what tsup and vitest state as their engines) */
function ownNodeIsEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return (major === 22 && minor >= 18) || (major === 24 && minor >= 11) || major >= 26
}

/** @returns {string} a PATH on which `node` and `pnpm` are the ones wanted */
function toolchainPath() {
  const packages = ownNodeIsEnough() ? [PNPM] : [NODE, PNPM]
  console.error(`• tools: ${packages.join(' and ')} by npx (the first time, this takes some seconds)`)
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx'
  const flags = ['-y', ...packages.flatMap((name) => ['-p', name])]
  const print = `node -e "console.log('PATH=' + (process.env.PATH || process.env.Path))"`
  const found = spawnSync(npx, [...flags, '-c', print], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  const path = /^PATH=(.*)$/mu.exec(found.stdout ?? '')?.[1]
  if (found.status !== 0 || path === undefined) {
    console.error(found.stderr || String(found.error ?? 'npx gave no answer'))
    console.error(`Could not get ${packages.join(' and ')} with npx. Is the npm registry reachable?`)
    process.exit(1)
  }
  return path
}

const path = toolchainPath()
const nodeName = ownNodeIsEnough() ? process.execPath : firstOnPath(path)
const child = spawn(nodeName, [script, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: path },
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))

/** @param {string} path @returns {string} the Node that npx put first */
function firstOnPath(path) {
  const found = spawnSync('node', ['-p', 'process.execPath'], {
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
  })
  if (found.status !== 0) throw new Error(`no node on ${path.split(delimiter)[0]}`)
  return found.stdout.trim()
}
