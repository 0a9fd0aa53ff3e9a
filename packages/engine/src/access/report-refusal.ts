import { createTtlCache, type TtlCache } from '../cache/ttl-cache.ts'
import { buildReference } from '../http/error-response.ts'
import type { EngineEvent } from '../events.ts'
import type { Ports } from '../ports.ts'

/** In seconds. Equal refusals within this time are one event. */
const windowSeconds = 60

/** Maximum events of one owner in a window: a caller chooses the paths that it asks for. */
const maxEventsPerOwner = 10

/**
 * Maximum number of cached reports: enough for 1,000 refused people with 10 addresses each. The oldest reports are evicted first.
 */
const maxEntries = 10_000

interface Report {
  readonly at: number
  readonly reference: string
  /** The number of refusals since the last event. They have no event. */
  unreported: number
}

interface OwnerReport extends Report {
  readonly events: number
}

/** The caches of an engine for the refusals that it logged. */
export interface RefusalMemory {
  readonly reports: TtlCache<Report>
  readonly owners: TtlCache<OwnerReport>
  /**
   * The reports with other keys, for `findReport`. This is a separate cache, because counted refusals write to it and must not
   * evict reports.
   */
  readonly names: TtlCache<Report>
}

export function createRefusalMemory(): RefusalMemory {
  return {
    reports: createTtlCache(maxEntries),
    owners: createTtlCache(maxEntries),
    names: createTtlCache(maxEntries),
  }
}

/** The parts of the engine that a report needs. */
export interface ReportContext {
  readonly ports: Ports
  readonly refusals: RefusalMemory
}

export interface Refusal {
  /** Identifies the refusal. Refusals with equal keys are one event in a window. */
  readonly key: readonly unknown[]
  /** The caller. It is required if `key` contains something that the caller chooses, so that one caller cannot fill the log. */
  readonly owner: readonly unknown[] | undefined
  /** A reference that the response already has; undefined to create a new reference. */
  readonly reference: string | undefined
}

/** The parts that the event of a refusal adds. */
export interface Counted {
  readonly reference: string
  readonly unreported?: number
}

/**
 * Logs a refusal once in a window, and counts the others for its next event: a script may send refused requests at any rate.
 * Returns the reference of the event, which every counted refusal shows, too, so that the log has a line for each reference.
 */
export function reportRefusal(
  { ports, refusals: { owners, reports } }: ReportContext,
  { key, owner, reference: given }: Refusal,
  buildEvent: (counted: Counted, note: string) => EngineEvent,
): string {
  const now = ports.now()
  const name = JSON.stringify(key)
  const last = reports.read(name)
  if (last !== undefined && isRecent(last, now)) return count(last)
  const ownerName = owner && JSON.stringify(owner)
  const ofOwner = ownerName === undefined ? undefined : owners.read(ownerName)
  const events = ofOwner !== undefined && isRecent(ofOwner, now) ? ofOwner.events : 0
  if (ofOwner !== undefined && events >= maxEventsPerOwner) return count(ofOwner)

  const unreported = (last?.unreported ?? 0) + (ofOwner?.unreported ?? 0)
  const reference = given ?? buildReference(ports)
  reports.write(name, { at: now, reference, unreported: 0 })
  if (ownerName !== undefined) {
    const at = events === 0 ? now : (ofOwner?.at ?? now)
    owners.write(ownerName, { at, reference, unreported: 0, events: events + 1 })
  }
  ports.log(
    buildEvent({ reference, ...(unreported > 0 && { unreported }) }, describeCount(unreported, events + 1)),
  )
  return reference
}

/** The reference that `nameReport` gave this key in the current window. */
export function findReport({ ports, refusals }: ReportContext, key: readonly unknown[]): string | undefined {
  const last = refusals.names.read(JSON.stringify(key))
  return last !== undefined && isRecent(last, ports.now()) ? last.reference : undefined
}

/** Lets `findReport` find an event by another key, too. */
export function nameReport(
  { ports, refusals }: ReportContext,
  key: readonly unknown[],
  reference: string,
): void {
  refusals.names.write(JSON.stringify(key), { at: ports.now(), reference, unreported: 0 })
}

function count(report: Report): string {
  report.unreported += 1
  return report.reference
}

/** A clock that was set back does not show how long ago it was. */
function isRecent({ at }: Report, now: number): boolean {
  return now >= at && now < at + windowSeconds
}

/** Returns sentences for the end of a message, each with a space before it. */
function describeCount(unreported: number, events: number): string {
  return [
    ...(unreported > 0 ? [` ${unreported} more were refused since the last report.`] : []),
    ...(events >= maxEventsPerOwner
      ? [` For ${windowSeconds} s, further refusals of this caller are only counted, with this reference.`]
      : []),
  ].join('')
}
