import { isOidcError, type OidcErrorCode } from '@x/oidc-core'
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

interface Told {
  readonly at: number
  untold: number
}

/** By the ports of an engine, then by code and provider. Both are from the configuration, so that there are few. */
const toldBy = new WeakMap<Ports, Map<string, Told>>()

/**
 * Decides whether an error is told as an error, once a minute for each code, provider and operation: gives how often it was
 * not told since the last time, or undefined where it is not told now. Errors that are no outage are always told.
 */
export function countOutage(ports: Ports, error: unknown): number | undefined {
  if (!isOidcError(error) || !outages.includes(error.code)) return 0
  const { providerId, operation, why } = error.detail as Readonly<Record<string, unknown>>
  // The reason of `token_unverifiable` is a code.
  const key = JSON.stringify([error.code, providerId, operation, error.code === 'token_unverifiable' && why])
  const told = toldBy.get(ports) ?? new Map<string, Told>()
  toldBy.set(ports, told)
  const at = readClock(ports)
  const last = told.get(key)
  if (at === undefined) return 0
  // A clock that was set back does not say how long ago it was.
  if (last !== undefined && at >= last.at && at < last.at + quietSeconds) {
    last.untold += 1
    return undefined
  }
  told.set(key, { at, untold: 0 })
  return last?.untold ?? 0
}

/** Undefined where there is no clock: that may be what went wrong. */
function readClock({ now }: Ports): number | undefined {
  try {
    return now()
  } catch {
    return undefined
  }
}
