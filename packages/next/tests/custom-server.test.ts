import { contractPeople, createUserAgent, signIn } from '@x/oidc-testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { plainBuild } from './contract-builds.ts'
import { startContractApp, type StartedApp } from './start-contract-app.ts'

let app: StartedApp
beforeAll(async () => {
  app = await startContractApp(plainBuild, { program: 'custom-server.ts' })
})
afterAll(async () => {
  await app.close()
})

it('an Express server around Next.js: signs in, returns to the page, gates it, and signs out', async () => {
  const agent = createUserAgent()
  expect((await agent.get(`${app.origin}/health`)).text).toBe('well')
  const end = await signIn(agent, `${app.origin}/pages/member?tab=1`, 'staff')
  expect(end.url).toBe(`${app.origin}/pages/member?tab=1`)
  expect(end.text).toContain(contractPeople.staff.name)
  expect((await agent.get(`${app.origin}/pages/admin`)).status).toBe(403)
  await agent.submitForm(await agent.get(`${app.origin}/logout`))
  expect((await agent.get(`${app.origin}/me`, { followRedirects: false })).status).toBe(302)
})
