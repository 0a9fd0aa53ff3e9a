import type { Section } from './sections.ts'

/** A page of the site with its own heading. */
export interface TitledPage {
  /** Its path on the site, without an ending. */
  readonly page: string
  readonly title: string
}

/** A group of links in the sidebar. */
export interface SidebarGroup {
  readonly text: string
  readonly collapsed?: true
  readonly items: readonly { readonly text: string; readonly link: string }[]
}

/** Builds the sidebar: each page stands in the first section that names it, or whose expression it matches. Empty sections are left out. */
export function buildSidebar(
  sections: readonly Section[],
  pages: readonly TitledPage[],
): readonly SidebarGroup[] {
  const byPath = new Map(pages.map((page) => [page.page, page.title]))
  const named = sections.map(({ pages: list = [] }) => list.map(readEntry))
  const taken = new Set(named.flat().map(({ page }) => page))
  return sections.flatMap(({ title, others, collapsed }, at) => {
    const own = (named[at] ?? []).flatMap(({ page, text }) => {
      const heading = byPath.get(page)
      return heading === undefined ? [] : [{ page, text: text ?? heading }]
    })
    const found = pages
      .filter(({ page }) => others?.test(page) === true && !taken.has(page))
      .map(({ page, title: text }) => ({ page, text }))
      .sort((one, other) => one.text.localeCompare(other.text, 'en'))
    for (const { page } of found) taken.add(page)
    const items = [...own, ...found].map(({ page, text }) => ({ text, link: linkTo(page) }))
    return items.length === 0 ? [] : [{ text: title, ...(collapsed && { collapsed }), items }]
  })
}

function readEntry(entry: string): { readonly page: string; readonly text: string | undefined } {
  const [page = '', text] = entry.split(' = ')
  return { page, text }
}

/** The address of a page, from the root of the site. */
export const linkTo = (page: string): string => `/${page.replace(/(^|\/)index$/u, '$1')}`
