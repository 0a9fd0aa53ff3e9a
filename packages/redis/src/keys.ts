/** The longest prefix of keys. */
const maxLength = 64

/**
 * Reads the prefix of keys. A brace would put all keys of a cluster on one server.
 * @throws TypeError if it has other characters
 */
export function buildPrefix(prefix = 'oidc:'): string {
  if (typeof prefix !== 'string')
    throw new TypeError(`The option prefix is of type ${typeof prefix}, expected a string.`)
  if (!/^[\w.:/-]*$/u.test(prefix) || prefix.length > maxLength)
    throw new TypeError(
      `The option prefix is ${JSON.stringify(prefix)}, expected up to ${maxLength} of the characters A-Z, a-z, 0-9, "-", "_", ".", ` +
        '":" and "/".',
    )
  return prefix
}

/** Latest expiry: 9999-12-31. Redis refuses a number that its own clock cannot count. */
const latest = 253_402_300_799_000

/** Converts a NumericDate to the milliseconds of Redis, which refuses zero. */
export function toMilliseconds(seconds: number): number {
  return Math.min(Math.max(Math.floor(seconds * 1000), 1), latest)
}

/** Runs a task for each value, and no more than `size` of them at once. */
export async function inBatches<Value, Result>(
  values: readonly Value[],
  size: number,
  task: (value: Value) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (let start = 0; start < values.length; start += size)
    results.push(...(await Promise.all(values.slice(start, start + size).map(task))))
  return results
}
