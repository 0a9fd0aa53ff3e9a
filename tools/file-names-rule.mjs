// An eslint rule: files and folders are kebab-case and named after what they hold. Without it a `utils.ts` or
// `types.ts` appears, collects whatever has no home, and a reader can no longer guess where a concept is.
import { relative, sep } from 'node:path'

const kebabCase = /^[a-z0-9]+(?:-[a-z0-9]+)*$/u
const emptyWord = /^(?:utils?|helpers?|common|misc|managers?|data|info|types?)$/u
// x.test.ts, x.test-d.ts, x.d.ts and x.config.ts are named after x.
const suffix = /(?:\.(?:test|test-d|d|config|base|workspace))?\.[cm]?[jt]sx?$/u

/**
 * @param {string} path relative to the workspace's root
 * @returns {string | undefined} what is wrong with it
 */
export function checkFileName(path) {
  const names = path.replace(suffix, '').split(/[\\/]/u)
  for (const name of names.filter((part) => !part.startsWith('.'))) {
    if (!kebabCase.test(name)) return `'${name}' is not kebab-case`
    const empty = name.split('-').find((word) => emptyWord.test(word))
    if (empty !== undefined) return `'${empty}' says nothing: name the file after the one concept it holds`
  }
  return undefined
}

/** @type {import('eslint').Rule.RuleModule} */
export const fileNamesRule = {
  meta: { type: 'problem', schema: [], messages: { name: '{{problem}}' } },
  create: (context) => ({
    Program(node) {
      const problem = checkFileName(relative(context.cwd, context.filename).split(sep).join('/'))
      if (problem !== undefined) context.report({ node, messageId: 'name', data: { problem } })
    },
  }),
}
