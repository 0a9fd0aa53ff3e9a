import type { JsonValue } from '../claims/json.ts'
import { hasDuplicateMember } from './has-duplicate-member.ts'
import { isNestedTooDeep } from './is-nested-too-deep.ts'

/**
 * Parses a JSON text that another party wrote: undefined where it is not JSON, where an object names a member twice, or
 * where it is nested more than 100 levels deep. Total: it never throws.
 * @see RFC 8259, sections 4 and 9; RFC 7519, section 4
 */
export function parseJson(text: string): JsonValue | undefined {
  if (isNestedTooDeep(text)) return undefined
  try {
    const value = JSON.parse(text) as JsonValue
    // Spelt again as it was read, it has lost no member; that is quickly seen, and nearly every token is so.
    return JSON.stringify(value) === text || !hasDuplicateMember(text) ? value : undefined
  } catch {
    // The caller knows which text it was, and says so.
    return undefined
  }
}
