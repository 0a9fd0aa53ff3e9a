/** An item of a list, with its neighbours. */
export interface Link<Value> {
  readonly value: Value
  older: Link<Value> | undefined
  newer: Link<Value> | undefined
}

/** A list of what was written, the oldest first. */
export interface WriteOrder<Value> {
  readonly oldest: () => Link<Value> | undefined
  readonly append: (value: Value) => Link<Value>
  readonly remove: (link: Link<Value>) => void
}

/**
 * Creates a list whose operations take the same time however long it is. The order of a `Map` does not: in V8 the search for its
 * first key passes over the places of all keys that were deleted before it.
 */
export function createWriteOrder<Value>(): WriteOrder<Value> {
  let oldest: Link<Value> | undefined
  let newest: Link<Value> | undefined
  return {
    oldest: () => oldest,
    append(value) {
      const link = { value, older: newest, newer: undefined }
      if (newest === undefined) oldest = link
      else newest.newer = link
      newest = link
      return link
    },
    remove({ older, newer }) {
      if (older === undefined) oldest = newer
      else older.newer = newer
      if (newer === undefined) newest = older
      else newer.older = older
    },
  }
}
