/** The instant of a judgement, and by how much clocks may differ. */
export interface Clock {
  readonly now: number
  readonly clockSkewSeconds: number
}

/** Whether a value is a NumericDate that arithmetic can be done on: `1e309` is Infinity to a JSON parser. */
export function isInstant(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < 2 ** 53
}

/** Whether a value is an instant that has come, give or take what clocks differ by. False for a clock that shows no instant. */
export function isPastInstant(value: unknown, clock: Clock): value is number {
  return isInstant(value) && isClock(clock) && value <= clock.now + clock.clockSkewSeconds
}

/** Whether a value is an instant that is still to come, likewise. */
export function isFutureInstant(value: unknown, clock: Clock): value is number {
  return isInstant(value) && isClock(clock) && clock.now < value + clock.clockSkewSeconds
}

/** Whether a value is an instant that has come, and no more than so many seconds ago, likewise. */
export function isRecentInstant(value: unknown, seconds: number, clock: Clock): value is number {
  return (
    isPastInstant(value, clock) && clock.now - value <= seconds + clock.clockSkewSeconds && seconds < Infinity
  )
}

/** NaN and Infinity are no time: a comparison with them must not let anything pass. */
function isClock({ now, clockSkewSeconds }: Clock): boolean {
  return isInstant(now) && isInstant(clockSkewSeconds)
}
