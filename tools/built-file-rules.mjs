// What a published file may import and touch, read from its syntax tree and scopes: a local variable named `fetch` or a
// member `.url` is no sin, a free `URL` is. check-built-files.mjs says what for.
import { builtinModules } from 'node:module'
import { Linter } from 'eslint'
import { impureSyntax, purityRules } from './purity-rules.mjs'

/**
 * @param {string} code of an ES module
 * @param {Linter.RulesRecord} rules
 * @returns {string[]} problems
 */
function checkCode(code, rules) {
  const messages = new Linter().verify(code, [
    {
      languageOptions: { ecmaVersion: 2022, sourceType: 'module' },
      linterOptions: { noInlineConfig: true },
      rules,
    },
  ])
  return messages.map(({ line, message }) => `line ${line}: ${message}`)
}

/**
 * @param {string[]} names of packages
 * @returns {Linter.RulesRecord} rules against every way of importing them
 */
function forbidImports(names) {
  const source = `[source.value=/^(${names.join('|')})(\\u002f|$)/]`
  const kinds = ['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'ImportExpression']
  return {
    'no-restricted-syntax': [
      'error',
      ...kinds.map((kind) => ({
        selector: kind + source,
        message: `It imports one of ${names.join(', ')}.`,
      })),
    ],
  }
}

/** @param {string} code @returns {string[]} */
export function checkCoreCode(code) {
  const imports = ['ImportDeclaration', 'ExportNamedDeclaration[source]', 'ExportAllDeclaration']
  return checkCode(code, {
    ...purityRules,
    'no-restricted-syntax': [
      'error',
      ...imports.map((selector) => ({ selector, message: 'Core imports nothing.' })),
      ...impureSyntax,
    ],
  })
}

/** @param {string} code @returns {string[]} */
export function checkEngineCode(code) {
  return checkCode(code, {
    ...forbidImports(['node:[a-z_]+', ...builtinModules.filter((name) => /^[a-z]\w*$/u.test(name))]),
    'no-restricted-globals': ['error', 'process', 'Buffer', 'global', 'require', 'setImmediate'],
  })
}

/** @param {string} code @returns {string[]} */
export function checkAdapterCode(code) {
  return checkCode(code, forbidImports(['jose', 'oauth4webapi', 'valibot']))
}

/**
 * @param {string} code of a built file
 * @param {string | undefined} map the text of the file beside it whose name ends in `.map`
 * @returns {string[]} problems: a debugger and a stack trace must show the sources, which are not published themselves
 */
export function checkSourceMap(code, map) {
  if (!/\n\/\/# sourceMappingURL=\S+\s*$/u.test(code) || map === undefined) return ['It has no source map.']
  /** @type {{ sources: string[], sourcesContent?: unknown[] }} */
  const { sources, sourcesContent = [] } = JSON.parse(map)
  return sources.flatMap((source, at) => [
    ...(typeof sourcesContent[at] === 'string' ? [] : [`Its source map lacks the text of ${source}.`]),
    ...(/^\.\.\/src\//u.test(source)
      ? []
      : [`Its source map names ${source}, which is no source of the package.`]),
  ])
}
