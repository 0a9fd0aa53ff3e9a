import { isOidcError, type OidcErrorCode } from '@x/oidc-core'
import { createTtlCache, type TtlCache } from '../cache/ttl-cache.ts'
import type { Ports } from '../ports.ts'
import { readClock } from '../read-clock.ts'

/** Errors that any client can cause at any rate, while a provider has a problem. */
const outages: readonly OidcErrorCode[] = [
  'provider_lookup_failed',
  'provider_unavailable',
  'provider_response_invalid',
  'provider_unsupported',
  'issuer_mismatch',
  'security_unavailable',
  'session_store_unavailable',
  'roles_outdated',
  'token_unverifiable',
]

const quietSeconds = 60

interface Reported {
  readonly at: number
  /** The number of equal errors that were not logged since the last log entry. */
  suppressed: number
}

/** Keys are made of codes, providers and operations: a configuration has few. */
const maxEntries = 1000

/** One cache for each engine, identified by its ports: a report of one engine does not suppress a report of another engine. */
const reportsByPorts = new WeakMap<Ports, TtlCache<Reported>>()

/**
 * Decides whether an error is logged as an error, once a minute for each code, provider and operation. Returns how many were
 * not logged since the last time, or undefined if this one is not logged now. Errors that are not outages are always logged.
 */
export function countOutage(ports: Ports, error: unknown): number | undefined {
  if (!isOidcError(error) || !outages.includes(error.code)) return 0
  const { providerId, operation, why } = error.detail as Readonly<Record<string, unknown>>
  // Of a provider that is looked up, a client may have invented the id.
  if (error.code === 'provider_lookup_failed') return countFailure(ports, [error.code, why])
  // The reason of `token_unverifiable` is a code.
  return countFailure(ports, [error.code, providerId, operation, error.code === 'token_unverifiable' && why])
}

/**
 * Decides whether a failure is logged, once a minute for each key, like an outage. There must be few different keys, so a key
 * must not contain data from a client.
 */
export function countFailure(ports: Ports, about: readonly unknown[]): number | undefined {
  const key = JSON.stringify(about)
  const reports = reportsByPorts.get(ports) ?? createTtlCache<Reported>(maxEntries)
  reportsByPorts.set(ports, reports)
  const at = readClock(ports)
  if (at === undefined) return 0
  // The entry has no lifetime, because its count is needed after the minute without reports.
  const last = reports.read(key)
  // A clock that was set back does not show how long ago it was.
  if (last !== undefined && at >= last.at && at < last.at + quietSeconds) {
    last.suppressed += 1
    return undefined
  }
  reports.write(key, { at, suppressed: 0 })
  return last?.suppressed ?? 0
}
