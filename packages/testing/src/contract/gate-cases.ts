import assert from 'node:assert/strict'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import type { AgentResponse } from '../user-agent/create-user-agent.ts'
import { signIn } from '../user-agent/sign-in.ts'
import { callbackPath, contractPeople, contractTexts, loginPath } from './contract-app.ts'
import type { ContractCase } from './contract-app.ts'

/** What a script's `fetch` sends. */
const scriptHeaders = {
  ...{ accept: 'application/json', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
  ...{ 'sec-fetch-user': '', 'upgrade-insecure-requests': '' },
} as const

function listTokens(response: AgentResponse, header: string): string[] {
  return (response.headers.get(header) ?? '').split(',').map((token) => token.trim().toLowerCase())
}

function assertPrivate(response: AgentResponse): void {
  const where = `${response.status} ${response.url}`
  for (const directive of ['private', 'no-store']) {
    assert.ok(listTokens(response, 'cache-control').includes(directive), `${directive} on ${where}`)
  }
  assert.ok(listTokens(response, 'vary').includes('cookie'), `Vary: Cookie on ${where}`)
}

export const gateCases: readonly ContractCase[] = [
  {
    name: 'answers an anonymous script with 401, a challenge and problem+json',
    run: async ({ origin }) => {
      const answer = await createUserAgent().get(`${origin}/me`, { headers: scriptHeaders })
      assert.equal(answer.status, 401)
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
      assert.ok(answer.headers.get('www-authenticate'))
      assert.equal((JSON.parse(answer.text) as { status: number }).status, 401)
    },
  },
  {
    name: 'answers an anonymous POST with 401 and does not run the handler',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await agent.get(`${origin}/`)
      const [byForm, byScript] = [
        await agent.post(`${origin}/echo`, { marker: 'sent' }),
        await agent.post(`${origin}/echo`, { marker: 'sent' }, { headers: scriptHeaders }),
      ]
      for (const answer of [byForm, byScript]) {
        assert.equal(answer.status, 401)
        assert.ok(answer.headers.get('www-authenticate'))
        assert.doesNotMatch(answer.text, /marker/)
      }
      assert.match(byForm.headers.get('content-type') ?? '', /^text\/html/)
      assert.match(byScript.headers.get('content-type') ?? '', /^application\/problem\+json/)
    },
  },
  {
    name: 'hands a signed-in POST to the handler with its body untouched',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      const long = 'ä'.repeat(100_000)
      assert.equal(
        (await agent.post(`${origin}/echo`, { long })).text,
        new URLSearchParams({ long }).toString(),
      )
    },
  },
  {
    name: 'answers a missing role with 403 and never with a redirect, and offers to sign out',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      const page = await agent.get(`${origin}/admin`, { followRedirects: false })
      assert.equal(page.status, 403)
      assert.equal(page.headers.get('location'), null)
      assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
      assert.match(page.text, new RegExp(contractPeople.staff.name))
      assert.match(page.text, /action="[^"]*\/logout"/)
      const json = await agent.get(`${origin}/admin`, { headers: scriptHeaders })
      assert.equal(json.status, 403)
      assert.match(json.headers.get('content-type') ?? '', /^application\/problem\+json/)
    },
  },
  {
    name: 'S-11: keeps personal answers out of caches and leaves others cacheable',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      const anonymous = { headers: scriptHeaders, followRedirects: false }
      assertPrivate(await agent.get(`${origin}/`))
      assertPrivate(await agent.get(`${origin}/me`, { followRedirects: false }))
      assertPrivate(await agent.get(`${origin}/me`, anonymous))
      await signIn(agent, `${origin}/me`, 'staff')
      for (const path of ['/', '/me', '/admin', '/roles', '/oauth2/session']) {
        assertPrivate(await agent.get(origin + path))
      }
      for (const each of [agent, createUserAgent()]) {
        const shared = await each.get(`${origin}/static`)
        assert.equal(shared.text, contractTexts.static)
        assert.deepEqual(shared.setCookies, [])
        assert.doesNotMatch(shared.headers.get('cache-control') ?? '', /private|no-store/)
        assert.ok(!listTokens(shared, 'vary').includes('cookie'))
      }
    },
  },
  {
    name: 'believes neither Host nor forwarding headers about its own address',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      const headers = {
        ...{ host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
        ...{
          forwarded: 'host=evil.example;proto=https',
          'x-forwarded-port': '444',
          'x-forwarded-prefix': '/evil',
        },
        ...{ 'x-original-url': '/evil', 'x-rewrite-url': '/evil', 'x-forwarded-uri': '/evil' },
      }
      const gate = await agent.get(`${origin}/me`, { headers, followRedirects: false })
      const start = await agent.get(origin + loginPath, { headers, followRedirects: false })
      const [toLogin, toProvider] = [gate.chain[0]?.location ?? '', start.chain[0]?.location ?? '']
      assert.equal(new URL(toLogin).origin, origin)
      assert.equal(new URL(toProvider).searchParams.get('redirect_uri'), origin + callbackPath)
      const script = await agent.get(`${origin}/me`, { headers: { ...headers, ...scriptHeaders } })
      for (const { text, headers: sent } of [gate, start, script]) {
        assert.doesNotMatch(text + JSON.stringify([...sent]), /evil/)
      }
    },
  },
  {
    name: 'R-12: gives the admin text to nobody without the role, however the path is spelt',
    run: async ({ origin }) => {
      const [admin, staff, anonymous] = [createUserAgent(), createUserAgent(), createUserAgent()]
      await signIn(admin, `${origin}/me`, 'admin')
      await signIn(staff, `${origin}/me`, 'staff')
      assert.equal((await admin.get(`${origin}/admin`)).text, contractTexts.admin)
      const paths = [
        ...[
          '/admin',
          '//admin',
          '///admin',
          '/admin/',
          '/admin//',
          '/%61dmin',
          '/%2561dmin',
          '/admin;x',
          '/admin;x=y',
        ],
        ...[
          '/ADMIN',
          '/Admin',
          '/./admin',
          '/x/../admin',
          '/%2e/admin',
          '/x/%2e%2e/admin',
          '/admin/.',
          '/admin/..',
        ],
        ...[
          '/admin%2f',
          '/admin%00',
          '/admin%20',
          '/admin.json',
          '/admin.rsc',
          '/admin?x',
          '/admin?nxtPid=1',
          '/\\admin',
        ],
        ...[
          '/static/../admin',
          '/static;/../admin',
          `${origin}/admin`,
          'http://evil.example/admin',
          '/me/../admin',
        ],
        ...['/login/../admin', '/oauth2/session/../../admin', '/logout/%2e%2e/admin'],
      ]
      const spoofs: Record<string, string>[] = [
        {},
        { 'x-middleware-subrequest': 'middleware:middleware:middleware', 'x-original-url': '/static' },
        { 'x-rewrite-url': '/static', 'x-forwarded-uri': '/static', 'x-http-method-override': 'HEAD' },
      ]
      for (const agent of [staff, anonymous]) {
        for (const rawPath of paths) {
          for (const headers of spoofs) {
            const answer = await agent.get(origin, { rawPath, headers, followRedirects: false })
            assert.doesNotMatch(answer.text, new RegExp(contractTexts.admin), rawPath)
          }
        }
        for (const header of ['x-original-url', 'x-rewrite-url', 'x-forwarded-uri']) {
          const answer = await agent.get(`${origin}/`, { headers: { [header]: '/admin' } })
          assert.doesNotMatch(answer.text, new RegExp(contractTexts.admin), header)
        }
      }
    },
  },
  {
    name: 'leaves paths that are not its own to the app',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      assert.equal((await agent.get(`${origin}/oauth2/session`)).status, 401)
      for (const path of ['/nothing', '/loginx', '/logout-not', '/oauth2', '/login/oauth2/code']) {
        assert.equal((await agent.get(origin + path)).status, 404, path)
      }
    },
  },
]
