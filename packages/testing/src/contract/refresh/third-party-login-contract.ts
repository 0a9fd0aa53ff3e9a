import assert from 'node:assert/strict'
import { createUserAgent, type AgentResponse, type UserAgent } from '../../user-agent/create-user-agent.ts'
import { buildAddress, refreshPerson, type RefreshApp, type RefreshCase } from './refresh-app.ts'

const foreignTarget = 'https://evil.example/landing'

/** The page of another site whose link or form starts the sign-in. A redirect to the foreign target is not followed. */
const portal = { from: 'https://portal.example/apps', stopBefore: foreignTarget } as const

type Parameters = Readonly<Record<string, string>>
type Send = (agent: UserAgent, app: RefreshApp, parameters: Parameters) => Promise<AgentResponse>

const initiate = (app: RefreshApp): string => buildAddress(app, '/login/initiate')

const byGet: Send = (agent, app, parameters) =>
  agent.get(`${initiate(app)}?${new URLSearchParams(parameters).toString()}`, portal)

const byPost: Send = (agent, app, parameters) => agent.post(initiate(app), parameters, portal)

/** A new browser, and a provider that has received no request. */
function begin({ provider }: RefreshApp): UserAgent {
  provider.behave()
  provider.requests.clear()
  return createUserAgent()
}

/** Returns the authorization request to the provider of the app. */
function findAuthorizationRequest({ chain }: AgentResponse, { provider }: RefreshApp): URLSearchParams {
  const sent = chain.map(({ url }) => url).filter((url) => url.startsWith(`${provider.issuerUrl}/authorize?`))
  assert.equal(sent.length, 1, `${sent.length} authorization requests`)
  return new URL(sent[0] ?? '').searchParams
}

/** Asserts that the sign-in is refused, and that the provider has received no request. */
function assertRefused({ status, setCookies }: AgentResponse, { provider }: RefreshApp): void {
  assert.equal(status, 400)
  assert.deepEqual(setCookies, [])
  assert.deepEqual(
    provider.requests.all.map(({ path }) => path),
    [],
  )
}

function ways(name: string, run: (app: RefreshApp, send: Send) => Promise<void>): readonly RefreshCase[] {
  return [
    { name: `${name}, by GET`, run: (app) => run(app, byGet) },
    { name: `${name}, by POST`, run: (app) => run(app, byPost) },
  ]
}

/**
 * The module of the conformance suite for a sign-in that another site starts, and what the suite leaves open (C-13). Every adapter must
 * pass them, with the app that `RefreshApp` describes, with `isStored` or `isListed`.
 * @see OpenID Connect Core 1.0, section 4
 */
export const thirdPartyLoginContract: readonly RefreshCase[] = [
  ...ways('oidcc-client-test-3rd-party-init-login: signs in at the provider of iss', async (app, send) => {
    const agent = begin(app)
    const end = await send(agent, app, { iss: app.provider.issuerUrl })
    findAuthorizationRequest(end, app)
    assert.equal(app.provider.requests.count('/token', 'POST'), 1)
    assert.equal((await agent.get(`${app.origin}/me`)).text, refreshPerson.name)
  }),
  ...ways('C-13: passes login_hint on, and returns to target_link_uri', async (app, send) => {
    const target = `${buildAddress(app, '/roles')}?from=portal`
    const parameters = {
      iss: app.provider.issuerUrl,
      login_hint: 'ada+1@example.com',
      target_link_uri: target,
    }
    const end = await send(begin(app), app, parameters)
    assert.equal(findAuthorizationRequest(end, app).get('login_hint'), 'ada+1@example.com')
    assert.deepEqual([end.status, end.url], [200, target])
  }),
  ...ways('C-13: returns to the home page for a target_link_uri of another site', async (app, send) => {
    const parameters = { iss: app.provider.issuerUrl, target_link_uri: foreignTarget }
    const end = await send(begin(app), app, parameters)
    assert.deepEqual([end.status, end.url.replace(/\/$/u, '')], [200, app.origin])
  }),
  ...ways('C-13: refuses the issuer of another provider', async (app, send) => {
    assertRefused(await send(begin(app), app, { iss: `${app.provider.issuerUrl}/other` }), app)
  }),
  ...ways('C-13: refuses a sign-in without iss', async (app, send) => {
    assertRefused(await send(begin(app), app, { login_hint: 'ada@example.com' }), app)
  }),
  {
    name: 'C-13: leaves the session of the browser as it is until the person has signed in',
    run: async (app) => {
      const agent = begin(app)
      assert.equal((await agent.get(`${app.origin}/me`)).text, refreshPerson.name)
      const query = new URLSearchParams({ iss: app.provider.issuerUrl })
      const stopped = await agent.get(`${initiate(app)}?${query.toString()}`, {
        ...portal,
        stopBefore: app.provider.issuerUrl,
      })
      assert.equal(stopped.status, 302)
      assert.equal((await agent.get(buildAddress(app, '/me'))).chain.length, 1)
    },
  },
]
