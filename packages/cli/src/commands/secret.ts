import { randomBytes } from 'node:crypto'
import type { Surroundings } from '../surroundings.ts'

/** Writes a new secret for sessions: 32 random bytes, in hexadecimal. */
export function runSecret({ write }: Surroundings): number {
  write(`${randomBytes(32).toString('hex')}\n`)
  return 0
}
