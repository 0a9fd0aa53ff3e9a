import { join } from 'node:path'
import { listPropertyNames, pairWithHostileValues } from '@x/oidc-testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { plainBuild, workspaceRoot } from './contract-builds.ts'
import { startContractApp, type StartedApp } from './start-contract-app.ts'

const folders = ['core', 'engine', 'next'].map((name) => join(workspaceRoot, 'packages', name, 'src'))
const names = listPropertyNames(folders)

let app: StartedApp
beforeAll(async () => {
  app = await startContractApp(plainBuild)
})
afterAll(async () => {
  await app.close()
})

it.each(pairWithHostileValues(names))(
  'CVE-2026-73421: %s, opens no gate of Next.js',
  async (text, _, names) => {
    const label = text.replace(/ on every object.*/u, '')
    const answer = await fetch(`${app.origin}/polluted`, {
      method: 'POST',
      body: JSON.stringify({ label, names }),
    })
    expect([answer.status, await answer.text()]).toEqual([200, '[]'])
  },
  300_000,
)

it('config_invalid: refuses a route or an action that it would not understand when it is made', async () => {
  const said = (await (await fetch(`${app.origin}/polluted`)).json()) as readonly string[]
  expect(said).toEqual(Array.from({ length: 10 }, () => 'config_invalid'))
})
