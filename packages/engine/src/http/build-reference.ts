import type { Ports } from '../ports.ts'

/** Without letters and digits that look alike. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** Draws what a user can quote from a page, so that whoever runs the application finds the line in the log. */
export function buildReference({ random }: Ports): string {
  const letters = Array.from(random(8), (byte) => alphabet[byte % alphabet.length])
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`
}
