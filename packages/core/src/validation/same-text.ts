/** Compares two texts in a time that does not reveal the position of their first difference. */
export function isSameText(actual: unknown, expected: string | undefined): boolean {
  if (typeof actual !== 'string' || expected === undefined || actual.length !== expected.length) return false
  let difference = 0
  for (let at = 0; at < expected.length; at++) difference |= actual.charCodeAt(at) ^ expected.charCodeAt(at)
  return difference === 0
}
