import { cleanText } from '@x/oidc-core'
import { findElements } from './find-elements.ts'

/** Elements that do not belong to the message of a page. */
const besides = [
  '!--',
  'head',
  'script',
  'style',
  'noscript',
  'svg',
  'nav',
  'header',
  'footer',
  'a',
  'button',
]

/** Elements that may have the message of an error, and how such are named. */
const holders = ['p', 'div', 'span', 'pre', 'li', 'section']
const namesMessage = /\s(?:id|class)=["'][^"']{0,200}(?:error|instruction|alert|message)/iu
const mostAttributeCharacters = 500

/** The message of an HTML page, or the text of another body, on one line. */
export function summarize(body: string): string {
  const page = takeOut(body)
  return cleanText(findMessage(page) ?? readPage(page), 160)
}

function takeOut(page: string): string {
  let kept = ''
  let from = 0
  for (const { start, end } of findElements(page, ({ name }) => besides.includes(name))) {
    kept += `${page.slice(from, start)} `
    from = end
  }
  return kept + page.slice(from)
}

function findMessage(page: string): string | undefined {
  const found = findElements(
    page,
    ({ name, attributes }) =>
      holders.includes(name) && namesMessage.test(attributes.slice(0, mostAttributeCharacters)),
  )
  for (const { content } of found) {
    const text = readPage(content)
    if (text !== '') return text
  }
  return undefined
}

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  nbsp: ' ',
  amp: '&',
}

/** The text of a page without its elements, on one line. */
export const readPage = (html: string): string =>
  html
    .replaceAll(/<[^<>]*>/gu, ' ')
    .replaceAll(/&(#39|[a-z]+);/gu, (entity, name: string) => entities[name] ?? entity)
    .replaceAll(/\s+/gu, ' ')
    .trim()
