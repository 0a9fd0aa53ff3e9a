import { readFileSync } from 'node:fs'
import { parseMarkdown } from '../../../tools/docs/parse-markdown.mjs'

/** The code blocks of a recipe in this language, in order, but for parts of files, which the tests import. */
export function readBlocks(page: string, language: string): readonly string[] {
  const file = new URL(`../../../docs/recipes/${page}.md`, import.meta.url)
  return parseMarkdown(readFileSync(file, 'utf8'))
    .blocks.filter((block) => block.language === language && !block.code.startsWith('// examples/'))
    .map(({ code }) => code)
}
