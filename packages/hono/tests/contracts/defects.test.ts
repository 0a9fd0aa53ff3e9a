import { AssertionError } from 'node:assert/strict'
import { getRequestListener } from '@hono/node-server'
import {
  logoutContract,
  logoutDefects,
  plantInFetch,
  refreshDefects,
  runRefreshCase,
  serveRefreshApp,
  thirdPartyLoginContract,
  thirdPartyLoginDefects,
  type AnswerDefect,
  type RefreshApp,
  type RefreshDefect,
} from '@x/oidc-testing'
import { expect, it } from 'vitest'
import { createContractApp } from '../contract-app.ts'
import { createContractOidc, createContractStores } from '../contract-oidc.ts'

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

/** Starts the app of the logout contract with a defect, in front of everything that Hono and the library do. */
async function startBrokenLogoutApp({ plant }: Pick<AnswerDefect, 'plant'>): Promise<RefreshApp> {
  const settings = { isStored: true }
  const app = await serveRefreshApp((options) => {
    const { fetch } = createContractApp(createContractOidc(options, createContractStores(settings)), '')
    const next = async (request: Request): Promise<Response> => fetch(request)
    let answer: ReturnType<typeof plant> | undefined
    return getRequestListener((request) => {
      answer ??= plant({ next, provider: app.provider })
      return answer(request)
    })
  }, settings)
  return app
}

it.each(logoutDefects)('the logout contract finds an app that $name: $foundBy', async (defect) => {
  const running = runRefreshCase(defect.foundBy, () => startBrokenLogoutApp(defect), logoutContract)
  await expect(running).rejects.toThrow(AssertionError)
})

it.each(thirdPartyLoginDefects)(
  'the contract of third-party login finds an app that $name: $foundBy',
  async (defect) => {
    const running = runRefreshCase(
      defect.foundBy,
      () => startBrokenLogoutApp(defect),
      thirdPartyLoginContract,
    )
    await expect(running).rejects.toThrow(AssertionError)
  },
)

it.each([...logoutContract, ...thirdPartyLoginContract])(
  'finds nothing where a defect passes each request on: $name',
  async ({ name }) => {
    const start = () => startBrokenLogoutApp({ plant: (app) => app.next })
    const contract = [...logoutContract, ...thirdPartyLoginContract]
    await expect(runRefreshCase(name, start, contract)).resolves.toBeUndefined()
  },
)
