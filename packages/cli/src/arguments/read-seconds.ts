import { cleanText } from '@x/oidc-core'
import { UsageError } from '../surroundings.ts'

/** Timers of JavaScript take no more milliseconds than that. */
const mostSeconds = 2_147_483

/**
 * Reads a duration in seconds.
 * @throws UsageError that says what came and what is expected
 */
export function readSeconds(option: string, given: string): number {
  const seconds = Number(given)
  if (given.trim() === '' || !(seconds > 0 && seconds <= mostSeconds))
    throw new UsageError(
      `${option} ${JSON.stringify(cleanText(given, 40))} is no number of seconds from more than 0 to ${mostSeconds}.`,
    )
  return seconds
}
