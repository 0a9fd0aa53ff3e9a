import assert from 'node:assert/strict'

/** Lists the values of a header with a comma-separated list, in lower case. */
export function listTokens(headers: Headers, name: string): string[] {
  return (headers.get(name) ?? '').split(',').map((token) => token.trim().toLowerCase())
}

/** S-11: asserts that no cache may store the response. */
export function assertPrivate(headers: Headers, where: string): void {
  for (const directive of ['private', 'no-store']) {
    assert.ok(listTokens(headers, 'cache-control').includes(directive), `${directive} on ${where}`)
  }
  assert.ok(
    ['cookie', '*'].some((token) => listTokens(headers, 'vary').includes(token)),
    `Vary: Cookie on ${where}`,
  )
}
