// Looks at the packed packages as a consumer's Node, bundler and compiler will. Without it `exports` may point at a file
// that is not packed, types may resolve in the workspace only, or a condition of ours may leak.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { packPackage } from './pack-package.mjs'
import { reportProblems } from './report-problems.mjs'
import { runCommand } from './run-command.mjs'
import { cache, packageFolders, program } from './workspace.mjs'

/** @param {string} folder @returns {Promise<string[]>} problems */
async function checkPackage(folder) {
  const tarball = await packPackage(folder, join(cache, 'packed', folder))
  const [lint, types] = await Promise.all([
    publint({ pack: { tarball: new Uint8Array(readFileSync(tarball)).buffer }, strict: true }),
    runCommand(program('attw'), ['--profile', 'esm-only', '--no-color', '--no-emoji', tarball]),
  ])
  const manifest = JSON.stringify(lint.pkg)
  const leaks = ['@x/source', 'workspace:', 'catalog:'].filter((text) => manifest.includes(text))
  return [
    ...lint.messages.map((message) => `${folder}: ${formatMessage(message, lint.pkg, { color: false })}`),
    ...leaks.map((text) => `${folder}: the packed package.json still says '${text}'`),
    ...(types.exitCode === 0 ? [] : [`${folder}: the types are wrong\n${types.output}`]),
  ]
}

const problems = []
for (const folder of packageFolders) problems.push(...(await checkPackage(folder)))
reportProblems(problems, 'The packed packages are sound.')
