import { dropPrototype } from './drop-prototype.ts'
import { isJsonObject } from './json-object.ts'

/** Drops members that are `null` or an empty string: providers write so what they do not have. Other values are returned as they are. */
export function dropEmptyMembers(value: unknown): unknown {
  if (!isJsonObject(value)) return value
  return dropPrototype(
    Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null && member !== '')),
  )
}
