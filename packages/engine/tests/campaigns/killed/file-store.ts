import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SessionStore, StoredSession } from '@x/oidc-engine'

/**
 * A store on disk for one process at a time. An entry is written beside its file and then renamed, so that a process that is killed leaves
 * the old or the new entry, never a part of one.
 */
export function createFileStore(folder: string, now: () => number): SessionStore {
  mkdirSync(folder, { recursive: true })
  const fileOf = (key: string): string => join(folder, `${key}.json`)

  function find(key: string): StoredSession | undefined {
    let text: string
    try {
      text = readFileSync(fileOf(key), 'utf8')
    } catch {
      return undefined
    }
    const entry = JSON.parse(text) as StoredSession
    return entry.expiresAt > now() ? entry : undefined
  }

  function write(key: string, entry: StoredSession): void {
    const written = join(folder, `${key}.new`)
    writeFileSync(written, JSON.stringify(entry))
    renameSync(written, fileOf(key))
  }

  return {
    read: find,
    create: write,
    replace(key, entry, version) {
      if (find(key)?.version !== version) return false
      write(key, entry)
      return true
    },
    delete: (key) => rmSync(fileOf(key), { force: true }),
    deleteAll: () => 0,
  }
}
