import assert from 'node:assert/strict'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { signIn } from '../user-agent/sign-in.ts'
import { sendBytes } from '../user-agent/send-bytes.ts'
import { assertPrivate } from './assert-private.ts'
import { callbackPath, contractPeople, loginPath } from './contract-app.ts'
import type { ContractCase } from './contract-app.ts'

const ownPaths = [
  ...['/login', loginPath, callbackPath, '/login/denied', '/logout', '/logout/done', '/oauth2/session'],
]

export const methodCases: readonly ContractCase[] = [
  {
    name: 'answers HEAD as GET, without a body and without side effects',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      const head = (path: string) => agent.get(origin + path, { method: 'HEAD', followRedirects: false })
      assert.equal((await head('/me')).status, 401)
      assert.equal((await head('/admin')).status, 401)
      await signIn(agent, `${origin}/me`, 'staff')
      for (const path of ['/', '/me', '/admin', '/static', '/roles', '/oauth2/session', '/logout']) {
        const [asked, got] = [await head(path), await agent.get(origin + path, { followRedirects: false })]
        assert.equal(asked.status, got.status, path)
        assert.equal(asked.headers.get('cache-control'), got.headers.get('cache-control'), path)
        const cookie = agent.cookies(origin + path).map((each) => each.cookieString())
        const lines = `host: ${new URL(origin).host}\r\nconnection: close\r\ncookie: ${cookie.join('; ')}\r\n`
        const { raw } = await sendBytes(origin, `HEAD ${path} HTTP/1.1\r\n${lines}\r\n`)
        assert.ok(raw.endsWith('\r\n\r\n'), `no body after the head of ${path}`)
      }
      assert.equal((await head('/admin')).status, 403)
      assertPrivate((await head('/me')).headers, 'HEAD /me')
      assert.equal((await agent.get(`${origin}/me`)).text, contractPeople.staff.name)
    },
  },
  {
    name: 'answers other methods on its own paths with 405 and an Allow header, without side effects',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      for (const path of ownPaths) {
        for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
          const answer = await agent.get(origin + path, { method, followRedirects: false })
          assert.equal(answer.status, 405, `${method} ${path}`)
          assert.match(answer.headers.get('allow') ?? '', /GET/, `${method} ${path}`)
          assert.deepEqual(answer.setCookies, [], `${method} ${path}`)
        }
      }
      assert.equal((await agent.get(`${origin}/me`)).text, contractPeople.staff.name)
    },
  },
]
