import assert from 'node:assert/strict'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { isSignInPage, signIn } from '../user-agent/sign-in.ts'
import { assertPrivate } from './assert-private.ts'
import { callbackPath, contractPeople, loginPath } from './contract-app.ts'
import type { ContractCase } from './contract-app.ts'

const basePath = '/app'

/** An app with a mount path, e.g. `/app`. */
export const mountCases: readonly ContractCase[] = [
  {
    basePath,
    name: 'signs in below a mount point, and returns to the requested page',
    run: async ({ origin }) => {
      const [agent, base] = [createUserAgent(), origin + basePath]
      const gate = await agent.get(`${base}/me?q=1`, { followRedirects: false })
      const start = new URL(gate.chain[0]?.location ?? '')
      assert.equal(start.origin + start.pathname, base + loginPath)
      assert.equal(start.searchParams.get('returnTo'), `${basePath}/me?q=1`)
      // Without returnTo, the sign-in leads to the home page of the app.
      const home = await signIn(createUserAgent(), base + loginPath, 'staff')
      assert.equal(home.text, `hello ${contractPeople.staff.name}`)
      const end = await signIn(agent, `${base}/me?q=1`, 'staff')
      assert.equal(end.url, `${base}/me?q=1`)
      assert.equal(end.text, contractPeople.staff.name)
      const sent = end.chain.map(({ url }) => new URL(url).searchParams.get('redirect_uri'))
      assert.ok(sent.includes(base + callbackPath), JSON.stringify(sent))
      assertPrivate((await agent.get(`${base}/me`)).headers, '/app/me')
    },
  },
  {
    basePath,
    name: 'serves its own paths only directly below the mount point',
    run: async ({ origin }) => {
      const [agent, base] = [createUserAgent(), origin + basePath]
      assert.equal((await agent.get(`${base}/oauth2/session`)).status, 401)
      for (const path of ['/oauth2/session', '/login', '/logout', loginPath, '/logout/done']) {
        for (const elsewhere of [
          path,
          basePath + basePath + path,
          `${basePath}x${path}`,
          `/x${basePath}${path}`,
        ]) {
          const answer = await agent.get(origin + elsewhere, { followRedirects: false })
          assert.equal(answer.status, 404, elsewhere)
        }
      }
    },
  },
  {
    basePath,
    name: 'signs out below a mount point, from a 403 page too',
    run: async ({ origin }) => {
      const [agent, base] = [createUserAgent(), origin + basePath]
      await signIn(agent, `${base}/me`, 'staff')
      const forbidden = await agent.get(`${base}/admin`)
      assert.equal(forbidden.status, 403)
      const end = await agent.submitForm(forbidden)
      assert.equal(new URL(end.url).pathname, `${basePath}/logout/done`)
      assert.equal(end.status, 200)
      assert.equal((await agent.get(base)).text, 'hello anonymous')
      assert.ok(isSignInPage(await agent.get(base + loginPath)), 'the provider asks again')
    },
  },
]
