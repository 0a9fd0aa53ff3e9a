import type { StoredSession } from '@x/oidc-engine'

/**
 * Writes an entry as one text, because one text is read in one round trip. The version comes first, then the indexes: the scripts
 * read these two (session-scripts.ts). Neither a number nor a hash contains a space;
 * the sealed data is last and may.
 */
export function writeEntry({ data, expiresAt, indexes, lockVersion, version }: StoredSession): string {
  return [version, indexes.join(','), expiresAt, lockVersion, data].join(' ')
}

/** Reads an entry; undefined for the text of another program. */
export function readEntry(text: string): StoredSession | undefined {
  const [, version, indexes, expiresAt, lockVersion, data] =
    /^(\S+) (\S*) (\S+) (\S+) (.*)$/su.exec(text) ?? []
  if (indexes === undefined || data === undefined) return undefined
  const numbers = [version, expiresAt, lockVersion].map(readNumber)
  const [readVersion, readExpiry, readLock] = numbers
  if (readVersion === undefined || readExpiry === undefined || readLock === undefined) return undefined
  return {
    ...{ data, version: readVersion, expiresAt: readExpiry, lockVersion: readLock },
    indexes: splitIndexes(indexes),
  }
}

export const splitIndexes = (text: string): readonly string[] => (text === '' ? [] : text.split(','))

function readNumber(text: string | undefined): number | undefined {
  const number = text === undefined || text === '' ? Number.NaN : Number(text)
  return Number.isFinite(number) ? number : undefined
}
