import assert from 'node:assert/strict'
import { createUserAgent, type UserAgent } from '../user-agent/create-user-agent.ts'
import { signIn } from '../user-agent/sign-in.ts'
import { contractPeople, contractTexts, loginPath, scriptHeaders } from './contract-app.ts'
import type { ContractApp, ContractCase } from './contract-app.ts'

async function assertNoSession({ origin }: ContractApp, agent: UserAgent): Promise<void> {
  const names = agent.cookies(`${origin}/`).map(({ key }) => key)
  assert.deepEqual(
    names.filter((name) => /^(?:__Host-)?oidc-[\da-f]{8}(?:\.\d+)?$/u.test(name)),
    [],
  )
  for (const path of ['/me', '/extra', '/oauth2/session'])
    assert.equal((await agent.get(origin + path, { headers: scriptHeaders })).status, 401, path)
}

/** What the application's `onSignIn` decides about a person whom the claims admit. */
export const hookCases: readonly ContractCase[] = [
  {
    name: 'gives the app the data that onSignIn added, to each person their own',
    run: async ({ origin }) => {
      const [staff, admin] = [createUserAgent(), createUserAgent()]
      await signIn(staff, `${origin}/me`, 'staff')
      await signIn(admin, `${origin}/me`, 'admin')
      for (const [agent, owner] of [
        [staff, contractPeople.staff.name],
        [admin, contractPeople.admin.name],
        [staff, contractPeople.staff.name],
      ] as const)
        assert.deepEqual(JSON.parse((await agent.get(`${origin}/extra`)).text), { account: { owner } })
      const session = await staff.get(`${origin}/oauth2/session`)
      assert.equal(session.status, 200)
      assert.doesNotMatch(session.text, /account/u)
    },
  },
  {
    name: 'shows the text of a denial by onSignIn with 403, and ends the session of the browser',
    run: async (app) => {
      const { origin } = app
      const agent = createUserAgent()
      // Frameworks that are slow to start serve all cases with one app.
      const before = app.events().length
      const start = `${origin}${loginPath}?returnTo=/me`
      const end = await signIn(agent, start, 'leaver')
      assert.deepEqual([end.status, end.url], [403, `${origin}/login/denied`])
      assert.match(end.text, /Your &lt;contract&gt; is over/u)
      await assertNoSession(app, agent)
      const events = app.events().slice(before)
      const denied = events.filter(({ code }) => code === 'access_denied')
      assert.equal(denied.length, 1)
      assert.ok(!events.some(({ code }) => code === 'signed_in'))
      assert.match(end.text, new RegExp(denied[0]?.reference ?? 'no reference', 'u'))
    },
  },
  {
    name: 'answers 503 and makes no session when onSignIn fails, and offers another try',
    run: async (app) => {
      const { origin } = app
      const agent = createUserAgent()
      const end = await signIn(agent, `${origin}/me?here=1`, 'faulty')
      assert.equal(end.status, 503)
      assert.match(end.headers.get('retry-after') ?? '', /^\d+$/u)
      assert.ok(end.text.includes(`${loginPath}?returnTo=%2Fme%3Fhere%3D1`), end.text)
      assert.ok(!end.text.includes(contractTexts.failure))
      await assertNoSession(app, agent)
      assert.ok(!JSON.stringify(app.events()).includes(contractTexts.failure))
      assert.ok(app.events().some(({ code }) => code === 'sign_in_hook_failed'))
      const other = createUserAgent()
      assert.equal((await signIn(other, `${origin}/me`, 'staff')).text, contractPeople.staff.name)
    },
  },
]
