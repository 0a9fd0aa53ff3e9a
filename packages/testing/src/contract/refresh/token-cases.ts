import assert from 'node:assert/strict'
import { createUserAgent, type AgentResponse } from '../../user-agent/create-user-agent.ts'
import { startHttpServer } from '../../server/start-http-server.ts'
import { assertPrivate } from '../assert-private.ts'
import { scriptHeaders } from '../contract-app.ts'
import { refreshPerson, type RefreshCase } from './refresh-app.ts'
import { call, readTokens, signInWithExpiredToken, signInWithToken } from './refresh-steps.ts'

/** The response to a handler that catches no error of `tokens`. */
function assertStatus({ headers, status, text }: AgentResponse, expected: number): void {
  assert.equal(status, expected, text)
  assertPrivate(headers, String(expected))
}

/** The functions `tokens` and `fetchAs`. */
export const tokenCases: readonly RefreshCase[] = [
  {
    name: 'gives the access token of the session, without a refresh while it is good',
    run: async (app) => {
      const agent = await signInWithToken(app, 3600)
      const answer = await agent.get(`${app.origin}/tokens`)
      const { accessToken, expiresAt, scopes } = readTokens(answer)
      assertPrivate(answer.headers, '/tokens')
      assert.ok(accessToken.length > 10)
      assert.ok(Number.isSafeInteger(expiresAt))
      assert.ok(scopes.includes('openid'))
      assert.equal(app.provider.requests.count('/token'), 0)
    },
  },
  {
    name: 'answers 401 with a challenge when an anonymous caller has no tokens',
    run: async ({ origin, provider }) => {
      for (const path of ['/tokens', '/call?to=/userinfo']) {
        const answer = await createUserAgent().get(origin + path, { headers: scriptHeaders })
        assertStatus(answer, 401)
        assert.match(answer.headers.get('www-authenticate') ?? '', /^Cookie realm=/u)
      }
      assert.equal(provider.requests.count('/userinfo'), 0)
    },
  },
  {
    name: 'S-04: answers 503 when an expired token cannot be refreshed, and the person stays signed in',
    run: async (app) => {
      const { origin, provider } = app
      const agent = await signInWithExpiredToken(app)
      provider.twist({ respond: ({ path }) => (path === '/token' ? { status: 503 } : undefined) })
      for (const path of ['/tokens', '/call?to=/userinfo']) {
        const answer = await agent.get(origin + path)
        assertStatus(answer, 503)
        assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/u)
      }
      assert.equal(provider.requests.count('/userinfo'), 0)
      assert.equal((await agent.get(`${origin}/me`)).text, refreshPerson.name)
    },
  },
  {
    name: 'writes no token to a log, an error or /oauth2/session',
    run: async (app) => {
      const { events, origin, provider } = app
      const agent = await signInWithExpiredToken(app)
      const seen: string[] = []
      provider.twist({
        refreshResponse: (response) => {
          seen.push(String(response['access_token']), String(response['refresh_token']))
          return response
        },
      })
      assert.equal(readTokens(await agent.get(`${origin}/tokens`)).accessToken, seen[0])
      const anonymous = createUserAgent()
      const texts = [
        JSON.stringify(events()),
        (await agent.get(`${origin}/oauth2/session`)).text,
        (await anonymous.get(`${origin}/tokens`, { headers: scriptHeaders })).text,
        agent.cookies(origin).join('\n'),
      ]
      for (const token of seen)
        for (const text of texts) assert.ok(!text.includes(token), 'a token is in a text that is shown')
      assert.ok(seen.length > 0)
    },
  },
  {
    name: 'fetchAs sends nothing to another origin, and follows no redirect',
    run: async (app) => {
      const { origin, provider } = app
      const agent = await signInWithToken(app, 3600)
      const trap = await startHttpServer()
      let trapped = 0
      trap.server.on('request', (_, response) => {
        trapped += 1
        response.end('trapped')
      })
      try {
        const [api, evil] = [new URL(provider.issuerUrl), new URL(trap.origin)]
        const elsewhere = [
          ...[`${trap.origin}/x`, `//${evil.host}/x`, `/\\${evil.host}/x`, `\\\\${evil.host}/x`],
          ...[`/\t/${evil.host}/x`, ` ${trap.origin}`, `${api.protocol}//${api.host}@${evil.host}/`],
          ...[`https://${api.host}/userinfo`, `http://a:b@${api.host}/userinfo`, `blob:${api.origin}/x`],
          ...[
            'javascript:0',
            'data:,x',
            `http://${api.hostname}/userinfo`,
            'http://[/',
            `${api.origin}.evil.example/`,
          ],
        ]
        for (const to of elsewhere) {
          const { refused } = await call(agent, origin, to)
          assert.match(refused ?? 'it was sent', /^fetchAs sent nothing: /u, to)
        }
        assert.deepEqual([trapped, provider.requests.all.length], [0, 0])
        provider.twist({
          respond: ({ path }) =>
            path === '/moved' ? { status: 302, headers: { location: `${trap.origin}/x` } } : undefined,
        })
        const { status, location } = await call(agent, origin, '/moved')
        assert.deepEqual([status, location, trapped], [302, `${trap.origin}/x`, 0])
      } finally {
        await trap.close()
      }
    },
  },
]
