import assert from 'node:assert/strict'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { signIn } from '../user-agent/sign-in.ts'
import { callbackPath, contractTexts, loginPath, scriptHeaders } from './contract-app.ts'
import type { ContractCase } from './contract-app.ts'

/** What a request says about addresses, and how it spells its own. */
export const addressCases: readonly ContractCase[] = [
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
