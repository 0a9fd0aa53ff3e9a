// `npm run release:prepare`: gives all packages the version that the changesets ask for, and moves what they say into one section of CHANGELOG.md.
// Without it each package would have a changelog of its own, most of them with the same text.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import readChangesets from '@changesets/read'
import { addSection } from './release/changelog.mjs'
import { runCommand } from './run-command.mjs'
import { program, readManifest, root } from './workspace.mjs'

const changesets = await readChangesets(root)
if (changesets.length === 0) {
  console.error('There is no changeset: pnpm changeset writes one.')
  process.exit(1)
}
const { exitCode, output } = await runCommand(program('changeset'), ['version'])
if (exitCode !== 0) throw new Error(`changeset version failed\n${output}`)

const path = join(root, 'CHANGELOG.md')
const { version } = readManifest('core')
writeFileSync(path, addSection(readFileSync(path, 'utf8'), version, changesets))
console.log(
  `All packages have the version ${version}. Read its section of CHANGELOG.md, and make it one text.`,
)
