import type { StoredSession } from './session-store.ts'

/** Maximum characters of a sealed session. A longer one is not from this library. */
export const maxStoredLength = 20_480

const maxIndexes = 8

/** Copies what a store returned; undefined if it has another form. Only own members count, so that pollution adds none. */
export function parseStoredEntry(value: unknown): StoredSession | undefined {
  try {
    const data = readOwn(value, 'data')
    const version = readOwn(value, 'version')
    const expiresAt = readOwn(value, 'expiresAt')
    const lockedUntil = readOwn(value, 'lockedUntil')
    const indexes = readOwn(value, 'indexes')
    if (typeof data !== 'string' || data.length > maxStoredLength) return undefined
    if (!Number.isSafeInteger(version) || !Number.isFinite(expiresAt) || !Number.isFinite(lockedUntil))
      return undefined
    if (!Array.isArray(indexes) || indexes.length > maxIndexes) return undefined
    if (!indexes.every((index) => typeof index === 'string')) return undefined
    return {
      ...{ data, indexes, version: version as number },
      ...{ expiresAt: expiresAt as number, lockedUntil: lockedUntil as number },
    }
  } catch {
    // A getter or a proxy threw.
    return undefined
  }
}

function readOwn(value: unknown, name: keyof StoredSession): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Readonly<Record<string, unknown>>)[name]
}
