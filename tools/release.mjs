// `npm run release`: packs every package, installs the packed ones by npm, pnpm and Yarn, and signs in with each. Without it the first
// user of a version would be the first who installs it. It publishes nothing: the release workflow publishes the very files that it tried.
//
// `-- --dry-run` only says what stands in the way of a release. `-- --tag v1.2.3` is what is released: the packages must have that
// version. The workflow packs into a folder, `-- --pack <folder>`, and tries what is there, `-- --try <folder>`.
import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { listObstacles } from './release/obstacles.mjs'
import { listPacked } from './release/packed-list.mjs'
import { check, runCheck } from './run-checks.mjs'
import { packageFolders, readManifest } from './workspace.mjs'

const { values } = parseArgs({
  options: {
    'dry-run': { type: 'boolean' },
    tag: { type: 'string' },
    pack: { type: 'string' },
    try: { type: 'string' },
  },
})
const isDryRun = values['dry-run'] === true
const { version } = readManifest('core')
const scratch = mkdtempSync(join(tmpdir(), 'release-'))
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }))

if (values.try === undefined) await release(resolve(values.pack ?? join(scratch, 'packed')))
else await tryPacked(resolve(values.try))

/** @param {string} folder of the tarballs */
async function release(folder) {
  const obstacles = await listObstacles(values.tag)
  if (!isDryRun && obstacles.length > 0) return refuse(obstacles)
  if (!(await runCheck(check('build', process.execPath, 'tools/build.mjs'))))
    return refuse(['The build failed.'])
  // It needs what was installed.
  const { packPackages } = await import('./runtimes/install-packages.mjs')
  const packed = listPacked(await packPackages(packageFolders, folder), folder)
  for (const each of packed) console.log(describePackage(each, statSync(join(folder, each.file)).size))
  const output = process.env['GITHUB_OUTPUT']
  if (values.pack !== undefined) {
    if (output !== undefined) appendFileSync(output, `packages=${JSON.stringify(packed)}\n`)
    return
  }
  if (await tryPacked(folder)) console.log(`\n${describeEnd(obstacles)}`)
}

/** @param {string} folder of the tarballs @returns {Promise<boolean>} whether each sign-in worked */
async function tryPacked(folder) {
  const { tryPackages } = await import('./release/try-packages.mjs')
  const tarballs = packageFolders.map(
    (each) => /** @type {const} */ ([readManifest(each).name, join(folder, each, `${each}.tgz`)]),
  )
  const passed = await tryPackages(new Map(tarballs), scratch)
  if (!passed) refuse(['A sign-in with the packed packages failed.'])
  return passed
}

/** @param {readonly string[]} obstacles */
function describeEnd(obstacles) {
  if (obstacles.length > 0)
    return ['Nothing was published. A release would be refused:', ...obstacles].join('\n✘ ')
  if (isDryRun) return 'Nothing was published: this was a dry run.'
  return `Nothing was published yet: push the tag v${version}, and the release workflow does it.`
}

/** @param {readonly string[]} reasons */
function refuse(reasons) {
  console.error(['Nothing was published:', ...reasons].join('\n✘ '))
  process.exitCode = 1
}

/** @param {import('./release/packed-list.mjs').PackedPackage} packed @param {number} bytes */
function describePackage({ name, sha512 }, bytes) {
  return `• ${`${name}@${version}`.padEnd(28)} ${(bytes / 1024).toFixed(1).padStart(7)} kB  sha512-${sha512.slice(0, 16)}…`
}
