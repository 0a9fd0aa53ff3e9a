// `node tools/release/publish.mjs <folder>`: publishes the very tarballs of a folder, and nothing else. The release workflow runs it in a
// job of its own, which alone may publish: it installs nothing and builds nothing, so no code of others runs there.
//
// `PACKAGES` is the list of what was packed, and `TAG` what is released.
import { packageFolders, readManifest, root } from '../workspace.mjs'
import { runCommand } from '../run-command.mjs'
import { listObstacles } from './obstacles.mjs'
import { verifyPacked } from './packed-list.mjs'

const [folder] = process.argv.slice(2)
const { PACKAGES: list, TAG: tag } = process.env
if (folder === undefined || list === undefined || tag === undefined)
  throw new Error('usage: PACKAGES=<list> TAG=<tag> node tools/release/publish.mjs <folder>')

const { version } = readManifest('core')
const obstacles = await listObstacles(tag)
if (obstacles.length > 0) throw new Error(['Nothing was published:', ...obstacles].join('\n✘ '))
const names = packageFolders.map((each) => readManifest(each).name)
const tarballs = verifyPacked(list, folder, names)
// Each after those that it needs, so that no version in the registry lacks one.
for (const [name, tarball] of tarballs) await publish(name, tarball)

/** @param {string} name @param {string} tarball */
async function publish(name, tarball) {
  const known = await runCommand('npm', ['view', `${name}@${version}`, 'version'])
  // A run that was cut off is run again.
  if (known.exitCode === 0 && known.output.trim() === version) {
    console.log(`• ${name}@${version} is published already`)
    return
  }
  const distTag = version.includes('-') ? 'next' : 'latest'
  const options = ['--ignore-scripts', '--access', 'public', '--provenance', '--tag', distTag]
  const { exitCode, output } = await runCommand('npm', ['publish', tarball, ...options], { cwd: root })
  if (exitCode !== 0) throw new Error(`npm publish of ${name} failed:\n${output}`)
  console.log(`✔ ${name}@${version} is published`)
}
