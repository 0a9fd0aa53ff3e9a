import { randomBytes } from 'node:crypto'
import type { JsonRecord } from './twists.ts'

/** The parameters of an authorization request, and the claims of the person who signed in. */
export interface Authorization {
  readonly clientId: string
  readonly redirectUri: string
  readonly codeChallenge: string
  readonly scope: string
  readonly nonce: string | undefined
  readonly claims: JsonRecord
  readonly authTime: number
}

/** A bounded map from codes or tokens to their data. */
export interface Issued<Value> {
  issue(value: Value, handle?: string): string
  find(handle: string): Value | undefined
  /** Returns the data and deletes it, because codes and refresh tokens work once. */
  take(handle: string): Value | undefined
}

const limit = 10_000

export function createIssued<Value>(): Issued<Value> {
  const entries = new Map<string, Value>()
  return {
    issue: (value, handle = randomBytes(24).toString('base64url')) => {
      entries.set(handle, value)
      for (const oldest of entries.keys()) {
        if (entries.size <= limit) break
        entries.delete(oldest)
      }
      return handle
    },
    find: (handle) => entries.get(handle),
    take: (handle) => {
      const value = entries.get(handle)
      entries.delete(handle)
      return value
    },
  }
}
