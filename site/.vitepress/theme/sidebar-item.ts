import { useData } from 'vitepress'
import type { DefaultTheme } from 'vitepress'
import { VPLink } from 'vitepress/theme-without-fonts'
import { computed, defineComponent, h } from 'vue'
import type { PropType, VNode } from 'vue'
import { linkTo } from '../../src/build-sidebar.ts'

/**
 * A section of the sidebar, in the place of VitePress's own: that nests a button in a button, and opens by script alone. A section that is
 * collapsed opens where it holds the page.
 */
export default defineComponent({
  name: 'SidebarItem',
  props: { item: { type: Object as PropType<DefaultTheme.SidebarItem>, required: true } },
  setup(props) {
    const { page } = useData()
    const current = computed(() => linkTo(page.value.relativePath.replace(/\.md$/u, '')))
    return () => {
      const { text = '', items = [], collapsed } = props.item
      const links = h(
        'ul',
        items.map(({ text: name = '', link }) => h('li', [buildLink(name, link, link === current.value)])),
      )
      if (collapsed === undefined) return h('section', { class: 'section' }, [h('h2', text), links])
      const holdsPage = items.some(({ link }) => link === current.value)
      return h('details', { class: 'section', open: holdsPage || !collapsed }, [h('summary', text), links])
    }
  },
})

const buildLink = (text: string, href: string | undefined, isCurrent: boolean): VNode =>
  h(VPLink, { href, ...(isCurrent && { 'aria-current': 'page' }) }, () => text)
