/** Bytes of each value for its place in a list or an object. */
const slotBytes = 8
/** Bytes of a string besides its characters. */
const stringBytes = 20
const listBytes = 32
const objectBytes = 56
/** Bytes of a member of an object besides its value: its name, and its share of the object's layout, which may be unique. */
const memberBytes = 44
const fractionBytes = 16

/**
 * Estimates the memory that a JSON value takes, in bytes: never less than half of it, and up to three times as much where objects
 * share their names and layouts. The length of its text says little: `[{},{}]` takes twenty times as many bytes.
 */
export function estimateBytes(value: unknown): number {
  // A character takes one byte, or two in a string with one that is not Latin-1.
  if (typeof value === 'string') return slotBytes + stringBytes + 1.5 * value.length
  if (typeof value === 'number') return Number.isInteger(value) ? slotBytes : slotBytes + fractionBytes
  if (typeof value !== 'object' || value === null) return slotBytes
  let bytes = slotBytes
  if (Array.isArray(value)) {
    bytes += listBytes
    for (const item of value) bytes += estimateBytes(item)
  } else {
    bytes += objectBytes
    for (const member of Object.values(value)) bytes += memberBytes + estimateBytes(member)
  }
  return bytes
}
