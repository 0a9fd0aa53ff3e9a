import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findInstalled, isForAuthors, listOwnImports, resolveImports } from './docs/resolve-imports.mjs'
import { cache } from './workspace.mjs'

/** @type {string} */
let project

beforeAll(() => {
  mkdirSync(cache, { recursive: true })
  project = mkdtempSync(join(cache, 'resolve-imports-'))
  const folder = join(project, 'node_modules/@x/oidc-node')
  mkdirSync(folder, { recursive: true })
  const manifest = { name: '@x/oidc-node', type: 'module', exports: { '.': { types: './index.d.ts' } } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(folder, 'index.d.ts'), 'export declare function createOidc(options: object): void\n')
})

afterAll(() => rmSync(project, { recursive: true, force: true }))

/** @param {string[]} lines */
const resolve = (...lines) =>
  resolveImports([{ path: 'docs/some.md', line: 5, code: lines.join('\n') }], project)

describe('the imports of a program, where one package is installed', () => {
  it('are a problem with its line where they are of another package, of ours or not', () => {
    expect(
      resolve('', "import { decideAccess } from '@x/oidc-core'", "import type { Engine } from 'jose'"),
    ).toEqual([
      expect.stringMatching(/^docs\/some\.md:6: .*'@x\/oidc-core'/u),
      expect.stringMatching(/^docs\/some\.md:7: .*'jose'/u),
    ])
  })

  it('are a problem where the package exports no such name or entry point', () => {
    expect(
      resolve(
        "import { createOidc, explainAccess } from '@x/oidc-node'",
        "import { writeResponse } from '@x/oidc-node/http'",
        "import oidc from '@x/oidc-node'",
        'console.log(createOidc, explainAccess, writeResponse, oidc)',
      ).map((problem) => problem.slice(0, 14)),
    ).toEqual(['docs/some.md:5', 'docs/some.md:6', 'docs/some.md:7'])
  })

  it('are no problem where they name a file of the reader, and are read in JSX, too', () => {
    const code = [
      "import type { oidc } from './auth'",
      "import { missing } from '@x/oidc-node'",
      'export const a = <p>{missing}</p>',
    ]
    const program = { path: 'docs/some.md', line: 5, language: 'tsx', code: code.join('\n') }
    expect(resolveImports([program], project)).toEqual([expect.stringMatching(/^docs\/some\.md:6: /u)])
  })

  it('are all that is looked at', () => {
    expect(resolve("import { createOidc } from '@x/oidc-node'", 'createOidc(1)', 'missing()')).toEqual([])
  })
})

it('lists each import of ours once, those of types and of later included', () => {
  const code = `
    import express from 'express'
    import { createOidc } from '@x/oidc-node'
    import type { Oidc } from '@x/oidc-node'
    export type { Claims } from '@x/oidc-core'
    const http = await import('@x/oidc-node/http')`
  expect(listOwnImports(code)).toEqual(['@x/oidc-node', '@x/oidc-core', '@x/oidc-node/http'])
})

it.each([
  ['packages/hono/README.md', ['@x/oidc-core', '@x/oidc-hono'], 'hono'],
  ['packages/hono/README.md', ['@x/oidc-core'], 'hono'],
  ['docs/some.md', ['@x/oidc-core', '@x/oidc-next'], 'next'],
  ['docs/some.md', ['@x/oidc-node/http', '@x/oidc-engine'], 'node'],
  ['docs/some.md', ['@x/oidc-engine'], 'engine'],
  ['docs/some.md', ['@x/oidc-node', '@x/oidc-testing'], undefined],
  ['docs/some.md', [], undefined],
])('the reader of %s, in a program with %s, has installed %s', (path, imports, folder) => {
  expect(findInstalled(path, imports)).toBe(folder)
})

it('has the engine beside an adapter where a program imports an entry point for authors of adapters', () => {
  expect(isForAuthors(['@x/oidc-engine', '@x/oidc-node'])).toBe(false)
  expect(isForAuthors(['@x/oidc-engine', '@x/oidc-node/http'])).toBe(true)
})
