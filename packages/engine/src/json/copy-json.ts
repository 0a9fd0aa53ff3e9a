import { cleanText, type JsonValue } from '@x/oidc-core'

/** A copy of plain JSON data, or why there is none, as a clause that names the member and never its value. */
export type CopiedJson =
  { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly why: string }

/** Objects and lists in each other, as for JSON that another party wrote (decision 56), less those around the copy. */
const maxLevels = 50

/** Maximum characters of a member's path in a message. */
const maxPathLength = 100

/**
 * Copies a value that a function of the application returned, so that later changes of it change nothing. Only plain JSON is
 * copied: a `Date`, a `Map` or an instance of a class would come back from a session as something else. Never throws.
 * @param name what the value is called in `why`
 * @param maxBytes maximum length of the value as JSON, in bytes of UTF-8
 */
export function copyJson(value: unknown, name: string, maxBytes: number): CopiedJson {
  try {
    const copy = new JsonCopier(maxBytes).copy(value, [name])
    const bytes = new TextEncoder().encode(JSON.stringify(copy)).length
    if (bytes <= maxBytes) return { ok: true, value: copy }
    return { ok: false, why: `${name} takes ${bytes} bytes of JSON, more than ${maxBytes}` }
  } catch (error) {
    // A getter or a proxy threw, and its error is foreign.
    return { ok: false, why: error instanceof NotJson ? error.message : `${name} cannot be read` }
  }
}

class NotJson extends Error {}

class JsonCopier {
  /** Each value takes a character at least, so a value that refers to itself ends here, however it branches. */
  #room: number
  readonly #maxBytes: number

  constructor(maxBytes: number) {
    this.#room = maxBytes
    this.#maxBytes = maxBytes
  }

  copy(value: unknown, path: readonly string[]): JsonValue {
    this.#room -= typeof value === 'string' ? value.length : 1
    if (this.#room < 0)
      throw new NotJson(
        `${path[0] ?? ''} takes more than ${this.#maxBytes} bytes of JSON, or refers to itself`,
      )
    if (path.length > maxLevels)
      throw new NotJson(`${path[0] ?? ''} has more than ${maxLevels} levels, or refers to itself`)
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
    if (typeof value === 'number' && Number.isFinite(value)) return value
    if (Array.isArray(value)) return this.#copyList(value, path)
    if (typeof value === 'object' && isPlain(value)) return this.#copyObject(value, path)
    const where = cleanText(path.join('.'), maxPathLength)
    throw new NotJson(`${where} is ${describeKind(value)}, expected plain JSON`)
  }

  #copyList(list: readonly unknown[], path: readonly string[]): JsonValue {
    const { length } = list
    // A list may claim any length.
    if (length > this.#room)
      throw new NotJson(`${path[0] ?? ''} takes more than ${this.#maxBytes} bytes of JSON`)
    return Array.from({ length }, (_, index) => this.copy(list[index], [...path, String(index)]))
  }

  #copyObject(value: object, path: readonly string[]): JsonValue {
    const members = Object.keys(value).map((name) => {
      this.#room -= name.length
      return [name, this.copy(Reflect.get(value, name), [...path, name])] as const
    })
    // Unlike an assignment, this creates an own member even for the name `__proto__`.
    return Object.fromEntries(members)
  }
}

/** Whether an object inherits only from the `Object.prototype` of a realm, or from nothing. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function describeKind(value: unknown): string {
  if (typeof value === 'object') return 'an instance of a class'
  return typeof value === 'number' ? 'not a finite number' : `of type ${typeof value}`
}
