import DefaultTheme, { VPLink } from 'vitepress/theme-without-fonts'
import { h } from 'vue'
import type { FunctionalComponent } from 'vue'

/** VitePress's layout, with a page of ours for an address that has none. */
export const layout: FunctionalComponent = () =>
  h(DefaultTheme.Layout, null, {
    'not-found': () =>
      h('main', { class: 'missing vp-doc' }, [
        h('h1', 'There is no such page'),
        h('p', 'It may have moved. The search and the menu know every page.'),
        h('p', [h(VPLink, { href: '/' }, () => 'To the start')]),
      ]),
  })
