import { cpSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSidebar } from './build-sidebar.ts'
import { plainText } from './read-title.ts'
import { sections } from './sections.ts'
import { pageListFile, staged } from './stage-pages.ts'
import type { PageList } from './stage-pages.ts'

/** What a page is about is not said at greater length. */
const maxDescription = 200

/**
 * Writes the site for programs that read text: each page as Markdown beside its HTML, `llms.txt` with a link to each, in the order of the
 * sidebar, and `llms-full.txt` with all of them but the decisions and the API reference.
 * @param folder of the built site
 */
export function writeLlms(
  folder: string,
  site: { readonly title: string; readonly description: string },
): void {
  const { pages, api } = JSON.parse(readFileSync(pageListFile, 'utf8')) as PageList
  for (const file of globSync('**/*.md', { cwd: staged })) {
    if (file !== 'index.md' && file !== 'try.md') cpSync(join(staged, file), join(folder, file))
  }
  const head = `# ${site.title}\n\n> ${site.description}\n`
  const groups = [
    ...buildSidebar(sections, pages),
    { text: 'API reference', items: api.map(({ page, title }) => ({ text: title, link: `/${page}` })) },
  ]
  const lists = groups.map(
    ({ text, items }) =>
      `## ${text}\n\n${items.map(({ text: name, link }) => describe(name, link)).join('\n')}\n`,
  )
  writeFileSync(join(folder, 'llms.txt'), [head, ...lists].join('\n'))
  const whole = buildSidebar(sections, pages).flatMap(({ items }) => items.map(({ link }) => readPage(link)))
  writeFileSync(join(folder, 'llms-full.txt'), [head, ...whole].join('\n\n'))
}

function describe(name: string, link: string): string {
  const [, first = ''] = /^# .+\n+([^#|`\-\n][^\n]*(?:\n[^\n]+)*)/u.exec(readPage(link)) ?? []
  const text = plainText(first.replace(/\s+/gu, ' '))
  const description = text.length > maxDescription ? `${text.slice(0, maxDescription - 1).trimEnd()}…` : text
  return `- [${name}](${fileOf(link)})${description === '' ? '' : `: ${description}`}`
}

const readPage = (link: string): string => readFileSync(join(staged, fileOf(link)), 'utf8').trim()

const fileOf = (link: string): string => `${link.endsWith('/') ? `${link}index` : link}.md`
