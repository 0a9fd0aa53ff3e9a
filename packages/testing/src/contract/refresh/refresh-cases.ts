import assert from 'node:assert/strict'
import { assertPrivate } from '../assert-private.ts'
import { contractTexts, scriptHeaders } from '../contract-app.ts'
import { assertRequests, recordRequests, watchEvents } from './recorded-requests.ts'
import { refreshPerson, type RefreshApp, type RefreshCase } from './refresh-app.ts'
import { call, claimAtRefresh, readTokens, signInWithExpiredToken } from './refresh-steps.ts'

/**
 * A refreshed ID Token that is not for this session ends it: the new access token is not used, and the new refresh token is revoked.
 * @param rule that the ID Token breaks
 */
async function assertEnds(app: RefreshApp, claims: object, rule: string): Promise<void> {
  const { origin, provider } = app
  const agent = await signInWithExpiredToken(app)
  const eventOf = watchEvents(app)
  const requests = recordRequests(provider)
  provider.twist(claimAtRefresh(claims))
  const answer = await agent.get(`${origin}/call?to=/userinfo`)
  assert.equal(answer.status, 401, answer.text)
  const { detail } = await eventOf('session_ended')
  assert.deepEqual(detail, { by: 'provider', why: `id_token_invalid: ${rule}` })
  const after = await agent.get(`${origin}/me`, { headers: scriptHeaders })
  assert.equal(after.status, 401)
  await assertRequests(requests, [
    ['/token', 'refresh_token'],
    ['/revoke', requests.issued[0]?.refreshToken],
  ])
}

/** Every response that waited for a refresh has the new cookies of the session and of its tokens. */
function assertWritesSession(cookies: readonly string[]): void {
  const names = cookies.map((cookie) => cookie.split('=', 1)[0] ?? '')
  assert.equal(new Set(names).size, names.length, 'each cookie is written once')
  assert.ok(
    names.some((name) => name.endsWith('-tokens')),
    names.join(),
  )
  assert.ok(names.length > 1, 'the session is written, too')
}

/** The refresh modules of the conformance suite, and what a refresh does to the requests of a session. */
export const refreshCases: readonly RefreshCase[] = [
  {
    name: 'oidcc-client-test-refresh-token: uses the access token of a refresh whose ID Token is valid',
    run: async (app) => {
      const { origin, provider } = app
      const agent = await signInWithExpiredToken(app)
      const eventOf = watchEvents(app)
      const requests = recordRequests(provider)
      const answer = await call(agent, origin, '/userinfo')
      assert.equal(answer.status, 200)
      assert.equal((JSON.parse(answer.text ?? '') as { sub: string }).sub, refreshPerson.sub)
      assert.deepEqual((await eventOf('session_refreshed')).detail, { rolesChanged: false })
      await assertRequests(requests, [
        ['/token', 'refresh_token'],
        ['/userinfo', requests.issued[0]?.accessToken],
      ])
    },
  },
  {
    name: 'oidcc-client-test-refresh-token-invalid-issuer: ends the session and uses no token',
    run: (app) => assertEnds(app, { iss: 'https://evil.example' }, 'iss'),
  },
  {
    name: 'oidcc-client-test-refresh-token-invalid-sub: ends the session and uses no token',
    run: (app) => assertEnds(app, { sub: 'mallory' }, 'sub'),
  },
  {
    name: 'S-02: refreshes once for 20 concurrent requests, and each response has the new cookies',
    run: async (app) => {
      const { isStored = false, origin, provider } = app
      const agent = await signInWithExpiredToken(app)
      const before = agent.cookies(origin).map((cookie) => cookie.cookieString())
      provider.twist({ delaySeconds: { token: 0.2 } })
      const headers = { ...scriptHeaders, cookie: before.join('; ') }
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => fetch(`${origin}/tokens`, { headers })),
      )
      const shown = await Promise.all(
        answers.map(async (answer) => {
          assertPrivate(answer.headers, '/tokens')
          if (!isStored) assertWritesSession(answer.headers.getSetCookie())
          return ((await answer.json()) as { accessToken: string }).accessToken
        }),
      )
      assert.equal(new Set(shown).size, 1)
      assert.equal(provider.requests.count('/token'), 1)
      // The cookies of any of these responses are the session. With a store, the browser keeps the id that it has.
      const written = isStored ? before : (answers.at(-1)?.headers.getSetCookie() ?? [])
      const cookie = written.map((each) => each.split(';', 1)[0] ?? '').filter((each) => !each.endsWith('='))
      const later = await fetch(`${origin}/tokens`, {
        headers: { ...scriptHeaders, cookie: cookie.join('; ') },
      })
      assert.equal(((await later.json()) as { accessToken: string }).accessToken, shown[0])
      assert.equal(provider.requests.count('/token'), 1)
    },
  },
  {
    name: 'a role that the provider takes away is gone after a refresh',
    run: async (app) => {
      const { origin, provider } = app
      const agent = await signInWithExpiredToken(app)
      provider.twist({ refreshedPerson: (person) => ({ ...person, realm_access: { roles: ['staff'] } }) })
      readTokens(await agent.get(`${origin}/tokens`))
      const admin = await agent.get(`${origin}/admin`)
      assert.equal(admin.status, 403)
      assert.doesNotMatch(admin.text, new RegExp(contractTexts.admin, 'u'))
      assert.deepEqual(JSON.parse((await agent.get(`${origin}/roles`)).text), ['ROLE_USER'])
      assert.equal(provider.requests.count('/token'), 1)
    },
  },
]
