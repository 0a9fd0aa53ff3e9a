import { defineAsyncComponent } from 'vue'
import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import { layout } from './layout.ts'
import './tokens.css'
import './style.css'

const theme: Theme = {
  extends: DefaultTheme,
  Layout: layout,
  enhanceApp({ app }) {
    // Loaded by its page alone.
    app.component(
      'ClaimsPlayground',
      defineAsyncComponent(async () => (await import('./claims-playground.ts')).claimsPlayground),
    )
  },
}

export default theme
