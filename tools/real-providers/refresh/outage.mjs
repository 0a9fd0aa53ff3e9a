// Ends Keycloak, waits and starts it again. Without it an outage would be an answer that a test made up.

const pollMilliseconds = 200

/** How long Keycloak is down. @param {boolean} isFull whether the run may take as long as an outage takes */
export const chooseOutageSeconds = (isFull) => (isFull ? 600 : 30)

/**
 * @template Stopped, Starting
 * @param {import('../providers/keycloak-server.mjs').KeycloakServer} server
 * @param {number} seconds
 * @param {{ whileStopped: () => Promise<Stopped>, whileStarting: () => Promise<Starting> }} ask `whileStopped` is asked at the beginning and at the
 * end, `whileStarting` until the server can be used
 * @returns {Promise<{ stopped: Stopped[], starting: Starting[] }>}
 */
export async function stopFor(server, seconds, { whileStopped, whileStarting }) {
  await server.stop()
  const first = await whileStopped()
  await sleep(seconds * 1000)
  const stopped = [first, await whileStopped()]

  let isReady = false
  /** @type {Starting[]} */
  const starting = []
  const started = server.start().finally(() => (isReady = true))
  // A failed start is reported when the answers are there.
  started.catch(() => undefined)
  while (!isReady) {
    starting.push(await whileStarting())
    await sleep(pollMilliseconds)
  }
  await started
  return { stopped, starting }
}

/** @param {number} milliseconds @returns {Promise<void>} */
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
