// Whether the parts of examples that a document shows are still there: an example is compiled and run where it lies.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../workspace.mjs'

/** @param {import('./parse-markdown.mjs').Block} block @returns {{ file: string, code: string } | undefined} */
export function readExcerpt({ code }) {
  const [, file] = /^\/\/ (examples\/\S+)$/u.exec(code.split('\n', 1)[0] ?? '') ?? []
  return file === undefined ? undefined : { file, code: code.split('\n').slice(1).join('\n').trim() }
}

/** @param {Pick<import('./parse-markdown.mjs').Document, 'path' | 'blocks'>[]} documents @returns {string[]} */
export function checkExcerpts(documents) {
  return documents.flatMap(({ path, blocks }) =>
    blocks.flatMap((block) => {
      const excerpt = readExcerpt(block)
      if (excerpt === undefined) return []
      const file = join(root, excerpt.file)
      if (!existsSync(file)) return [`${path}:${block.line}: there is no ${excerpt.file}`]
      const isPart = excerpt.code !== '' && readFileSync(file, 'utf8').includes(excerpt.code)
      return isPart ? [] : [`${path}:${block.line}: ${excerpt.file} has no such part`]
    }),
  )
}
