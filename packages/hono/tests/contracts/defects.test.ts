import { AssertionError } from 'node:assert/strict'
import { getRequestListener } from '@hono/node-server'
import {
  plantInFetch,
  refreshDefects,
  runRefreshCase,
  serveRefreshApp,
  type RefreshApp,
  type RefreshDefect,
} from '@x/oidc-testing'
import { expect, it } from 'vitest'
import { createContractApp } from '../contract-app.ts'
import { createContractOidc } from '../contract-oidc.ts'

/** Starts the app of the refresh contract with a defect, which changes requests and responses as a Fetch app has them. */
function startBrokenRefreshApp(defect: RefreshDefect): Promise<RefreshApp> {
  return serveRefreshApp((options) => {
    const oidc = createContractOidc(options)
    const app = createContractApp({ ...oidc, ...defect.plant?.(oidc, options.log) }, '')
    return getRequestListener(plantInFetch(defect, app.fetch))
  })
}

it.each(refreshDefects)('the refresh contract finds an adapter that $name: $foundBy', async (defect) => {
  const running = runRefreshCase(defect.foundBy, () => startBrokenRefreshApp(defect))
  await expect(running).rejects.toThrow(AssertionError)
})

it('the refresh contract finds nothing where a defect changes nothing', async () => {
  const none: RefreshDefect = {
    ...{ name: 'is correct', foundBy: 'S-02: refreshes once' },
    head: {
      paths: ['/tokens'],
      change: (head, status) => {
        head.write('set-cookie', head.read('set-cookie'))
        return status
      },
    },
    changePath: (path) => path,
  }
  await expect(runRefreshCase(none.foundBy, () => startBrokenRefreshApp(none))).resolves.toBeUndefined()
})
