import type { EngineEvent } from './index.ts'
import type { EventCode } from './events.ts'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <Claim extends true>(claim?: Claim): Claim | undefined => claim

declare const event: EngineEvent

// Its code tells which fields an event has.
if (event.code === 'gate_refused') {
  holds<Equal<typeof event.requiredRoles, readonly string[]>>()
  holds<Equal<typeof event.subject, string>>()
  holds<Equal<typeof event.detail, undefined>>()
}
if (event.code === 'signed_in') holds<Equal<typeof event.level, 'info'>>()
if (event.code === 'bearer_refused') holds<Equal<typeof event.detail.rule, string>>()

// Common fields can be read of every event, and an event can be passed on by its level.
holds<Equal<typeof event.reference, string | undefined>>()
declare const logger: Record<EngineEvent['level'], (fields: object, message: string) => void>
export const log = ({ level, message, ...fields }: EngineEvent): void => logger[level](fields, message)

const person = { providerId: 'main', issuer: 'https://id.example.com', subject: 'ada' }
const signedIn = { level: 'info', code: 'signed_in', message: 'A person signed in.', ...person } as const

export const good: EngineEvent = { ...signedIn, reference: 'K7QF-2MXA' }
// @ts-expect-error a field is missing
export const lacking: EngineEvent = signedIn
// @ts-expect-error it never has this field
export const excessive: EngineEvent = { ...signedIn, reference: 'K7QF-2MXA', path: '/' }
// @ts-expect-error it has another level
export const loud: EngineEvent = { ...signedIn, reference: 'K7QF-2MXA', level: 'error' }
// @ts-expect-error there is no such event
export const invented: EventCode = 'signed_up'
