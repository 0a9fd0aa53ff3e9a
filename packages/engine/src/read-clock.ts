import type { Ports } from './ports.ts'

/** Returns undefined if the clock is broken, because a broken clock may be the error that is reported. */
export function readClock({ now }: Pick<Ports, 'now'>): number | undefined {
  try {
    return now()
  } catch {
    return undefined
  }
}
