// Installs what the lockfile names and builds every package: `npm run build`. The demo and the examples run on what it
// makes. Without it a fresh clone has no dist, and an old one might be run with yesterday's.
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './run-command.mjs'
import { cache, packageFolders, packageRoot, program, root } from './workspace.mjs'

/** @param {string} file @returns {string} its text, or nothing */
const readIfThere = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

/** Installs with pnpm's progress on the terminal when there is something to install. */
async function install() {
  // pnpm keeps the lockfile that it installed last; what else may have changed, it checks itself, in a moment.
  const inStep =
    readIfThere(join(root, 'node_modules/.pnpm/lock.yaml')) === readIfThere(join(root, 'pnpm-lock.yaml'))
  const args = ['install', '--frozen-lockfile', '--config.confirmModulesPurge=false']
  const { exitCode, output } = await runCommand('pnpm', args, { show: !inStep })
  if (exitCode !== 0) throw new Error(`pnpm install failed\n${output}`)
}

/** @returns {string} changes whenever a file changes that a build reads */
function inputsDigest() {
  const files = globSync(
    [
      'packages/*/src/**/*.ts',
      'packages/*/{package,tsconfig}.json',
      'packages/*/tsup.config.ts',
      'ts*',
      'pnpm-lock.yaml',
    ],
    { cwd: root, exclude: (name) => /\.test(?:-d)?\.ts$/u.test(name) },
  )
  const digest = createHash('sha256').update(process.version)
  for (const file of files.sort()) digest.update(`\0${file}\0`).update(readFileSync(join(root, file)))
  return digest.digest('hex')
}

/** @param {string} folder */
async function buildPackage(folder) {
  const { exitCode, output } = await runCommand(program('tsup'), [], { cwd: packageRoot(folder) })
  if (exitCode !== 0) throw new Error(`packages/${folder} does not build\n${output}`)
}

await install()
const memory = join(cache, 'built')
const digest = inputsDigest()
const built = packageFolders.every((folder) => existsSync(join(packageRoot(folder), 'dist', 'index.d.ts')))
if (!built || readIfThere(memory) !== digest) {
  console.log(`• building ${packageFolders.join(', ')}`)
  // None needs what another one built: inside the workspace a package is its sources.
  const waiting = [...packageFolders]
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await buildPackage(next)
  }
  await Promise.all([work(), work()])
  mkdirSync(cache, { recursive: true })
  writeFileSync(memory, digest)
}
