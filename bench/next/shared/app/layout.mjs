import { createElement } from 'react'

function Layout({ children }) {
  return createElement('html', { lang: 'en' }, createElement('body', null, children))
}

export { Layout as default }
