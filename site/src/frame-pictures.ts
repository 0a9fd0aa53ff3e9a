import type { MarkdownRenderer } from 'vitepress'

/** Makes a paragraph that is one drawing a region that scrolls: on a phone a chart keeps the size at which its letters can be read (style.css). */
export function framePictures(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('frame-pictures', ({ tokens }) => {
    tokens.forEach((token, at) => {
      const [picture, ...others] = tokens[at + 1]?.children ?? []
      if (token.type !== 'paragraph_open' || picture?.type !== 'image' || others.length > 0) return
      if (!String(picture.attrGet('src')).endsWith('.svg')) return
      token.attrSet('class', 'chart')
      // A keyboard can scroll it.
      token.attrSet('tabindex', '0')
      token.attrSet('role', 'group')
      token.attrSet('aria-label', 'Chart')
    })
  })
}
