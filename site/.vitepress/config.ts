import { readFileSync } from 'node:fs'
import { defineConfig } from 'vitepress'
import { buildAnchor } from '../../tools/docs/parse-markdown.mjs'
import { isPlaceholderRepository, repositoryUrl } from '../../tools/package-metadata.mjs'
import { buildSidebar, linkTo } from '../src/build-sidebar.ts'
import { labelTables } from '../src/label-tables.ts'
import { sections } from '../src/sections.ts'
import { pageListFile } from '../src/stage-pages.ts'
import type { PageList } from '../src/stage-pages.ts'

const { pages, api } = JSON.parse(readFileSync(pageListFile, 'utf8')) as PageList

const decisions = pages.filter(({ page }) => /^decisions\/\d/u.test(page))

/** A repository of pages serves the site below a path of its own. */
const base = process.env['SITE_BASE'] ?? '/'

export default defineConfig({
  lang: 'en',
  title: 'x-oidc',
  description: 'OpenID Connect sign-in with roles, from one configuration, for TypeScript on the server',
  base,
  srcDir: '.pages',
  outDir: '../.cache/site',
  cacheDir: '../.cache/vitepress',
  // Links are checked: none is ignored.
  ignoreDeadLinks: false,
  metaChunk: true,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}icon.svg` }]],
  markdown: {
    // What the documents write is what they mean: no address becomes a link, no word between colons a picture, no brace an attribute.
    linkify: false,
    attrs: { disable: true },
    emoji: { defs: { none: ':none:' }, shortcuts: {} },
    anchor: { slugify: buildAnchor },
    config: labelTables,
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    logo: { src: '/icon.svg', alt: '' },
    nav: [
      { text: 'Get started', link: '/start', activeMatch: '^/(start|packages/)' },
      { text: 'Guides', link: '/guides/sessions-that-refresh', activeMatch: '^/(guides|recipes|from)/' },
      { text: 'Providers', link: '/providers/', activeMatch: '^/providers/' },
      { text: 'Configuration', link: '/configuration' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
    ],
    sidebar: {
      '/': mutable(buildSidebar(sections, pages)),
      '/decisions/': [
        {
          text: 'Decisions',
          items: [
            { text: 'Overview', link: '/decisions/' },
            ...decisions.map(({ page, title }) => ({ text: title, link: linkTo(page) })),
          ],
        },
      ],
      '/api/': [
        {
          text: 'API reference',
          items: [
            { text: 'Overview', link: '/api/' },
            ...api.map(({ page, title }) => ({ text: title, link: linkTo(page) })),
          ],
        },
      ],
    },
    outline: { level: [2, 3], label: 'On this page' },
    search: { provider: 'local', options: { detailedView: false } },
    ...(!isPlaceholderRepository && { socialLinks: [{ icon: 'github', link: repositoryUrl }] }),
    docFooter: { prev: 'Before', next: 'Next' },
    externalLinkIcon: true,
    notFound: {
      title: 'There is no such page',
      quote: 'It may have moved. The search and the menu know every page.',
      linkText: 'To the start',
    },
  },
})

/** VitePress wants to own its lists. */
function mutable<T>(value: T): {
  -readonly [K in keyof T]: T[K] extends object ? ReturnType<typeof mutable<T[K]>> : T[K]
} {
  return structuredClone(value) as never
}
