import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import { buildAnchor } from '../../tools/docs/parse-markdown.mjs'
import { isPlaceholderRepository, repositoryUrl } from '../../tools/package-metadata.mjs'
import { buildSidebar, linkTo } from '../src/build-sidebar.ts'
import { framePictures } from '../src/frame-pictures.ts'
import { labelTables } from '../src/label-tables.ts'
import { sections } from '../src/sections.ts'
import { pageListFile } from '../src/stage-pages.ts'
import type { PageList } from '../src/stage-pages.ts'

const { pages, api } = JSON.parse(readFileSync(pageListFile, 'utf8')) as PageList

const decisions = pages.filter(({ page }) => /^decisions\/\d/u.test(page))

/** A repository of pages serves the site below a path of its own. */
const base = process.env['SITE_BASE'] ?? '/'

const ownComponent = (name: string) => fileURLToPath(new URL(`./theme/${name}.ts`, import.meta.url))

const noScriptStyles = readFileSync(new URL('./theme/no-script.css', import.meta.url), 'utf8')

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
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}icon.svg` }],
    ['noscript', {}, `<style>${noScriptStyles}</style>`],
  ],
  vite: {
    resolve: {
      // Inside the workspace a package is its sources.
      conditions: ['@x/source'],
      // Components of VitePress that have barriers: https://vitepress.dev/guide/extending-default-theme#overriding-internal-components
      alias: [
        { find: /^.*\/VPSidebarItem\.vue$/u, replacement: ownComponent('sidebar-item') },
        { find: /^.*\/VPLocalSearchBox\.vue$/u, replacement: ownComponent('search-box') },
      ],
    },
    ssr: { resolve: { conditions: ['@x/source'] }, noExternal: [/^@x\//u, 'json5'] },
    build: { chunkSizeWarningLimit: 1000 },
  },
  markdown: {
    // What the documents write is what they mean: no address becomes a link, no word between colons a picture, no brace an attribute.
    linkify: false,
    attrs: { disable: true },
    emoji: { defs: { none: ':none:' }, shortcuts: {} },
    anchor: { slugify: buildAnchor },
    config: (markdown) => {
      labelTables(markdown)
      framePictures(markdown)
    },
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
      { text: 'Try it', link: '/try' },
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
    search: { provider: 'local' },
    ...(!isPlaceholderRepository && { socialLinks: [{ icon: 'github', link: repositoryUrl }] }),
    docFooter: { prev: 'Before', next: 'Next' },
    externalLinkIcon: true,
  },
})

/** VitePress wants to own its lists. */
function mutable<T>(value: T): {
  -readonly [K in keyof T]: T[K] extends object ? ReturnType<typeof mutable<T[K]>> : T[K]
} {
  return structuredClone(value)
}
