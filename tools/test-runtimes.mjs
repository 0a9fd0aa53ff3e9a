// `npm run test:runtimes`: signs in and refreshes on every runtime that the packages promise to run on, and checks the cryptography there.
// Without it a package would be known to work in this workspace only: with sources in place of what is published, and on one
// version of Node.
//
// The packages are packed and installed by npm outside the workspace; the provider and the browser's part run here.
// `npm run test:runtimes -- bun` runs those alone whose runtime or package has `bun` in its name.
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printStep } from './run-checks.mjs'
import { runCommand } from './run-command.mjs'
import { libraryFolders, root } from './workspace.mjs'

const mostMinutes = 25

const start = performance.now()
const wanted = process.argv.slice(2)
const build = await runCommand(process.execPath, ['tools/build.mjs'], { show: true })
if (build.exitCode !== 0) process.exit(build.exitCode)

// They need what was just installed and built.
const { listCryptographyChecks } = await import('./runtimes/check-cryptography.mjs')
const { installDependencies, packPackages } = await import('./runtimes/install-packages.mjs')
const { installRuntime } = await import('./runtimes/install-runtime.mjs')
const { listApps, runtimeExamples } = await import('./runtimes/list-apps.mjs')
const { checkRefreshContract } = await import('./runtimes/check-refresh-contract.mjs')
const { checkSignInJourney } = await import('./runtimes/sign-in-journey.mjs')

let passed = 0
let failed = 0

/** @param {string} name @param {() => Promise<unknown>} run @returns {Promise<boolean>} */
async function runStep(name, run) {
  const begun = performance.now()
  try {
    await run()
  } catch (error) {
    printStep(name, false, begun)
    console.log(`\n${error instanceof Error ? error.message : String(error)}\n`)
    return false
  }
  printStep(name, true, begun)
  return true
}

/** @param {string} example a folder below examples/; what was installed or built there stays where it is @param {string} to */
function copyExample(example, to) {
  const from = join(root, 'examples', example)
  const made = ['node_modules', 'build', 'dist', '.astro', '.next', '.svelte-kit'].map((name) =>
    join(from, name),
  )
  cpSync(from, to, { recursive: true, filter: (path) => !made.includes(path) })
}

/** @type {Map<string, string>} */
const programs = new Map()
/** @type {import('./runtimes/install-packages.mjs').Tarballs} */
let tarballs = new Map()

/** @param {import('./runtimes/list-apps.mjs').App} app */
async function tryApp(app) {
  const { runtime, name, example } = app
  const isRunning = await runStep(`${runtime.padEnd(22)} ${name}`, async () => {
    const installed = join(folder, 'examples', example ?? '.')
    if (example !== undefined && !existsSync(installed)) {
      copyExample(example, installed)
      await installDependencies(`examples/${example}`, installed, tarballs)
    }
    await checkSignInJourney(app, programs.get(runtime) ?? '')
  })
  if (isRunning) passed += 1
  else failed += 1
  const { keepsTokens } = app
  if (!isRunning || keepsTokens === undefined) return
  const isHeld = await runStep(`${runtime.padEnd(22)} ${name}, refresh contract`, () =>
    checkRefreshContract({ ...app, keepsTokens }, programs.get(runtime) ?? ''),
  )
  if (isHeld) passed += 1
  else failed += 1
}

/** @param {import('./runtimes/check-cryptography.mjs').CryptographyCheck} check */
async function tryCryptography({ runtime, name, check }) {
  let seen = ''
  const isRight = await runStep(`${runtime.padEnd(22)} ${name}`, async () => {
    seen = await check(programs.get(runtime) ?? '')
  })
  if (isRight) {
    passed += 1
    console.log(seen.replace(/^/gm, '  '))
  } else failed += 1
}

const folder = mkdtempSync(join(tmpdir(), 'runtimes-'))
const removeFolder = () => rmSync(folder, { recursive: true, force: true })
process.once('exit', removeFolder)
// Each step has a deadline of its own. Should one not keep it, everything that was started ends with this process.
setTimeout(() => process.kill(process.pid, 'SIGTERM'), mostMinutes * 60_000).unref()

/** @param {{ runtime: string, name: string }} each */
const isWanted = ({ runtime, name }) =>
  wanted.length === 0 || wanted.some((word) => `${runtime} ${name}`.includes(word))
const apps = listApps(folder).filter(isWanted)
const cryptographyChecks = listCryptographyChecks(folder).filter(isWanted)
for (const runtime of new Set([...cryptographyChecks, ...apps].map(({ runtime }) => runtime))) {
  await runStep(`install ${runtime}`, async () => programs.set(runtime, await installRuntime(runtime)))
}
for (const check of cryptographyChecks) await tryCryptography(check)
if (apps.length > 0) await signInEverywhere()
removeFolder()

async function signInEverywhere() {
  await runStep('install the packed packages', async () => {
    tarballs = await packPackages(libraryFolders, join(folder, 'packed'))
    const apps = join(folder, 'apps')
    cpSync(join(root, 'tools/runtimes/apps'), apps, { recursive: true })
    for (const example of runtimeExamples) copyExample(example, join(apps, example))
    await installDependencies('tools/runtimes', apps, tarballs)
    cpSync(join(root, 'tsconfig.base.json'), join(folder, 'tsconfig.base.json'))
  })
  /** Apps of one example, on several runtimes, build in one folder: they are one piece of work. */
  const groups = new Map()
  for (const app of apps) {
    const key = app.example ?? `${app.runtime} ${app.name}`
    groups.set(key, [...(groups.get(key) ?? []), app])
  }
  const waiting = [...groups.values()]
  const work = async () => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift())
      for (const app of group) await tryApp(app)
  }
  // Installing waits for the network, so two at a time are nearly twice as fast.
  await Promise.all([work(), work()])
}

if (failed > 0 || passed === 0) process.exitCode = 1
const seconds = ((performance.now() - start) / 1000).toFixed(0)
console.log(`\nruntimes: ${passed} passed, ${failed} failed, in ${seconds} s`)
