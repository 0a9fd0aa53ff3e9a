import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

interface Entry {
  readonly payload: AdapterPayload
  readonly expiresAt: number
}

/** The maximum number of entries of one model (sessions, codes, grants, …). Beyond it, the oldest entry is evicted. */
const limit = 5_000

class MemoryAdapter implements Adapter {
  readonly #entries: Map<string, Entry>
  readonly #limit: number

  constructor(entries: Map<string, Entry>, most: number) {
    this.#entries = entries
    this.#limit = most
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    this.#entries.delete(id)
    const expiresAt = expiresIn === undefined ? Infinity : Date.now() + expiresIn * 1000
    this.#entries.set(id, { payload, expiresAt })
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#limit) break
      this.#entries.delete(oldest)
    }
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const entry = this.#entries.get(id)
    if (entry === undefined || entry.expiresAt > Date.now()) return entry?.payload
    this.#entries.delete(id)
    return undefined
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#findWhere((payload) => payload.uid === uid)
  }

  findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#findWhere((payload) => payload.userCode === userCode)
  }

  async consume(id: string): Promise<void> {
    const payload = await this.find(id)
    if (payload) payload.consumed = Math.floor(Date.now() / 1000)
  }

  async destroy(id: string): Promise<void> {
    this.#entries.delete(id)
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [id, { payload }] of this.#entries) {
      if (payload.grantId === grantId) this.#entries.delete(id)
    }
  }

  async #findWhere(matches: (payload: AdapterPayload) => boolean): Promise<AdapterPayload | undefined> {
    for (const [id, { payload }] of this.#entries) {
      if (matches(payload)) return this.find(id)
    }
    return undefined
  }
}

/** The storage of one embedded provider. */
export type MemoryStorage = AdapterFactory & {
  /** Deletes the entries of these models that belong to an account. Returns those of its sessions. */
  deleteOfAccount(accountId: string, models: readonly string[]): readonly AdapterPayload[]
}

/**
 * Builds the storage of one embedded provider: in memory, bounded, without timers. It outlives the `Provider` instance,
 * which is replaced when keys rotate.
 */
export function createMemoryAdapter(): MemoryStorage {
  const stores = new Map<string, Map<string, Entry>>()
  const createAdapter: AdapterFactory = (model) => {
    const entries = stores.get(model) ?? new Map<string, Entry>()
    stores.set(model, entries)
    return new MemoryAdapter(entries, model === 'Client' ? Infinity : limit)
  }
  return Object.assign(createAdapter, {
    deleteOfAccount: (accountId: string, models: readonly string[]) => {
      const sessions: AdapterPayload[] = []
      for (const model of models) {
        for (const [id, { payload }] of stores.get(model) ?? []) {
          if (payload.accountId !== accountId) continue
          if (model === 'Session') sessions.push(payload)
          stores.get(model)?.delete(id)
        }
      }
      return sessions
    },
  })
}
