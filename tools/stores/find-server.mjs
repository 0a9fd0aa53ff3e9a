// Finds a server that tests need, and says so where there is none. Without it each step would decide for itself what a missing server means.
import { printStep } from '../run-checks.mjs'

/**
 * @template Server
 * @param {string} name
 * @param {() => Promise<Server>} install
 * @returns {Promise<Server | undefined>} undefined if there is none, and the reason is printed
 */
export async function findServer(name, install) {
  const start = performance.now()
  try {
    const server = await install()
    printStep(name, true, start)
    return server
  } catch (error) {
    printStep(name, false, start)
    console.log(`\n${error instanceof Error ? error.message : String(error)}\n`)
    return undefined
  }
}

/**
 * Says which servers are missing. With `SERVERS=required` that ends the step, and fails it.
 * @param {string} step
 * @param {string[]} missing names
 */
export function reportMissing(step, missing) {
  if (missing.length === 0) return
  const names = missing.join(' and ')
  if (process.env['SERVERS'] === 'required') {
    console.log(`${step}: failed, there is no ${names}`)
    process.exit(1)
  }
  console.log(`${step}: SKIPPED what needs ${names}`)
}
