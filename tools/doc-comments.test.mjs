import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { findMissingDocComments } from './doc-comments.mjs'

/** @param {Record<string, string>} files by path, the first of them the entry point @returns {string[]} */
function find(files) {
  const options = {
    target: ts.ScriptTarget.ES2022,
    noLib: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  }
  const host = ts.createCompilerHost(options)
  host.directoryExists = () => true
  host.fileExists = (name) => Object.hasOwn(files, name)
  host.readFile = (name) => files[name]
  host.getSourceFile = (name, version) => {
    const text = files[name]
    return text === undefined ? undefined : ts.createSourceFile(name, text, version, true)
  }
  const entries = Object.keys(files).slice(0, 1)
  const program = ts.createProgram({ rootNames: entries, options, host })
  const isOwn = (/** @type {string} */ file) => !file.startsWith('/other/')
  return findMissingDocComments(program, { entries, isOwn }).map(
    ({ file, line, problem }) => `${file}:${line}: ${problem}`,
  )
}

const missing = 'has no doc comment that says what it is'

describe('the check of doc comments', () => {
  it('accepts a function, a type, an option and a method with a comment each', () => {
    const code = `
      /** Does a thing. */
      export function act(options: Options): void {}
      /** Options. */
      export interface Options {
        /** The length in seconds. @default 1 */
        readonly seconds?: number
        /** Stops. */
        stop(): void
      }`
    expect(find({ '/src/index.ts': code })).toEqual([])
  })

  it('finds each without one, and a comment of tags alone', () => {
    const code = `
      export function act(): void {}
      export const limit = 1
      /** @see RFC 6749 */
      export interface Options {
        /** @default 1 */
        readonly seconds?: number
        stop(): void
      }
      export class Machine {
        readonly speed = 1
        #secret = 1
        private hidden = 1
        run(): void {}
      }
      export type Mode = 'a' | 'b'`
    expect(find({ '/src/index.ts': code })).toEqual([
      `/src/index.ts:2: act ${missing}`,
      `/src/index.ts:3: limit ${missing}`,
      `/src/index.ts:5: Options ${missing}`,
      `/src/index.ts:7: Options.seconds ${missing}`,
      `/src/index.ts:8: Options.stop ${missing}`,
      `/src/index.ts:10: Machine ${missing}`,
      `/src/index.ts:11: Machine.speed ${missing}`,
      `/src/index.ts:14: Machine.run ${missing}`,
      `/src/index.ts:16: Mode ${missing}`,
    ])
  })

  it.each(['As above, but for tokens.', 'The same for tokens.', 'See below.', 'Likewise.'])(
    'finds a comment that a tooltip cannot show alone: %s',
    (text) => {
      const found = find({ '/src/index.ts': `/** ${text} */\nexport const limit = 1` })
      expect(found).toEqual([
        expect.stringMatching(/^\/src\/index\.ts:2: limit has a doc comment that says/u),
      ])
    },
  )

  it('accepts words that mean a place in something else', () => {
    const code = `/** Paths below the path of \`baseUrl\`, and groups above the limit. */\nexport const limit = 1`
    expect(find({ '/src/index.ts': code })).toEqual([])
  })

  it('follows exports to other files, and types to members of types that are not exported', () => {
    const files = {
      '/src/index.ts': `export { act } from './act.ts'`,
      '/src/act.ts': `
        import type { Base } from './base.ts'
        /** Does a thing. */
        export function act(options: Options): void {}
        interface Options extends Base { readonly one: number }`,
      '/src/base.ts': `export interface Base { readonly two: number }`,
    }
    expect(find(files)).toEqual([
      `/src/act.ts:5: Options.one ${missing}`,
      `/src/base.ts:1: Base.two ${missing}`,
    ])
  })

  it('leaves out what a package takes from another, and what it keeps for itself', () => {
    const files = {
      '/src/index.ts': `export { foreign } from '/other/index.ts'\nfunction own(): void {}`,
      '/other/index.ts': `export const foreign = 1`,
    }
    expect(find(files)).toEqual([])
  })

  it('takes the comment of an interface for the member of a class that implements it', () => {
    const code = `
      /** A store. */
      export interface Store {
        /** Reads. */
        read(): void
      }
      /** A store in memory. */
      export class Memory implements Store {
        read(): void {}
        write(): void {}
      }`
    expect(find({ '/src/index.ts': code })).toEqual([`/src/index.ts:10: Memory.write ${missing}`])
  })
})
