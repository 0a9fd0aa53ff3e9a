import { deepStrictEqual } from 'node:assert/strict'
import { forgeToken } from './forge-token.ts'

/**
 * Checks that an API verifies the signature: a server that skips it is fast.
 * @throws Error where it lets a forged token in
 */
export async function checkForgery(origin: string, token: string): Promise<void> {
  const { status } = await ask(origin, forgeToken(token))
  if (status !== 401) throw new Error(`${origin} answered ${status} to a forged token.`)
}

/**
 * Checks that two servers answer with the same headers.
 * @throws AssertionError with both
 */
export async function checkSameHeaders(origins: readonly [string, string], token: string): Promise<void> {
  const [some = {}, others = {}] = await Promise.all(origins.map((origin) => readHeaders(origin, token)))
  deepStrictEqual(some, others)
}

async function readHeaders(origin: string, token: string): Promise<Readonly<Record<string, string>>> {
  const { headers } = await ask(origin, token)
  return Object.fromEntries([...headers].filter(([name]) => name !== 'date'))
}

async function ask(origin: string, token: string): Promise<Response> {
  const response = await fetch(origin, { headers: { authorization: `Bearer ${token}` } })
  await response.arrayBuffer()
  return response
}
