import { refreshContract } from '@x/oidc-testing'
import { afterAll, beforeAll, describe, it } from 'vitest'
import {
  basePathBuild,
  intlBuild,
  plainBuild,
  standaloneBuild,
  trailingSlashBuild,
  type ContractBuild,
} from './contract-builds.ts'
import { startRefreshApp, type StartedRefreshApp, type StartOptions } from './start-contract-app.ts'
import { writeContractApp } from './write-contract-app.ts'

interface Variant {
  readonly name: string
  readonly build: ContractBuild
  readonly start?: () => Promise<StartOptions>
}

const withoutProxy = async (): Promise<StartOptions> => ({ withoutProxy: '' })

/** `adapter-contract.test.ts` has the builds that are held to the whole contract. */
const variants: readonly Variant[] = [
  { name: 'next start, route handlers without a proxy', build: plainBuild, start: withoutProxy },
  { name: 'next start, trailingSlash', build: trailingSlashBuild },
  { name: 'next start, basePath', build: basePathBuild },
  { name: 'next start, in front of next-intl', build: intlBuild },
  { name: 'next start, output: standalone', build: standaloneBuild },
  {
    name: 'next dev',
    build: plainBuild,
    start: async () => ({ devFolder: await writeContractApp(plainBuild, 'dev-refresh') }),
  },
]

describe.each(variants)('the refresh contract on $name', ({ build, start }) => {
  let app: StartedRefreshApp
  beforeAll(async () => {
    app = await startRefreshApp(build, await start?.())
  })
  afterAll(async () => {
    await app.close()
  })

  it.each(refreshContract)('$name', async ({ run }) => {
    await run(app)
  })
})
