import { describeError } from '../../http/describe-error.ts'
import { startMeasuring } from '../../measure.ts'
import type { SessionRecord } from '../browser-sessions.ts'
import { refreshOnce } from './refresh-once.ts'
import type { RunningRefresh } from './save-refreshed.ts'
import type { RefreshOutcome } from './session-refresher.ts'

/** Refreshes a session whose refresh this process has claimed, and emits how that ended. @throws OidcError like `refreshOnce` */
export async function refreshAndReport(
  context: RunningRefresh,
  record: SessionRecord,
): Promise<RefreshOutcome> {
  const { emit } = context.ports
  if (emit === undefined) return refreshOnce(context, record)
  const measure = startMeasuring(context.ports)
  const { providerId } = record.session
  const report = (outcome: RefreshOutcome['outcome'], error?: unknown): void => {
    emit({
      ...{ level: 'debug', code: 'refresh_ended', providerId },
      message: `A refresh of a session of ${providerId} ended: ${outcome}.`,
      detail: {
        outcome,
        ...(error === undefined ? {} : { error: describeError(error).code }),
        durationMilliseconds: measure(),
      },
    })
  }
  try {
    const result = await refreshOnce(context, record)
    report(result.outcome, result.outcome === 'ended' ? undefined : result.error)
    return result
  } catch (error) {
    report('failed', error)
    throw error
  }
}
