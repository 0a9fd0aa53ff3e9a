// What stands in the way of a release. Without it packages could be published under names and addresses that are placeholders.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryUrl } from '../package-metadata.mjs'
import { runCommand } from '../run-command.mjs'
import { packageFolders, readManifest, root } from '../workspace.mjs'
import { readSection } from './changelog.mjs'

/**
 * @typedef {object} ReleaseState
 * @property {readonly string[]} names of the packages
 * @property {string} version of all of them
 * @property {string} repositoryUrl where their metadata lead
 * @property {string} changelog the text of CHANGELOG.md
 * @property {number} changesets how many are not in the changelog yet
 * @property {readonly string[]} changedFiles that are not committed
 * @property {string | undefined} tag that is released
 */

/** The scope that the packages have until the project owns one. */
const placeholderScope = '@x/'

/** @param {ReleaseState} state @returns {string[]} each with what to do */
export function findObstacles({ names, version, repositoryUrl, changelog, changesets, changedFiles, tag }) {
  const { hostname } = new URL(repositoryUrl)
  return [
    ...(names.some((name) => name.startsWith(placeholderScope))
      ? [
          `The scope ${placeholderScope.slice(0, -1)} is a placeholder. Own a scope at the registry, and replace "${placeholderScope}" in every file.`,
        ]
      : []),
    // RFC 2606: reserved, so that an address leads nowhere.
    ...(/(?:^|\.)example\.(?:com|net|org)$/u.test(hostname)
      ? [
          `The repository ${repositoryUrl} is a placeholder. Change it in tools/package-metadata.mjs and .github/.`,
        ]
      : []),
    ...(changesets > 0
      ? [
          `${changesets} changesets are not in CHANGELOG.md. Run npm run release:prepare, and commit what it wrote.`,
        ]
      : []),
    ...(readSection(changelog, version) ? [] : [`CHANGELOG.md says nothing of ${version}.`]),
    ...(changedFiles.length > 0
      ? [`${changedFiles.length} files are not committed, such as ${changedFiles[0]?.trim() ?? ''}.`]
      : []),
    ...(tag === undefined || tag === `v${version}`
      ? []
      : [
          `The tag is ${JSON.stringify(tag)}, and the packages have the version ${version}. The tag must be v${version}.`,
        ]),
  ]
}

/** What stands in the way in this folder. @param {string | undefined} tag that is released @returns {Promise<string[]>} */
export async function listObstacles(tag) {
  const { exitCode, output } = await runCommand('git', ['status', '--porcelain'])
  if (exitCode !== 0) throw new Error(`git status failed:\n${output}`)
  return findObstacles({
    names: packageFolders.map((folder) => readManifest(folder).name),
    ...{ version: readManifest('core').version, repositoryUrl, tag },
    changelog: readFileSync(join(root, 'CHANGELOG.md'), 'utf8'),
    changesets: globSync('.changeset/*.md', { cwd: root }).length,
    changedFiles: output.split('\n').filter(Boolean),
  })
}
