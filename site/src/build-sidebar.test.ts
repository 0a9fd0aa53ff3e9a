import { describe, expect, it } from 'vitest'
import { buildSidebar } from './build-sidebar.ts'
import { listPages } from './list-pages.ts'
import { sections } from './sections.ts'
import { takeSection } from './take-section.ts'

const page = (path: string, title = path) => ({ page: path, title })

describe('the sidebar', () => {
  it('has the pages that a section names in their order, and others of its folder by their titles', () => {
    const list = [
      { title: 'Guides', pages: ['guides/two = Second', 'guides/none', 'guides/one'], others: /^guides\//u },
      { title: 'Empty', pages: ['nowhere'] },
    ]
    const pages = [
      page('guides/one', 'One'),
      page('guides/b', 'Zebra'),
      page('guides/two', 'Two'),
      page('guides/a', 'Ape'),
    ]
    expect(buildSidebar(list, pages)).toEqual([
      {
        text: 'Guides',
        items: [
          { text: 'Second', link: '/guides/two' },
          { text: 'One', link: '/guides/one' },
          { text: 'Ape', link: '/guides/a' },
          { text: 'Zebra', link: '/guides/b' },
        ],
      },
    ])
  })

  it('finds a new page of any folder, and has each page once', () => {
    const added = ['recipes/new', 'from/new', 'guides/new', 'new-folder/page', 'providers/new'].map((path) =>
      page(path),
    )
    const sidebar = buildSidebar(sections, [...listPages().map(({ page: path }) => page(path)), ...added])
    const links = sidebar.flatMap(({ items }) => items.map(({ link }) => link))
    expect(links).toEqual(expect.arrayContaining(added.map(({ page: path }) => `/${path}`)))
    expect(links.filter((link, at) => links.indexOf(link) < at)).toEqual([])
  })

  it('names only pages that are there', () => {
    const there = new Set([...listPages().map(({ page: path }) => path), 'api/index'])
    const named = sections.flatMap(({ pages = [] }) => pages.map((entry) => entry.split(' = ')[0] ?? ''))
    expect(named.filter((path) => !there.has(path))).toEqual([])
  })
})

describe('a section of a document', () => {
  const text =
    '# A\n\nIntro\n\n## One\n\nFirst\n\n```sh\n# a comment\n```\n\n### Deep\n\nDown\n\n## Two\n\nSecond'

  it('ends at the next heading of its level', () => {
    expect(takeSection(text, '## One')).toBe('First\n\n```sh\n# a comment\n```\n\n### Deep\n\nDown')
    expect(takeSection(text, '# A')).toBe('Intro')
    expect(() => takeSection(text, '## None')).toThrow("there is no heading '## None'")
  })
})
