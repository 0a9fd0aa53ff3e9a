import { describe, expect, it } from 'vitest'
import { checkAdapterCode, checkCoreCode, checkEngineCode, checkSourceMap } from './built-file-rules.mjs'

describe("core's built file", () => {
  it.each([
    ["import 'jose'"],
    ["export { jwtVerify } from 'jose'"],
    ["export * from './chunk.js'"],
    ["const jose = await import('jose')"],
    ['export const url = new URL("x:y")'],
    ['export const env = process.env'],
    ['export const key = crypto.subtle'],
    ['console.log(1)'],
    ['setTimeout(() => {}, 1)'],
    ['export const has = typeof window'],
    ['export const now = Date.now()'],
    ['export const now = new Date()'],
    ['export const coin = Math.random()'],
    ['export const env = globalThis.process'],
    ['export const env = Function("return process")()'],
    ['export const here = import.meta.url'],
    ['export const order = (a, b) => a.localeCompare(b)'],
    ['/* eslint-disable */ console.log(1)'],
  ])('is refused with %s', (code) => {
    expect(checkCoreCode(code)).not.toEqual([])
  })

  it.each([
    ['export const read = (fetch) => fetch.url'],
    ['export const issuer = ({ process }) => process.crypto'],
    ['const console = { log: 1 }; export const URL = console.log'],
    ['export const mark = Symbol.for("a")'],
    ['export class E extends Error { constructor(m, cause) { super(m, { cause }) } }'],
    ['export const keys = Object.fromEntries(new Map([["a", Math.floor(1.5)]]))'],
  ])('is allowed %s', (code) => {
    expect(checkCoreCode(code)).toEqual([])
  })

  it('is refused when it does not parse', () => {
    expect(checkCoreCode('export const')).not.toEqual([])
  })
})

describe("the engine's built file", () => {
  it.each([
    ["import { readFile } from 'node:fs/promises'"],
    ["import fs from 'fs'"],
    ["await import('node:crypto')"],
    ['export const env = process.env'],
    ['export const bytes = Buffer.from("a")'],
  ])('is refused with %s', (code) => {
    expect(checkEngineCode(code)).not.toEqual([])
  })

  it('may speak to the network and use its three packages', () => {
    const code =
      "import * as v from 'valibot'\nexport const ask = () => fetch(new URL(v.parse(v.string(), 'x:y')))"
    expect(checkEngineCode(code)).toEqual([])
  })
})

describe("an adapter's built file", () => {
  it.each([
    ["import 'jose'"],
    ["export * from 'valibot'"],
    ["await import('oauth4webapi')"],
    ["import 'jose/errors'"],
  ])('is refused with %s', (code) => {
    expect(checkAdapterCode(code)).not.toEqual([])
  })

  it('may use Node, the engine and a package whose name begins alike', () => {
    expect(checkAdapterCode("import 'node:http'\nimport '@x/oidc-engine'\nimport 'jose-like'")).toEqual([])
  })
})

describe("a built file's source map", () => {
  const code = 'export {}\n//# sourceMappingURL=index.js.map\n'
  const map = { sources: ['../src/index.ts'], sourcesContent: ['export {}'] }

  it.each([
    ['no comment that names it', 'export {}\n', map],
    ['no file', code, undefined],
    ['no text of a source', code, { sources: map.sources }],
    ['a source without its text', code, { ...map, sourcesContent: [null] }],
    ['a path of the machine', code, { ...map, sources: ['/home/ada/src/index.ts'] }],
    ['a source of another package', code, { ...map, sources: ['../../engine/src/index.ts'] }],
  ])('is refused with %s', (_, built, written) => {
    expect(checkSourceMap(built, written && JSON.stringify(written))).toHaveLength(1)
  })

  it('may contain the sources of the package', () => {
    expect(checkSourceMap(code, JSON.stringify(map))).toEqual([])
  })
})
