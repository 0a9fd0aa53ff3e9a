import assert from 'node:assert/strict'
import { createUserAgent, type UserAgent } from '../user-agent/create-user-agent.ts'
import { signIn } from '../user-agent/sign-in.ts'
import { assertPrivate, listTokens } from './assert-private.ts'
import { contractPeople, contractTexts, loginPath, scriptHeaders } from './contract-app.ts'
import type { ContractCase } from './contract-app.ts'
import { startCachingProxy } from './start-caching-proxy.ts'

const personal = [
  '/',
  '/me',
  '/admin',
  '/roles',
  '/extra',
  '/cookies',
  '/oauth2/session',
  '/logout',
  '/login',
]

export const cacheCases: readonly ContractCase[] = [
  {
    name: 'S-11: keeps personal responses out of caches and leaves other responses cacheable',
    run: async ({ origin, hidesCookieRequests = false }) => {
      const [anonymous, staff] = [createUserAgent(), createUserAgent()]
      await signIn(staff, `${origin}/me`, 'staff')
      for (const agent of [anonymous, staff]) {
        for (const path of personal) {
          for (const headers of [{}, scriptHeaders]) {
            const answer = await agent.get(origin + path, { headers, followRedirects: false })
            assertPrivate(answer.headers, `${answer.status} ${path}`)
          }
        }
        assertPrivate((await agent.post(`${origin}/echo`, { a: 'b' })).headers, 'POST /echo')
        const shared = await agent.get(`${origin}/static`)
        assert.equal(shared.text, contractTexts.static)
        assert.deepEqual(shared.setCookies, [])
        if (hidesCookieRequests && agent === staff) continue
        assert.doesNotMatch(shared.headers.get('cache-control') ?? '', /private|no-store/)
        assert.ok(!listTokens(shared.headers, 'vary').includes('cookie'))
      }
    },
  },
  {
    name: 'S-11: makes every response of a sign-in and a sign-out private',
    run: async ({ origin, provider }) => {
      const agent = createUserAgent()
      const signedIn = await signIn(agent, `${origin}/me`, 'staff')
      const signedOut = await agent.submitForm(await agent.get(`${origin}/logout`))
      const denied = await signIn(agent, origin + loginPath, 'guest')
      await provider.goDown('refuse')
      const down = await agent.get(origin + loginPath, { followRedirects: false })
      const hops = [signedIn, signedOut, denied, down].flatMap(({ chain }) => chain)
      const ours = hops.filter(({ url }) => url.startsWith(origin))
      assert.ok(ours.length >= 10, `${ours.length} answers of the app`)
      for (const { status, url, headers } of ours)
        assertPrivate(headers, `${status} ${new URL(url).pathname}`)
    },
  },
  {
    name: 'S-11: does not mix up users behind a shared cache that stores every cacheable response',
    run: async ({ origin }) => {
      const proxy = await startCachingProxy(origin)
      try {
        const people: (readonly [UserAgent, string])[] = [
          [createUserAgent(), contractPeople.staff.name],
          [createUserAgent(), contractPeople.admin.name],
          [createUserAgent(), 'anonymous'],
        ]
        const [staff, admin] = people.map(([agent]) => agent)
        // Both sign in directly at the app: cookies ignore ports, so the browser sends them to the proxy too.
        if (staff && admin) {
          await signIn(staff, `${origin}/me`, 'staff')
          await signIn(admin, `${origin}/me`, 'admin')
        }
        const names = people.map(([, name]) => name)
        for (let round = 0; round < 5; round += 1) {
          await Promise.all(
            people.map(async ([agent, own]) => {
              const hello = await agent.openTab().get(`${proxy.origin}/`)
              assert.equal(hello.text, `hello ${own}`)
              assert.equal((await agent.openTab().get(`${proxy.origin}/static`)).text, contractTexts.static)
              for (const path of personal) {
                const { text } = await agent.openTab().get(proxy.origin + path, { followRedirects: false })
                for (const other of names)
                  assert.ok(other === own || !text.includes(other), `${other} at ${path}`)
                assert.ok(own === contractPeople.admin.name || !text.includes(contractTexts.admin), path)
              }
            }),
          )
        }
        assert.ok(proxy.hits() > 0, 'the cache stores responses that are the same for every user')
      } finally {
        await proxy.close()
      }
    },
  },
]
