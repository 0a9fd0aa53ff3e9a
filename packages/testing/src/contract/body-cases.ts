import assert from 'node:assert/strict'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { sendBytes } from '../user-agent/send-bytes.ts'
import { signIn } from '../user-agent/sign-in.ts'
import { callbackPath, contractPeople, loginPath, readsBody } from './contract-app.ts'
import type { ContractCase } from './contract-app.ts'

export const bodyCases: readonly ContractCase[] = [
  {
    name: 'signs out when earlier middleware has read the body',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      await agent.get(`${origin}/logout`)
      const headers = { [readsBody]: '1' }
      const answer = await agent.post(`${origin}/logout`, { a: 'b' }, { headers, followRedirects: false })
      assert.equal(answer.status, 303)
      assert.equal((await agent.get(`${origin}/`)).text, 'hello anonymous')
    },
  },
  {
    name: 'answers all other requests when earlier middleware has read the body',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      const headers = { [readsBody]: '1' }
      assert.equal((await agent.post(`${origin}/echo`, { a: 'b' }, { headers })).status, 401)
      await signIn(agent, `${origin}/me`, 'staff', { headers })
      assert.equal((await agent.get(`${origin}/me`, { headers })).text, contractPeople.staff.name)
      const callback = await agent.post(origin + callbackPath, { code: 'x', state: 'x' }, { headers })
      assert.ok(callback.status >= 400 && callback.status < 500, `${callback.status}`)
      assert.equal((await agent.get(`${origin}/me`)).text, contractPeople.staff.name)
    },
  },
  {
    name: 'answers 4xx to a cross-site POST on its own paths, for any content type and any body',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      const types = ['', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/json', 'x']
      for (const path of ['/login', loginPath, callbackPath, '/logout', '/logout/done', '/oauth2/session']) {
        for (const type of types) {
          for (const body of ['', '%', '=&=&%00', '{"a":', 'x'.repeat(100_000)]) {
            const headers = {
              'content-type': type,
              origin: 'http://evil.example',
              'sec-fetch-site': 'cross-site',
            }
            const options = { method: 'POST', body, headers, followRedirects: false }
            const { status } = await agent.get(origin + path, options)
            assert.ok(status >= 400 && status < 500, `${status} for ${type} ${body.slice(0, 20)} at ${path}`)
          }
        }
      }
      assert.equal((await agent.get(`${origin}/me`)).text, contractPeople.staff.name)
    },
  },
  {
    name: 'refuses a request before its body has arrived',
    run: async ({ origin, waitsForBodies }) => {
      const { host } = new URL(origin)
      const length = 1_000_000
      const body = 'marker'.padEnd(waitsForBodies === true ? length : 0)
      const head = (path: string) =>
        `POST ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\ncontent-length: ${length}\r\n\r\n`
      const gated = await sendBytes(origin, head('/echo') + body)
      assert.equal(gated.status, 401)
      assert.doesNotMatch(gated.raw, /marker/)
      assert.equal((await sendBytes(origin, head('/logout') + body)).status, 403)
    },
  },
]
