import assert from 'node:assert/strict'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { sendBytes } from '../user-agent/send-bytes.ts'
import { callbackPath, loginPath, scriptHeaders } from './contract-app.ts'
import type { ContractCase } from './contract-app.ts'

/** Addresses in request headers, and the forms of the request-target. */
export const addressCases: readonly ContractCase[] = [
  {
    name: 'takes its own address from the options, not from Host or forwarding headers',
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
      assert.equal(new URL(gate.chain[0]?.location ?? '').origin, origin)
      // A browser at another host is redirected once to the right host: a proxy may have replaced the Host header.
      const moved = start.headers.get('location') ?? start.headers.get('refresh')?.replace(/^0; url=/u, '')
      assert.equal(moved, `${origin}${loginPath}?moved=1`)
      const again = await agent.get(moved, { headers, followRedirects: false })
      const toProvider = new URL(again.headers.get('location') ?? '')
      assert.equal(toProvider.searchParams.get('redirect_uri'), origin + callbackPath)
      const script = await agent.get(`${origin}/me`, { headers: { ...headers, ...scriptHeaders } })
      for (const { text, headers: sent } of [gate, start, again, script]) {
        assert.doesNotMatch(text + JSON.stringify([...sent]), /evil/)
      }
    },
  },
  {
    name: 'passes requests for other paths to the app',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      assert.equal((await agent.get(`${origin}/oauth2/session`)).status, 401)
      for (const path of ['/nothing', '/loginx', '/logout-not', '/oauth2', '/login/oauth2/code']) {
        assert.equal((await agent.get(origin + path)).status, 404, path)
      }
    },
  },
  {
    name: 'ignores a path in the query of a request-target in absolute form',
    run: async ({ origin }) => {
      // As the path of a request, it is a path of the library.
      assert.equal((await createUserAgent().get(`${origin}/oauth2/session`)).status, 401)
      const { host } = new URL(origin)
      const send = (target: string) =>
        sendBytes(origin, `GET ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)
      for (const authority of [`http://${host}`, `HTTP://${host}`, `http://user:password@${host}`]) {
        for (const target of [`${authority}?x=/oauth2/session`, `${authority}?/oauth2/session`]) {
          const { status, raw } = await send(target)
          // The path of the library would answer an anonymous caller with 401.
          assert.notEqual(status, 401, target)
          assert.doesNotMatch(raw, /"anonymous"/)
        }
      }
    },
  },
]
