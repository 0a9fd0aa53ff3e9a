// `npm run test:runtimes`: signs in on every runtime that the packages promise to run on. Without it a package would be
// known to work in this workspace only: with sources in place of what is published, and on one version of Node.
//
// The packages are packed and installed by npm outside the workspace; the provider and the browser's part run here.
// `npm run test:runtimes -- bun` runs those alone whose runtime or package has `bun` in its name.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printStep } from './run-checks.mjs'
import { runCommand } from './run-command.mjs'
import { root } from './workspace.mjs'

const start = performance.now()
const wanted = process.argv.slice(2)
const build = await runCommand(process.execPath, ['tools/build.mjs'], { show: true })
if (build.exitCode !== 0) process.exit(build.exitCode)

// They need what was just installed and built.
const { installPackages, packPackages, readDependencies } = await import('./runtimes/install-packages.mjs')
const { installRuntime } = await import('./runtimes/install-runtime.mjs')
const { listApps } = await import('./runtimes/list-apps.mjs')
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

const folder = mkdtempSync(join(tmpdir(), 'runtimes-'))
try {
  const apps = listApps(folder).filter(
    ({ runtime, name }) => wanted.length === 0 || wanted.some((each) => `${runtime} ${name}`.includes(each)),
  )
  const programs = new Map()
  for (const runtime of new Set(apps.map((app) => app.runtime))) {
    await runStep(`install ${runtime}`, async () => programs.set(runtime, await installRuntime(runtime)))
  }
  await runStep('install the packed packages', async () => {
    const tarballs = await packPackages(['core', 'engine', 'node', 'hono'], join(folder, 'packed'))
    await installPackages(folder, readDependencies('tools/runtimes', tarballs))
    cpSync(join(root, 'tools/runtimes/apps'), join(folder, 'apps'), { recursive: true })
    for (const example of ['fetch-bun', 'fetch-deno', 'fetch-worker'])
      cpSync(join(root, 'examples', example, 'src'), join(folder, example, 'src'), { recursive: true })
  })
  for (const { runtime, name, args } of apps) {
    const isRunning = await runStep(`${runtime.padEnd(22)} ${name}`, () =>
      checkSignInJourney(async (port) => ({
        command: programs.get(runtime),
        args: await args(port),
        cwd: folder,
      })),
    )
    if (isRunning) passed += 1
    else failed += 1
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

if (failed > 0 || passed === 0) process.exitCode = 1
const seconds = ((performance.now() - start) / 1000).toFixed(0)
console.log(`\nruntimes: ${passed} passed, ${failed} failed, in ${seconds} s`)
