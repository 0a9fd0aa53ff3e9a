import type { ReplayStore } from '@x/oidc-engine/adapter'
import type { Commands } from './client.ts'
import { toMilliseconds } from './keys.ts'
import { revokeScript } from './replay-scripts.ts'

/** Maximum revocations that a process caches, found or not: about 10 MB. */
const maxCached = 50_000

const maxSeconds = 60

interface Cached {
  readonly at: number | undefined
  readonly readAt: number
}

/**
 * Creates the revocations of a replay store on Redis. The engine names them by hashes. All keys of one look-up are read at once.
 * @param cacheSeconds how long this process uses an answer again
 * @throws TypeError if `cacheSeconds` is not a number from 0 to 60
 */
export function createRevocations(
  { get, run }: Pick<Commands, 'get' | 'run'>,
  prefix: string,
  cacheSeconds: number,
): Pick<ReplayStore, 'revoke' | 'findRevocation'> {
  if (typeof cacheSeconds !== 'number' || !(cacheSeconds >= 0 && cacheSeconds <= maxSeconds))
    throw new TypeError(
      `The option cacheSeconds is ${String(cacheSeconds)}, expected a number from 0 to ${maxSeconds}.`,
    )
  /** In the order of reading, so that the first is the oldest. */
  const cached = new Map<string, Cached>()
  /** Counts the writes of this process: an answer that was read before one of them is not cached. */
  let writes = 0

  async function read(key: string, isFresh: boolean): Promise<number | undefined> {
    const found = isFresh ? undefined : cached.get(key)
    if (found !== undefined && performance.now() - found.readAt < cacheSeconds * 1000) return found.at
    const before = writes
    const readAt = performance.now()
    const text = await get(prefix + key)
    const at = text === undefined ? undefined : Number(text)
    if (at !== undefined && !Number.isFinite(at))
      throw new Error('a revocation in Redis is no number: another program wrote it')
    if (cacheSeconds > 0 && before === writes) keep(key, { at, readAt })
    return at
  }

  function keep(key: string, answer: Cached): void {
    cached.delete(key)
    cached.set(key, answer)
    for (const oldest of cached.keys()) {
      if (cached.size <= maxCached) return
      cached.delete(oldest)
    }
  }

  function forget(key: string): void {
    writes += 1
    cached.delete(key)
  }

  return {
    async revoke(key, { at, expiresAt }) {
      if (!Number.isFinite(at) || !Number.isFinite(expiresAt))
        throw new TypeError('A revocation has an instant or an expiry that is no finite number.')
      try {
        await run(revokeScript, prefix + key, [at, toMilliseconds(expiresAt)])
      } finally {
        forget(key)
      }
    },
    async findRevocation(keys, { isFresh = false } = {}) {
      const instants = await Promise.all(keys.map((key) => read(key, isFresh)))
      const found = instants.filter((at) => at !== undefined)
      return found.length === 0 ? undefined : Math.max(...found)
    },
  }
}
