// Waits until sessions have an age, and asks what their people see. Without its check of the time a slow machine would record another age.

/** @typedef {import('./people.mjs').Group} Group */

/**
 * @template {{ group: Group }} Found
 * @param {readonly Found[]} all
 * @param {{ from: number, before?: number | undefined }} ages in seconds since the sign-in
 * @returns {Promise<{ found: Found, seen: import('./expected-sights.mjs').Cells }[]>}
 */
export async function lookAtAge(all, { from, before = Infinity }) {
  const instants = all.flatMap(({ group }) => group.signedInAt)
  const ageOf = (/** @type {number} */ instant) => (performance.now() - instant) / 1000
  // A second more: ages are compared in whole seconds.
  const missing = from + 1 - ageOf(Math.max(...instants))
  if (from > 0) await sleepSeconds(Math.max(0, missing))
  const sights = []
  for (const found of all) sights.push({ found, seen: await found.group.look() })
  const oldest = ageOf(Math.min(...instants))
  if (oldest > before)
    throw new Error(`This machine is too slow: ${oldest} s after a sign-in, ${before} s at most.`)
  return sights
}

/** @param {number} seconds @returns {Promise<void>} */
export const sleepSeconds = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))
