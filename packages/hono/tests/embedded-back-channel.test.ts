import { getRequestListener } from '@hono/node-server'
import { contractClient, createUserAgent, serveContractApp, signIn, type UserAgent } from '@x/oidc-testing'
import { createOidc, memoryReplayStore } from '@x/oidc-hono'
import { expect, it } from 'vitest'
import { createContractApp } from './contract-app.ts'

/** Starts the app with a list of logouts, registered for logout tokens at a provider of its own. */
async function start() {
  const app = await serveContractApp((options) => {
    const [provider] = options.providers
    const oidc = createOidc({
      ...options,
      providers: [{ ...provider, backChannelLogout: true }],
      replayStore: memoryReplayStore(),
    })
    return getRequestListener(createContractApp(oidc, '').fetch)
  })
  await app.provider.registerClient({
    ...contractClient(app.origin),
    backChannelLogoutUri: `${app.origin}/logout/connect/back-channel/op`,
  })
  const open = async (name: string): Promise<UserAgent> => {
    const agent = createUserAgent()
    await signIn(agent, `${app.origin}/me`, name)
    return agent
  }
  const isSignedIn = async (agent: UserAgent): Promise<boolean> =>
    (await agent.get(`${app.origin}/`)).text !== 'hello anonymous'
  return { ...app, isSignedIn, open }
}

it.each(['endSessions', 'disablePerson'] as const)(
  'an application is signed out by the embedded provider at %s',
  async (end) => {
    const { close, isSignedIn, open, provider } = await start()
    const [admin, staff] = [await open('admin'), await open('staff')]
    expect([await isSignedIn(admin), await isSignedIn(staff)]).toEqual([true, true])
    await provider[end]('admin')
    expect([await isSignedIn(admin), await isSignedIn(staff)]).toEqual([false, true])
    await close()
  },
)

it('a sign-out at the provider ends the session of the application', async () => {
  const { close, events, isSignedIn, open, provider } = await start()
  const admin = await open('admin')
  const question = await admin.get(`${provider.issuerUrl}/session/end`)
  await admin.submitForm(question)
  expect(await isSignedIn(admin)).toBe(false)
  expect(events().filter(({ code }) => code === 'sessions_ended')).toHaveLength(1)
  await close()
})
