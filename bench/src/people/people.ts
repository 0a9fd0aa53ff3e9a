/** How many people take turns. The last is the crowd of goal 1 of performance, which the caches hold by default. */
export const crowds = [1, 400, 2000, 10_000] as const

/** Of those whose sessions are in Redis. */
export const storedCrowds = [1, 10_000] as const

export const largestCrowd = 10_000

/** With these an address is as long as `ada@example.com`, so that all answers are equally long. */
const digits = 5

/** Builds the address of one person. */
function buildEmail(index: number): string {
  return `${String(index).padStart(digits, '0')}@x.example`
}

/** Builds the addresses of the first people. */
export function listEmails(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => buildEmail(index))
}

/** Builds what every answer to this person holds, and no answer to another. */
export function buildExpected(email: string): string {
  return `hello ${email}`
}
