import type { MarkdownRenderer } from 'vitepress'

type Token = ReturnType<MarkdownRenderer['parse']>[number]

const roles: Readonly<Record<string, string>> = {
  table_open: 'table',
  thead_open: 'rowgroup',
  tbody_open: 'rowgroup',
  tr_open: 'row',
  th_open: 'columnheader',
  td_open: 'cell',
}

/**
 * Gives each cell of a table of words the head of its column, for narrow screens, where its rows are blocks (style.css). The roles keep it a
 * table there. A table with a column on the right is one of numbers, and stays as it is.
 */
export function labelTables(markdown: MarkdownRenderer): void {
  // As VitePress does, so that a keyboard can scroll it, but with the attributes of the token.
  markdown.renderer.rules['table_open'] = (tokens, at, options, _, renderer) => {
    tokens[at]?.attrSet('tabindex', '0')
    return renderer.renderToken(tokens, at, options)
  }
  markdown.core.ruler.push('label-tables', ({ tokens }) => {
    tokens.forEach(({ type }, at) => {
      if (type !== 'table_open') return
      const end = tokens.findIndex((token, index) => index > at && token.type === 'table_close')
      labelTable(tokens.slice(at, end))
    })
  })
}

function labelTable(tokens: readonly Token[]): void {
  dropEmptyHeads(tokens)
  const heads = tokens.filter((_, at) => tokens[at - 1]?.type === 'th_open')
  const isOfNumbers = tokens.some(({ type, attrGet }, at) => {
    return type === 'th_open' && attrGet.call(tokens[at], 'style')?.includes('right') === true
  })
  if (heads.length < 2 || isOfNumbers) return
  let column = 0
  for (const token of tokens) {
    const isEmptyHead = token.type === 'th_open' && token.tag === 'td'
    const role = isEmptyHead ? 'cell' : roles[token.type]
    if (role !== undefined) token.attrSet('role', role)
    if (token.type === 'table_open') token.attrSet('class', 'words')
    if (token.type === 'tr_open') column = 0
    if (token.type !== 'td_open') continue
    token.attrSet('data-head', heads[column]?.content.replaceAll('`', '') ?? '')
    column += 1
  }
}

/** A head without text is a cell like others. */
function dropEmptyHeads(tokens: readonly Token[]): void {
  tokens.forEach((token, at) => {
    if (token.type !== 'th_open' || tokens[at + 1]?.content !== '') return
    token.tag = 'td'
    const end = tokens[at + 2]
    if (end !== undefined) end.tag = 'td'
  })
}
