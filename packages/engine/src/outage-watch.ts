import type { Ports } from './ports.ts'
import { readClock } from './read-clock.ts'

/**
 * Watches something for outages. An outage begins with a failure, and ends with a success after which nothing has failed for
 * `quietSeconds` (decision 155): requests that began during the outage have failed by then, and a cluster that lacks one of its parts
 * is one outage, although every other request succeeds.
 */
export function createOutageWatch<Operation extends string>(
  ports: Pick<Ports, 'now'>,
  quietSeconds: number,
  report: (isDown: boolean, operation: Operation) => void,
): (isFailed: boolean, operation: Operation) => void {
  let failedAt: number | undefined
  return (isFailed, operation) => {
    if (!isFailed && failedAt === undefined) return
    const at = readClock(ports) ?? 0
    if (isFailed) {
      const isNew = failedAt === undefined
      failedAt = at
      if (isNew) report(true, operation)
      // A clock that was set back does not show how long ago it was.
    } else if (Math.abs(at - (failedAt ?? at)) >= quietSeconds) {
      failedAt = undefined
      report(false, operation)
    }
  }
}
