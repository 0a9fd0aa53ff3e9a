import { logoutContract, thirdPartyLoginContract } from '@x/oidc-testing'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { basePathBuild, plainBuild, trailingSlashBuild, type ContractBuild } from './contract-builds.ts'
import { startRefreshApp, type StartedRefreshApp, type StartOptions } from './start-contract-app.ts'

const store: StartOptions = { keepsTokens: 'memory', endsSessions: 'store' }
const list: StartOptions = { keepsTokens: 'cookies', endsSessions: 'list' }

const variants: readonly (readonly [string, ContractBuild, StartOptions])[] = [
  ['a proxy and a store', plainBuild, store],
  ['a proxy and a list of logouts', plainBuild, list],
  ['route handlers, no proxy and a store', plainBuild, { ...store, withoutProxy: '' }],
  ['basePath and a list of logouts', basePathBuild, list],
  ['trailingSlash and a store', trailingSlashBuild, store],
]

describe.each(variants)('the contracts of logouts and of third-party login on %s', (_, build, options) => {
  let app: StartedRefreshApp
  beforeAll(async () => {
    app = await startRefreshApp(build, options)
  })
  afterAll(async () => {
    await app.close()
  })

  it.each([...logoutContract, ...thirdPartyLoginContract])('$name', async ({ run }) => {
    await run(app)
  })
})
