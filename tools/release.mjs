// `npm run release`: packs every package, installs the packed ones by npm, pnpm and Yarn, signs in with each, and publishes the very files
// that were tried. Without it the first user of a version would be the first who installs it.
//
// `-- --dry-run` publishes nothing, and says what would be published and what stands in the way. `-- --tag v1.2.3` is what the release
// workflow releases: the packages must have that version.
import { createHash } from 'node:crypto'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runOrThrow } from './as-user.mjs'
import { repositoryUrl } from './package-metadata.mjs'
import { findObstacles } from './release/obstacles.mjs'
import { check, runCheck } from './run-checks.mjs'
import { runCommand } from './run-command.mjs'
import { packageFolders, readManifest, root } from './workspace.mjs'

const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean' }, tag: { type: 'string' } } })
const isDryRun = values['dry-run'] === true
const { version } = readManifest('core')

const obstacles = findObstacles({
  names: packageFolders.map((folder) => readManifest(folder).name),
  ...{ version, repositoryUrl, tag: values.tag },
  changelog: readFileSync(join(root, 'CHANGELOG.md'), 'utf8'),
  changesets: globSync('.changeset/*.md', { cwd: root }).length,
  changedFiles: (await runOrThrow('git', ['status', '--porcelain'], root)).split('\n').filter(Boolean),
})

if (!isDryRun && obstacles.length > 0) refuse(obstacles)
else await release()

/** @param {readonly string[]} reasons */
function refuse(reasons) {
  console.error(['Nothing was published:', ...reasons].join('\n✘ '))
  process.exitCode = 1
}

async function release() {
  const folder = mkdtempSync(join(tmpdir(), 'release-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  if (!(await runCheck(check('build', process.execPath, 'tools/build.mjs'))))
    return refuse(['The build failed.'])
  // These need what was installed and built.
  const { packPackages } = await import('./runtimes/install-packages.mjs')
  const { tryPackages } = await import('./release/try-packages.mjs')
  const tarballs = await packPackages(packageFolders, join(folder, 'packed'))
  if (!(await tryPackages(tarballs, folder))) return refuse(['A sign-in with the packed packages failed.'])
  for (const [name, tarball] of tarballs) console.log(describePackage(name, readFileSync(tarball)))
  if (!isDryRun) return publish(tarballs)
  const ending =
    obstacles.length === 0
      ? ['Nothing was published: this was a dry run.']
      : ['Nothing was published. A release would be refused:', ...obstacles]
  console.log(`\n${ending.join('\n✘ ')}`)
}

/** @param {string} name @param {Buffer} content of its tarball */
function describePackage(name, content) {
  const digest = createHash('sha512').update(content).digest('base64')
  return `• ${`${name}@${version}`.padEnd(28)} ${(content.length / 1024).toFixed(1).padStart(7)} kB  sha512-${digest.slice(0, 16)}…`
}

/** Each after those that it needs, so that no version in the registry lacks one. @param {Map<string, string>} tarballs */
async function publish(tarballs) {
  const distTag = version.includes('-') ? 'next' : 'latest'
  for (const [name, tarball] of tarballs) {
    const known = await runCommand('npm', ['view', `${name}@${version}`, 'version'])
    // A run that was cut off is run again.
    if (known.exitCode === 0 && known.output.trim() === version) {
      console.log(`• ${name}@${version} is published already`)
      continue
    }
    await runOrThrow(
      'npm',
      ['publish', tarball, '--access', 'public', '--provenance', '--tag', distTag],
      root,
    )
    console.log(`✔ ${name}@${version} is published`)
  }
}
