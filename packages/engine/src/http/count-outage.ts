import { isOidcError, type OidcErrorCode } from '@x/oidc-core'
import { createTtlCache, type TtlCache } from '../cache/ttl-cache.ts'
import type { Ports } from '../ports.ts'

/** What anybody can make happen as often as they like, while something is wrong with a provider. */
const outages: readonly OidcErrorCode[] = [
  'provider_unavailable',
  'provider_response_invalid',
  'provider_unsupported',
  'issuer_mismatch',
  'security_unavailable',
  'token_unverifiable',
]

const quietSeconds = 60

interface Reported {
  readonly at: number
  /** How many were not reported since. */
  suppressed: number
}

/** By code, provider and operation, of which a configuration has few. */
const maxEntries = 1000

/** An engine is told from another of this process by its ports: what one reported says nothing of the other. */
const reportsByPorts = new WeakMap<Ports, TtlCache<Reported>>()

/**
 * Decides whether an error is logged as an error, once a minute for each code, provider and operation: gives how often it was
 * not logged since the last time, or undefined where it is not logged now. Errors that are no outage are always logged.
 */
export function countOutage(ports: Ports, error: unknown): number | undefined {
  if (!isOidcError(error) || !outages.includes(error.code)) return 0
  const { providerId, operation, why } = error.detail as Readonly<Record<string, unknown>>
  // The reason of `token_unverifiable` is a code.
  const key = JSON.stringify([error.code, providerId, operation, error.code === 'token_unverifiable' && why])
  const reports = reportsByPorts.get(ports) ?? createTtlCache<Reported>(maxEntries)
  reportsByPorts.set(ports, reports)
  const at = readClock(ports)
  if (at === undefined) return 0
  // It has no lifetime: the count must outlast the quiet minute.
  const last = reports.read(key)
  // A clock that was set back does not say how long ago it was.
  if (last !== undefined && at >= last.at && at < last.at + quietSeconds) {
    last.suppressed += 1
    return undefined
  }
  reports.write(key, { at, suppressed: 0 })
  return last?.suppressed ?? 0
}

/** Undefined where there is no clock: that may be what went wrong. */
function readClock({ now }: Ports): number | undefined {
  try {
    return now()
  } catch {
    return undefined
  }
}
