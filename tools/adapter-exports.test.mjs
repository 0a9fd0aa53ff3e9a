// What the adapters export of the packages below them. Without it one adapter gets a name that the documents show, and the
// others do not.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { adapters, packageRoot } from './workspace.mjs'

/** @param {string} adapter @returns {string[]} source and name of all that it exports of another package, in order */
function listReexports(adapter) {
  const file = join(packageRoot(adapter), 'src/index.ts')
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest)
  return source.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement)) return []
    const { exportClause, moduleSpecifier } = statement
    if (!exportClause || !ts.isNamedExports(exportClause)) return []
    if (!moduleSpecifier || !ts.isStringLiteral(moduleSpecifier)) return []
    if (!moduleSpecifier.text.startsWith('@x/')) return []
    return exportClause.elements.map(({ name }) => `${moduleSpecifier.text} ${name.text}`)
  })
}

const others = Object.keys(adapters).filter((folder) => folder !== 'node')

it.each(others)('%s exports of core and the engine what node exports', (adapter) => {
  expect(listReexports(adapter)).toEqual(listReexports('node'))
})

it.each(['decideAccess', 'defineOidcConfig', 'explainAccess', 'isOidcError', 'OidcError'])(
  'the adapters export %s of core',
  (name) => {
    expect(listReexports('node')).toContain(`@x/oidc-core ${name}`)
  },
)
