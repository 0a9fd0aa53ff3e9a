import type { StoredSession } from './session-store.ts'

/** Maximum characters of a sealed session. A longer one is not from this library. */
export const maxStoredLength = 20_480

const maxIndexes = 8

/** Copies what a store returned; undefined if it has another form. Only own members count, so that pollution adds none. */
export function parseStoredEntry(value: unknown): StoredSession | undefined {
  try {
    if (typeof value !== 'object' || value === null || !hasMembers(value)) return undefined
    const { data, version, expiresAt, lockedUntil, indexes } = value
    if (typeof data !== 'string' || data.length > maxStoredLength) return undefined
    if (!Number.isSafeInteger(version) || !Number.isFinite(expiresAt) || !Number.isFinite(lockedUntil))
      return undefined
    if (!Array.isArray(indexes) || indexes.length > maxIndexes) return undefined
    for (const index of indexes) if (typeof index !== 'string') return undefined
    return {
      data,
      version: version as number,
      expiresAt: expiresAt as number,
      indexes,
      lockedUntil: lockedUntil as number,
    }
  } catch {
    // A getter or a proxy threw.
    return undefined
  }
}

// Constant names: every request with a session waits for these.
function hasMembers(value: object): value is Readonly<Record<keyof StoredSession, unknown>> {
  return (
    Object.hasOwn(value, 'data') &&
    Object.hasOwn(value, 'version') &&
    Object.hasOwn(value, 'expiresAt') &&
    Object.hasOwn(value, 'lockedUntil') &&
    Object.hasOwn(value, 'indexes')
  )
}
