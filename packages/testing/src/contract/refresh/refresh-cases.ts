import assert from 'node:assert/strict'
import { assertPrivate } from '../assert-private.ts'
import { contractTexts, scriptHeaders } from '../contract-app.ts'
import { refreshPerson, type RefreshApp, type RefreshCase } from './refresh-app.ts'
import { call, claimAtRefresh, dueSeconds, readTokens, signInWithToken } from './refresh-steps.ts'

/** A refreshed ID Token that is not for this session ends it, and the new access token is not used. */
async function assertEnds(app: RefreshApp, claims: object): Promise<void> {
  const { events, origin, provider } = app
  const agent = await signInWithToken(app, dueSeconds)
  provider.twist(claimAtRefresh(claims))
  const answer = await agent.get(`${origin}/call?to=/userinfo`)
  assert.equal(answer.status, 401, answer.text)
  assert.equal(provider.requests.count('/token'), 1)
  assert.equal(provider.requests.count('/userinfo'), 0)
  assert.ok(events().some(({ code }) => code === 'session_ended'))
  const after = await agent.get(`${origin}/me`, { headers: scriptHeaders })
  assert.equal(after.status, 401)
  assert.equal(provider.requests.count('/token'), 1)
}

/** The refresh modules of the conformance suite, and what a refresh does to the requests of a session. */
export const refreshCases: readonly RefreshCase[] = [
  {
    name: 'oidcc-client-test-refresh-token: uses the access token of a refresh whose ID Token is valid',
    run: async (app) => {
      const { origin, provider } = app
      const agent = await signInWithToken(app, dueSeconds)
      const answer = await call(agent, origin, '/userinfo')
      assert.equal(answer.status, 200)
      assert.equal((JSON.parse(answer.text ?? '') as { sub: string }).sub, refreshPerson.sub)
      assert.equal(provider.requests.count('/token'), 1)
      assert.equal(provider.requests.count('/userinfo'), 1)
    },
  },
  {
    name: 'oidcc-client-test-refresh-token-invalid-issuer: ends the session and uses no token',
    run: (app) => assertEnds(app, { iss: 'https://evil.example' }),
  },
  {
    name: 'oidcc-client-test-refresh-token-invalid-sub: ends the session and uses no token',
    run: (app) => assertEnds(app, { sub: 'mallory' }),
  },
  {
    name: 'S-03: refreshes once for 20 concurrent requests, and each response has the new cookies',
    run: async (app) => {
      const { origin, provider } = app
      const agent = await signInWithToken(app, dueSeconds)
      const before = agent.cookies(origin).map((cookie) => cookie.cookieString())
      provider.twist({ delaySeconds: { token: 0.2 } })
      const headers = { ...scriptHeaders, cookie: before.join('; ') }
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => fetch(`${origin}/tokens`, { headers })),
      )
      const shown = await Promise.all(
        answers.map(async (answer) => {
          assertPrivate(answer.headers, '/tokens')
          const names = answer.headers.getSetCookie().map((cookie) => cookie.split('=', 1)[0] ?? '')
          assert.equal(new Set(names).size, names.length, 'each cookie is written once')
          assert.ok(
            names.some((name) => name.endsWith('-tokens')),
            names.join(),
          )
          assert.ok(names.length > 1, 'the session is written, too')
          return ((await answer.json()) as { accessToken: string }).accessToken
        }),
      )
      assert.equal(new Set(shown).size, 1)
      assert.equal(provider.requests.count('/token'), 1)
      // The cookies of any of these responses are the session.
      const written = answers.at(-1)?.headers.getSetCookie() ?? []
      const cookie = written.map((each) => each.split(';', 1)[0] ?? '').filter((each) => !each.endsWith('='))
      const later = await fetch(`${origin}/tokens`, {
        headers: { ...scriptHeaders, cookie: cookie.join('; ') },
      })
      assert.equal(((await later.json()) as { accessToken: string }).accessToken, shown[0])
      assert.equal(provider.requests.count('/token'), 1)
    },
  },
  {
    name: 'S-05: a role that the provider takes away is gone after a refresh',
    run: async (app) => {
      const { origin, provider } = app
      const agent = await signInWithToken(app, dueSeconds)
      provider.twist(claimAtRefresh({ realm_access: { roles: ['staff'] } }))
      readTokens(await agent.get(`${origin}/tokens`))
      const admin = await agent.get(`${origin}/admin`)
      assert.equal(admin.status, 403)
      assert.doesNotMatch(admin.text, new RegExp(contractTexts.admin, 'u'))
      assert.deepEqual(JSON.parse((await agent.get(`${origin}/roles`)).text), ['ROLE_USER'])
      assert.equal(provider.requests.count('/token'), 1)
    },
  },
]
