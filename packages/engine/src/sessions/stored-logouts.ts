import { isInstant } from '@x/oidc-core'
import type { Sealer } from '../crypto/seal.ts'
import { isJsonObject } from '../json/json-object.ts'
import type { Logouts } from './logouts.ts'
import { unavailable } from './safe-store.ts'
import type { SessionStore, StoredSession } from './session-store.ts'

/** Attempts to write an entry while other processes write it, too. */
const maxAttempts = 5

/**
 * Keeps logouts as entries of a `SessionStore`. Sessions that exist are deleted there, so an entry is only for sign-ins that are under
 * way: it is kept as long as a sign-in may take.
 * @param store a safe store, whose failures are outages
 * @param keptSeconds how long a sign-in may take
 */
export function createStoredLogouts(store: SessionStore, sealer: Sealer, keptSeconds: number): Logouts {
  async function read(
    name: string,
  ): Promise<{ readonly entry: StoredSession; readonly at: number } | undefined> {
    const entry = await store.read(name)
    if (entry === undefined) return undefined
    const payload = await sealer.unseal('stored', name, entry.data)
    const at = isJsonObject(payload) ? payload['at'] : undefined
    // Another process may have another secret. Its logout must count, and its instant cannot be read.
    return { entry, at: isInstant(at) ? at : entry.expiresAt }
  }

  return {
    async record(name, at) {
      const data = await sealer.seal('stored', name, { at })
      const next = { data, expiresAt: at + keptSeconds, indexes: [name], lockVersion: 0 }
      let cause: unknown
      for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
        const known = await read(name)
        // One that cannot be read seems later than it is, and expires before this one would.
        if (known !== undefined && known.at >= at && known.entry.expiresAt >= next.expiresAt) return
        const version = known === undefined ? 0 : known.entry.version + 1
        try {
          if (known === undefined) {
            await store.create(name, { ...next, version })
            return
          }
          if (await store.replace(name, { ...next, version }, known.entry.version)) return
        } catch (error) {
          // `create` also rejects if another process was faster.
          cause = error
        }
      }
      throw unavailable('create', 'it did not take a logout', cause)
    },
    async findLatest(names) {
      const found = await Promise.all(names.map(read))
      const instants = found.flatMap((each) => (each === undefined ? [] : [each.at]))
      return instants.length === 0 ? undefined : Math.max(...instants)
    },
  }
}
