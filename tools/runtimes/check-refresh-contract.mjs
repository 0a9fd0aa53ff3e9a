// Holds an app to the refresh contract on a runtime: the cases of the adapters' tests, with the packed packages.
import { refreshContract, startRefreshProvider } from '@x/oidc-testing'
import { findPort } from '../find-port.mjs'
import { startApp } from './start-app.mjs'

/** @typedef {import('./list-apps.mjs').App & { readonly keepsTokens: 'cookies' | 'store' }} TokenApp */

/**
 * @param {TokenApp} app that reads its configuration from the environment
 * @param {string} runtime
 */
export async function checkRefreshContract({ keepsTokens, programAt }, runtime) {
  const port = await findPort()
  const origin = `http://localhost:${port}`
  const provider = await startRefreshProvider()
  /** @type {import('./start-app.mjs').RunningApp | undefined} */
  let running
  try {
    const app = await startApp(await programAt(port, runtime), {
      ...{ BASE_URL: origin, HOST: 'localhost', PORT: `${port}`, ISSUER_URL: provider.issuerUrl },
      ...{ CLIENT_ID: 'app', CLIENT_SECRET: 'the secret of an app on some runtime' },
      ...{ SESSION_SECRET: 'a session secret for some runtime, long enough', KEEPS_TOKENS: keepsTokens },
    })
    running = app
    const close = async () => void (await app.stop())
    const isStored = keepsTokens === 'store'
    const events = () => readEvents(app.output())
    for (const { name, run } of refreshContract) {
      await run({ origin, provider, isStored, events, close }).catch((error) => {
        throw new Error(`${name}: ${String(error)}`, { cause: error })
      })
    }
  } catch (error) {
    throw new Error(`${String(error)}\n${(await running?.stop()) ?? ''}`, { cause: error })
  } finally {
    await running?.stop()
    await provider.close()
  }
}

/** What the app's `log` has printed. @param {string} output @returns {import('@x/oidc-testing').ContractEvent[]} */
function readEvents(output) {
  return [...output.matchAll(/event: (\{.*\})/gu)].map(([, event = '']) => JSON.parse(event))
}
