import { cleanLines } from '@x/oidc-core'
import { type Surroundings, UsageError } from '../surroundings.ts'

/** Asks again until an answer can be used: the answers before it must not be lost. */
export async function askUntilRight<Value>(
  ask: () => Promise<string | undefined>,
  read: (typed: string) => Value,
  { writeError }: Pick<Surroundings, 'writeError'>,
): Promise<Value> {
  for (;;) {
    const typed = await answered(ask())
    try {
      return read(typed)
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      writeError(`${cleanLines(error.message, 1000)}\n`)
    }
  }
}

/** @throws UsageError if the person cancels */
export async function answered<Value>(answer: Promise<Value | undefined>): Promise<Value> {
  const value = await answer
  if (value === undefined) throw new UsageError('Cancelled. Nothing was written.')
  return value
}
