// Whether each package.json has the metadata of package-metadata.mjs, and each package's README the links that work on a registry's
// page: there is no `../../docs` there. `--write` puts both right. All packages have one version.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { fileUrl, metadataOf, smallestTypeScript } from './package-metadata.mjs'
import { reportProblems } from './report-problems.mjs'
import { packageFolders, root } from './workspace.mjs'

const writes = process.argv.includes('--write')

/** @param {string} folder @returns {string[]} problems */
function checkManifest(folder) {
  const path = `packages/${folder}/package.json`
  /** @type {Record<string, unknown>} */
  const manifest = JSON.parse(readFileSync(join(root, path), 'utf8'))
  const metadata = metadataOf(folder)
  const differing = Object.keys(metadata).filter((key) => !isDeepStrictEqual(manifest[key], metadata[key]))
  if (differing.length === 0) return []
  if (!writes) return [`${path}: ${differing.join(', ')} must be as tools/package-metadata.mjs has it`]
  const { name, version, description, ...others } = manifest
  const written = { name, version, description, ...metadata, ...withoutMembers(others, metadata) }
  writeFileSync(join(root, path), `${JSON.stringify(written, null, 2)}\n`)
  return []
}

/** @param {Record<string, unknown>} members @param {Record<string, unknown>} left out */
const withoutMembers = (members, left) =>
  Object.fromEntries(Object.entries(members).filter(([key]) => !(key in left)))

/** All packages are released together, with one version. @returns {string[]} problems */
function checkVersions() {
  const versions = packageFolders.map((folder) => {
    const path = `packages/${folder}/package.json`
    return { path, version: JSON.parse(readFileSync(join(root, path), 'utf8')).version }
  })
  const expected = versions.find(({ path }) => path === 'packages/core/package.json')?.version
  return versions
    .filter(({ version }) => version !== expected)
    .map(({ path, version }) => `${path} has the version ${version}, and core has ${expected}`)
}

/** @param {string} folder @returns {string[]} problems */
function checkReadme(folder) {
  const path = `packages/${folder}/README.md`
  const text = readFileSync(join(root, path), 'utf8')
  const written = text.replace(/\]\((?<target>[^()\s]+)\)/gu, (link, /** @type {string} */ target) =>
    isRelative(path, target) ? `](${fileUrl(posix.join(`packages/${folder}`, target))})` : link,
  )
  const problems = text.includes(`TypeScript ${smallestTypeScript} or later`)
    ? []
    : [`${path} must say 'TypeScript ${smallestTypeScript} or later'`]
  if (written === text) return problems
  if (!writes)
    return [...problems, `${path} has relative links: run tools/check-package-metadata.mjs --write`]
  writeFileSync(join(root, path), written)
  return problems
}

/** Whether a link leads to a file of the repository. @param {string} path of the document @param {string} target */
const isRelative = (path, target) =>
  !/^(?:[a-z][a-z\d+.-]*:|#)/u.test(target) &&
  existsSync(join(root, posix.dirname(path), target.split('#')[0] ?? ''))

reportProblems(
  [
    ...packageFolders.flatMap((folder) => [...checkManifest(folder), ...checkReadme(folder)]),
    ...checkVersions(),
  ],
  'The metadata of the packages are those of tools/package-metadata.mjs, and their READMEs have absolute links.',
)
