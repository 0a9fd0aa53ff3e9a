import { OidcError } from '@x/oidc-core'
import { describeError } from '../../http/describe-error.ts'
import type { Ports } from '../../ports.ts'
import type { StreamDetails } from '../../stream-events.ts'
import type { Transaction } from '../../sessions/transaction.ts'

/** Emits how a sign-in ended. After an outage of the provider, a reload of the callback may end it once more, and better. */
export function reportSignInEnd(
  { emit, now }: Ports,
  { begunAt, providerId, silentFor }: Transaction,
  outcome: StreamDetails['sign_in_ended']['outcome'],
  error?: unknown,
): void {
  if (emit === undefined) return
  const durationSeconds = now() - begunAt
  emit({
    ...{ level: 'debug', code: 'sign_in_ended', providerId },
    message: `A sign-in at ${providerId} ended: ${outcome}.`,
    detail: {
      outcome,
      ...(error === undefined ? {} : { error: describeError(error).code }),
      silent: silentFor !== undefined,
      // The clock of the process that began it may be ahead.
      durationMilliseconds: Math.max(durationSeconds, 0) * 1000,
    },
  })
}

/** Emits the end of a silent sign-in whose session has ended, or was replaced, meanwhile. */
export function reportOvertaken(ports: Ports, transaction: Transaction): void {
  const { providerId } = transaction
  const message = `The session that a sign-in at ${providerId} renews has ended.`
  reportSignInEnd(ports, transaction, 'failed', new OidcError('sign_in_overtaken', message, { providerId }))
}
