// Reads and writes the sections of CHANGELOG.md. All packages have one version, so there is one changelog.

/** @typedef {{ summary: string, releases: readonly { type: string }[] }} Changeset */

/** @param {string} changelog @param {string} version @returns {string | undefined} what it says of a version, without its heading */
export function readSection(changelog, version) {
  const sections = changelog.split(/^## /mu).slice(1)
  const section = sections.find((each) => each.split(/\s/u, 1)[0] === version)
  return section?.slice(section.indexOf('\n')).trim()
}

const headings = /** @type {const} */ ([
  ['major', 'Breaking changes'],
  ['minor', 'New'],
  ['patch', 'Mended'],
])

/** @param {string} changelog @param {string} version @param {readonly Changeset[]} changesets @returns {string} the changelog with a section more, in front */
export function addSection(changelog, version, changesets) {
  const parts = headings.flatMap(([type, heading]) => {
    const entries = changesets.filter((changeset) => weightOf(changeset) === type)
    return entries.length === 0 ? [] : [`### ${heading}`, entries.map(writeEntry).join('\n')]
  })
  const [introduction = '', ...sections] = changelog.split(/^(?=## )/mu)
  const section = `${[`## ${version}`, ...parts].join('\n\n')}\n`
  return [`${introduction.trimEnd()}\n`, section, ...sections.map((each) => `${each.trimEnd()}\n`)].join('\n')
}

/** @param {Changeset} changeset @returns {string | undefined} its weightiest type */
const weightOf = ({ releases }) => headings.find(([type]) => releases.some((each) => each.type === type))?.[0]

/** @param {Changeset} changeset */
const writeEntry = ({ summary }) => `- ${summary.trim().replaceAll('\n', '\n  ').replaceAll(/ +$/gmu, '')}`
