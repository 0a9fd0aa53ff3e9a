import type { JsonObject, JsonValue } from '@x/oidc-core'
import { findJsonError } from './find-json-error.ts'
import { markProblem } from './mark-problem.ts'
import type { Problem } from './mark-problem.ts'

/** What a text says, or what keeps it from being read. */
export type Parsed<Value> = { readonly value: Value } | { readonly problem: Problem }

/** Reads a JSON text. Where it is none, the problem shows the place. */
export function parseJson(text: string): Parsed<JsonValue> {
  if (text.trim() === '') return { problem: { message: 'There is nothing here yet. Even {} would do.' } }
  try {
    return { value: JSON.parse(text) as JsonValue }
  } catch (error) {
    const offset = findJsonError(text)
    return { problem: offset === undefined ? { message: String(error) } : describeProblem(text, offset) }
  }
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function describeProblem(text: string, offset: number): Problem {
  return markProblem(text, offset, 'This is not JSON', describeSign(text, offset))
}

function describeSign(text: string, offset: number): string {
  const sign = text.codePointAt(offset)
  if (sign === undefined) return 'the text ends too early; a bracket is not closed'
  return `${String.fromCodePoint(sign)} cannot stand here${guessReason(text, offset)}`
}

/** What people write who are used to JavaScript. */
function guessReason(text: string, offset: number): string {
  const sign = text[offset] ?? ''
  const previous = text.slice(0, offset).trimEnd().at(-1)
  if (sign === "'") return '; JSON wants double quotes'
  if (sign === '/' || sign === '#') return '; JSON has no comments'
  if (previous === ',' && /[}\]]/.test(sign)) return '; take away the comma before it'
  if (/[\w$]/.test(sign) && /[{,]/.test(previous ?? '')) return '; names stand in double quotes'
  if (sign === '"' && /^"[^"]*$/m.test(text.slice(offset).split('\n', 1)[0] ?? ''))
    return '; this text is not closed on its line'
  if (/["{[\w]/.test(sign) && /["}\]\w]/.test(previous ?? ''))
    return '; a comma or a colon may be missing before it'
  return ''
}
