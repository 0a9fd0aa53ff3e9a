/** The instant of a judgement, and by how much clocks may differ. */
export interface Clock {
  readonly now: number
  readonly clockSkewSeconds: number
}

/** Whether a value is a NumericDate that arithmetic can be done on: `1e309` is Infinity to a JSON parser. */
export function isInstant(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < 2 ** 53
}

/** Whether a value is an instant that has come, give or take what clocks differ by. */
export function isPastInstant(value: unknown, { now, clockSkewSeconds }: Clock): value is number {
  return isInstant(value) && value <= now + clockSkewSeconds
}
