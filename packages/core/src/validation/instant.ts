/** The current instant, and the tolerated clock difference. */
export interface Clock {
  /** The current instant as NumericDate. */
  readonly now: number
  /** The tolerated difference between two clocks, in seconds. */
  readonly clockSkewSeconds: number
}

/** Whether a value is a finite NumericDate: `1e309` is Infinity to a JSON parser. */
export function isInstant(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < 2 ** 53
}

/** Whether a value is an instant in the past, within the tolerance. False if the clock shows NaN. */
export function isPastInstant(value: unknown, clock: Clock): value is number {
  return isInstant(value) && isClock(clock) && value <= clock.now + clock.clockSkewSeconds
}

/** Whether a value is an instant in the future, within the tolerance. */
export function isFutureInstant(value: unknown, clock: Clock): value is number {
  return isInstant(value) && isClock(clock) && clock.now < value + clock.clockSkewSeconds
}

/** Whether a value is a past instant at most so many seconds ago, within the tolerance. */
export function isRecentInstant(value: unknown, seconds: number, clock: Clock): value is number {
  return (
    isPastInstant(value, clock) && clock.now - value <= seconds + clock.clockSkewSeconds && seconds < Infinity
  )
}

/** NaN and Infinity are not instants: a comparison with them must not pass. */
function isClock({ now, clockSkewSeconds }: Clock): boolean {
  return isInstant(now) && isInstant(clockSkewSeconds)
}
