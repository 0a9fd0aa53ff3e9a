import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { findCircle, listFolderImports } from './folder-circles.mjs'
import { cache } from './workspace.mjs'

/** @type {string[]} */
const trees = []

afterEach(() => {
  for (const tree of trees.splice(0)) rmSync(tree, { recursive: true, force: true })
})

/** @param {Record<string, string>} files path to source */
function circleIn(files) {
  mkdirSync(cache, { recursive: true })
  const tree = mkdtempSync(join(cache, 'folders-'))
  trees.push(tree)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(tree, dirname(file)), { recursive: true })
    writeFileSync(join(tree, file), text)
  }
  return findCircle(listFolderImports(tree))
}

it('finds a folder that imports back', () => {
  expect(
    circleIn({ 'a/one.ts': "import { two } from '../b/two.ts'", 'b/two.ts': "export * from '../a/one.ts'" }),
  ).toEqual(['a', 'b', 'a'])
})

it('finds a circle of three folders, by a type and by an import at run time', () => {
  expect(
    circleIn({
      'a/one.ts': "import type { Two } from '../b/two.ts'",
      'b/two.ts': "export const load = () => import('../c/three.ts')",
      'c/three.ts': "import '../a/other.ts'",
      'a/other.ts': '',
    }),
  ).toEqual(['a', 'b', 'c', 'a'])
})

it('takes a file at the top for a folder, and leaves tests out', () => {
  expect(
    circleIn({
      'main.ts': "import '../src/a/one.ts'\nimport './a/one.ts'",
      'a/one.ts': '',
      'a/one.test.ts': "import '../main.ts'",
    }),
  ).toBeUndefined()
  expect(circleIn({ 'main.ts': "import './a/one.ts'", 'a/one.ts': "import '../main.ts'" })).toEqual([
    'a',
    'main.ts',
    'a',
  ])
})
