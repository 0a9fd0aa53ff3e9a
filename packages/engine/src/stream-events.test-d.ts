import type { EngineEvent, StreamEvent } from './index.ts'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <Claim extends true>(claim?: Claim): Claim | undefined => claim

declare const event: StreamEvent

// The code narrows the event, be it one of the log or not.
switch (event.code) {
  case 'sign_in_ended':
    holds<Equal<typeof event.level, 'debug'>>()
    holds<Equal<typeof event.providerId, string>>()
    holds<Equal<typeof event.detail.outcome, 'signed_in' | 'denied' | 'failed'>>()
    holds<Equal<typeof event.detail.durationMilliseconds, number>>()
    break
  case 'provider_request_ended':
    holds<Equal<typeof event.detail.status, number | undefined>>()
    break
  case 'store_down':
  case 'store_up':
    holds<Equal<typeof event.providerId, undefined>>()
    holds<Equal<typeof event.detail.store, 'sessions' | 'replay'>>()
    break
  case 'session_ended':
    holds<Equal<typeof event.level, 'info'>>()
    holds<Equal<typeof event.subject, string>>()
    holds<Equal<typeof event.detail.by, 'provider' | 'refresh_refused' | 'application' | 'browser'>>()
    break
  case 'gate_refused':
    holds<Equal<typeof event.requiredRoles, readonly string[]>>()
    break
  // @ts-expect-error there is no such event
  case 'sign_in_finished':
    break
  default:
}

// The level tells the events of the log apart.
if (event.level !== 'debug') holds<Equal<typeof event, EngineEvent>>()

// Fields of other events can be read of each.
holds<Equal<typeof event.unreported, number | undefined>>()

const main = { level: 'debug', message: 'It ended.', providerId: 'main' } as const
const detail = { outcome: 'ended', durationMilliseconds: 5 } as const

export const good: StreamEvent = { ...main, code: 'refresh_ended', detail }
// @ts-expect-error it has no such outcome
export const wrong: StreamEvent = { ...main, code: 'refresh_ended', detail: { ...detail, outcome: 'denied' } }
// @ts-expect-error it always has its provider
export const lacking: StreamEvent = { ...good, providerId: undefined }
// @ts-expect-error it has another level
export const loud: StreamEvent = { ...good, level: 'info' }
// @ts-expect-error the log gets no event with the level debug
export const logged: EngineEvent = { ...good }
