import json5 from 'json5'
import type { JsonValue } from '@x/oidc-core'
import { markProblem } from './mark-problem.ts'
import { fail } from './parsed.ts'
import type { Parsed } from './parsed.ts'

/** As many as the library reads of a provider. */
const mostLevels = 100

/**
 * Reads JSON, or an object literal of JavaScript with plain values: names without quotes, single quotes, commas at the end and comments. It is
 * read, never run. The problem shows the place of what is not plain.
 */
export function parseLiteral(text: string): Parsed<JsonValue> {
  if (text.trim() === '') return fail('There is nothing here yet. Even {} would do.')
  try {
    const value = json5.parse<JsonValue>(text)
    return isNestedTooDeep(value)
      ? fail(`This is nested more than ${mostLevels} levels deep. No provider sends such claims.`)
      : { value }
  } catch (error) {
    const offset = findOffset(text, error)
    if (offset === undefined) return fail(String(error))
    const start = findStart(text, offset)
    return { problem: markProblem(text, start, 'This is no object of plain values', explain(text, start)) }
  }
}

/** What walks a value deeper runs out of stack. `isNestedTooDeep` of core reads JSON, and this text has other quotes and comments. */
function isNestedTooDeep(value: JsonValue): boolean {
  let level: readonly unknown[] = [value]
  for (let levels = 0; level.length > 0; levels++) {
    if (levels > mostLevels) return true
    level = level.flatMap((each): unknown[] =>
      typeof each === 'object' && each !== null ? Object.values(each) : [],
    )
  }
  return false
}

/** The parser counts lines and columns from 1. A line feed that it stops at is column 0 of the next line. */
function findOffset(text: string, error: unknown): number | undefined {
  const { lineNumber, columnNumber } = error as {
    readonly lineNumber?: number
    readonly columnNumber?: number
  }
  if (lineNumber === undefined || columnNumber === undefined) return undefined
  const lines = text.split('\n').slice(0, lineNumber - 1)
  const offset = lines.reduce((sum, line) => sum + line.length + 1, 0) + columnNumber - 1
  return Math.min(Math.max(0, offset), text.length)
}

/** Where the word begins within which the parser stopped: it takes the `n` of `new` for the begin of `null`. */
function findStart(text: string, offset: number): number {
  const word = /[\w$.]*$/u.exec(text.slice(Math.max(0, offset - 256), offset))?.[0] ?? ''
  return /^[\w$.([]/u.test(text.slice(offset)) ? offset - word.length : offset
}

/** What people write in a program that has no value before it runs. */
const reasons: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/^$/u, () => 'the text ends too early; a bracket or a quote is not closed'],
  [/^[\r\n]/u, () => 'this text is not closed on its line'],
  [
    /^(?:process\.env|import\.meta\.env|Deno\.env|Bun\.env|env)\b[\w$.]*/u,
    (found) =>
      `${found} has a value only where your program runs. Write that value in quotes; if it is a secret, take it away, for no decision reads one`,
  ],
  [
    /^(?:import|export|const|let|var|createOidc|defineOidcConfig)\b/u,
    (found) => `${found} begins a program. Paste the object alone, from its { to its }`,
  ],
  [
    /^(?:async\b|function\b|=>|[\w$.]*\s*\([^()]*\)\s*(?:=>|\{)|[\w$]+\s*=>)/u,
    () => 'a function cannot stand here: this page runs no code. Take it away',
  ],
  [
    /^(?:new\s+)?[\w$.]+\s*\(/u,
    (found) => `${found}…) is a call, and this page runs no code. Write what it gives`,
  ],
  [/^`/u, () => 'a text in backticks is not plain. Write it in quotes'],
  [/^\.\.\./u, () => 'this page cannot know what ... spreads. Write its members here'],
  [/^[()\];]/u, (found) => `${found} cannot stand here. Paste the object alone, from its { to its }`],
  [/^[,}]/u, (found) => `${found} cannot stand here: there is no value before it`],
  [
    /^[\p{L}_$][\w$.]*/u,
    (found) =>
      `${found} is a name that only your program knows, or a comma or a quote is missing before it. Write a plain value`,
  ],
  [/^["']/u, (found) => `${found} cannot stand here; a comma, a colon or a quote may be missing before it`],
  [
    /^[-+*/%?&|!<>=]/u,
    (found) => `${found} wants a calculation, and this page runs no code. Write what it gives`,
  ],
]

function explain(text: string, start: number): string {
  const rest = text.slice(start, start + 256)
  for (const [expression, write] of reasons) {
    const found = expression.exec(rest)?.[0]
    if (found !== undefined) return write(found.slice(0, 60))
  }
  return `${String.fromCodePoint(text.codePointAt(start) ?? 0)} cannot stand here`
}
