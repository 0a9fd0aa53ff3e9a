import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { readManifest, root } from '../../tools/workspace.mjs'
import { buildApi } from './build-api.ts'
import type { TitledPage } from './build-sidebar.ts'
import { listPages } from './list-pages.ts'
import type { SourcePage } from './list-pages.ts'
import { mapProse } from './map-prose.ts'
import { plainText, readTitle } from './read-title.ts'
import { rewriteLinks } from './rewrite-links.ts'
import { takeSection } from './take-section.ts'

const site = join(root, 'site')

/** The pages that only the site has. */
const ownPages: readonly SourcePage[] = ['index', 'try'].map((page) => ({
  source: `site/pages/${page}.md`,
  page,
}))

/** Where VitePress finds the pages. git ignores it. */
export const staged = join(site, '.pages')

/** Where the list of pages is, for the configuration of VitePress. */
export const pageListFile = join(staged, 'pages.json')

/** What the configuration of VitePress needs to know of the pages. */
export interface PageList {
  readonly pages: readonly TitledPage[]
  readonly api: readonly TitledPage[]
}

/**
 * Writes the pages into the folder that VitePress reads: the documents of the repository with their links rewritten, the pages of the site
 * itself and the API reference.
 */
export async function stagePages(): Promise<void> {
  rmSync(staged, { recursive: true, force: true })
  const sources = listPages()
  const pages = new Map([...ownPages, ...sources].map(({ source, page }) => [source, page]))
  const pictures = new Set<string>()
  const destinations = { pages, onPicture: (path: string) => pictures.add(path) }
  const read = ({ source }: SourcePage): string => {
    const text = readFileSync(join(root, source), 'utf8')
    return escapeMarkup(rewriteLinks(text.replace(/<!--[\s\S]*?-->\n?/gu, ''), source, destinations))
  }
  const titled = sources.map((page) => {
    const text = read(page)
    writePage(page.page, text)
    return { page: page.page, title: readTitle(text) }
  })
  const readme = read({ source: 'README.md', page: 'start' })
  for (const { source, page } of ownPages) {
    const text = rewriteLinks(readFileSync(join(root, source), 'utf8'), source, destinations)
    writePage(page, fillSections(text, readme))
  }
  for (const path of pictures) copyPublic(join(root, path), `pictures/${basename(path)}`)
  copyPublic(join(site, 'public'), '')
  const list: PageList = { pages: titled, api: await stageApi() }
  writeFileSync(pageListFile, JSON.stringify(list))
}

function writePage(page: string, text: string): void {
  const file = join(staged, `${page}.md`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

function copyPublic(from: string, to: string): void {
  cpSync(from, join(staged, 'public', to), { recursive: true })
}

/** VitePress takes Markdown for a template of Vue: in prose, `<` of a letter begins an element, and `{{` an expression. */
function escapeMarkup(text: string): string {
  return mapProse(text, (prose) => prose.replace(/<(?=[/a-z])/giu, '&lt;').replaceAll('{{', '&#123;&#123;'))
}

/** The home page says what the README says, in the README's words: `<!-- README: ## What you get -->` stands for that section of it. */
const fillSections = (text: string, readme: string): string =>
  text.replace(/^<!-- README: (.+) -->$/gmu, (_, heading: string) => takeSection(readme, heading))

async function stageApi(): Promise<readonly TitledPage[]> {
  const pages = await buildApi(join(staged, 'api'))
  for (const { name, file, text } of pages)
    writePage(`api/${file.replace(/\.md$/u, '')}`, `# ${name}\n\n${text}`)
  const rows = pages.map(({ name, file }) => `| [\`${name}\`](/api/${file}) | ${describe(name)} |`)
  writePage(
    'api/index',
    [
      '# API reference',
      '',
      'What each package exports, made from its sources and their comments. [The configuration](/configuration.md) has the options as tables.',
      '',
      '| entry point | what it is |',
      '| --- | --- |',
      ...rows,
      '',
    ].join('\n'),
  )
  return pages.map(({ name, file }) => ({ page: `api/${file.replace(/\.md$/u, '')}`, title: name }))
}

/** The description of the package that an entry point belongs to. */
function describe(name: string): string {
  const folder = /^@x\/oidc-([a-z]+)/u.exec(name)?.[1] ?? ''
  const { description = '' } = readManifest(folder) as { readonly description?: string }
  return plainText(description)
}
