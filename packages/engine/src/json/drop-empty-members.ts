import { dropPrototype } from './drop-prototype.ts'
import { isJsonObject } from './json-object.ts'

/**
 * Drops members that are `null` or an empty string, because providers write absent values in this way. Other values are returned
 * as they are.
 */
export function dropEmptyMembers(value: unknown): unknown {
  if (!isJsonObject(value)) return value
  return dropPrototype(
    Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null && member !== '')),
  )
}
