import { readdirSync, readFileSync } from 'node:fs'

export interface Document {
  /** Below the root of the workspace. The demo serves the file under the same path. */
  readonly path: string
  readonly title: string
  readonly content: string
}

const root = new URL('../../../../', import.meta.url)

/** The docs of the library that are Markdown files of this workspace, by their kind. */
export const documents: Readonly<Record<'Start here' | 'Guides' | 'Providers', readonly Document[]>> = {
  'Start here': [
    ...['README.md', 'packages/node/README.md', 'docs/configuration.md', 'docs/http.md', 'docs/glossary.md'],
    'SECURITY.md',
  ].map(readDocument),
  Guides: listFolder('docs/guides'),
  Providers: listFolder('docs/providers'),
}

function listFolder(folder: string): readonly Document[] {
  return readdirSync(new URL(folder, root))
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .map((file) => readDocument(`${folder}/${file}`))
    .sort((one, other) => one.title.localeCompare(other.title))
}

function readDocument(path: string): Document {
  const content = readFileSync(new URL(path, root), 'utf8')
  const title = /^# (.+)$/mu.exec(content)?.[1] ?? path
  return { path, title: title.replaceAll('`', ''), content }
}
