import { type ReportContext, reportRefusal } from './report-refusal.ts'
import type { EventDetails } from '../events.ts'

/** A request for a logout that was refused. */
export interface RefusedLogout {
  readonly by: EventDetails['logout_refused']['by']
  readonly providerId: string
  /** The name of the rule. It contains nothing that the client sent. */
  readonly rule: string
}

/** Logs a refused logout once a minute for each rule: any client can send one. Returns the reference for the response. */
export function reportRefusedLogout(context: ReportContext, { by, providerId, rule }: RefusedLogout): string {
  const refusal = { key: ['logout', by, providerId, rule], owner: undefined, reference: undefined }
  return reportRefusal(context, refusal, (counted, note) => ({
    level: 'warn',
    code: 'logout_refused',
    message: `A logout of provider ${providerId} by ${by} was refused: ${rule}. No session ended.${note}`,
    providerId,
    detail: { by, rule },
    ...counted,
  }))
}
