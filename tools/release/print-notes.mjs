// Prints what CHANGELOG.md says of the version, for the page of the release.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readManifest, root } from '../workspace.mjs'
import { readSection } from './changelog.mjs'

const { version } = readManifest('core')
const section = readSection(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version)
if (section === undefined) throw new Error(`CHANGELOG.md says nothing of ${version}.`)
console.log(section)
