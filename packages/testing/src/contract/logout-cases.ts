import assert from 'node:assert/strict'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { isSignInPage, signIn } from '../user-agent/sign-in.ts'
import { contractPeople, loginPath } from './contract-app.ts'
import type { ContractCase } from './contract-app.ts'

export const logoutCases: readonly ContractCase[] = [
  {
    name: 'C-17: keeps the session on GET, and refuses a POST that is not from its own pages',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      const logout = `${origin}/logout`
      const bare = { 'sec-fetch-site': '', 'sec-fetch-mode': '', 'sec-fetch-dest': '', 'sec-fetch-user': '' }
      const { port } = new URL(origin)
      const sibling = `http://localhost:${port === '9' ? '8' : '9'}`
      const forged = [
        await agent.post(logout, {}, { from: 'http://127.0.0.1:9/' }),
        await agent.post(logout, {}, { from: `${sibling}/` }),
        await agent.post(logout, {}, { headers: { ...bare, origin: 'null' } }),
        await agent.post(logout, {}, { headers: { ...bare, origin: '' } }),
        await agent.post(logout, {}, { headers: { ...bare, origin: sibling } }),
        await agent.post(logout, {}, { headers: { ...bare, origin: `${origin}.evil.example` } }),
        await agent.post(logout, {}, { headers: { 'sec-fetch-site': 'none', origin: '' } }),
      ]
      assert.deepEqual(
        forged.map(({ status }) => status),
        forged.map(() => 403),
      )
      const question = await agent.get(logout)
      assert.equal(question.status, 200)
      assert.equal((await agent.get(`${origin}/me`)).text, contractPeople.staff.name)
    },
  },
  {
    name: 'signs out on a POST from its own origin by a browser without fetch metadata',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      const headers = { 'sec-fetch-site': '', 'sec-fetch-mode': '', 'sec-fetch-dest': '', origin }
      const answer = await agent.post(`${origin}/logout`, {}, { headers, followRedirects: false })
      assert.equal(answer.status, 303)
      assert.equal((await agent.get(`${origin}/`)).text, 'hello anonymous')
    },
  },
  {
    name: 'L-30: ends the session, signs out at the provider too, and returns to the app',
    run: async ({ origin, provider }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      const end = await agent.submitForm(await agent.get(`${origin}/logout`))
      const [post, atProvider] = end.chain
      assert.equal(post?.status, 303)
      assert.ok(atProvider?.url.startsWith(`${provider.issuerUrl}/`), atProvider?.url)
      const sent = new URL(atProvider?.url ?? '').searchParams
      assert.equal(sent.get('post_logout_redirect_uri'), `${origin}/logout/done`)
      assert.ok(sent.has('id_token_hint') && sent.has('state'))
      assert.ok(end.chain.some(({ url }) => url.startsWith(`${origin}/logout/done?`)))
      assert.equal(end.status, 200)
      assert.doesNotMatch(end.text, /may still be signed in/)
      assert.equal((await agent.get(`${origin}/`)).text, 'hello anonymous')
      assert.ok(isSignInPage(await agent.get(origin + loginPath)), 'the provider asks again')
    },
  },
  {
    name: 'L-31: signs out although the provider returns no valid state, and warns on the page',
    run: async ({ origin }) => {
      const hostile = '?state=another&post_logout_redirect_uri=http%3A%2F%2Fevil.example%2F'
      for (const query of ['', '?state=', '?state=another', '?state=a&state=b', hostile]) {
        const agent = createUserAgent()
        const landed = await signIn(agent, `${origin}/me`, 'staff')
        assert.equal(landed.text, contractPeople.staff.name)
        const stopBefore = `${origin}/logout/done`
        const stopped = await agent.submitForm(await agent.get(`${origin}/logout`), {}, { stopBefore })
        assert.ok(
          stopped.chain.at(-1)?.location?.startsWith(`${stopBefore}?`),
          'the provider redirects to the app',
        )

        const done = await agent.get(`${origin}/logout/done${query}`)
        assert.equal(done.status, 200, query)
        assert.equal(new URL(done.url).origin, origin)
        assert.match(done.text, /may still be signed in/, query)
        assert.doesNotMatch(done.text, /evil\.example/)
        assert.equal((await agent.get(`${origin}/`)).text, 'hello anonymous', query)
        assert.equal((await agent.get(`${origin}/oauth2/session`)).status, 401, query)
      }
    },
  },
  {
    name: 'L-31: keeps the session when another site forges the return from the provider',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      for (const query of ['', '?state=forged']) {
        const answer = await agent.get(`${origin}/logout/done${query}`)
        assert.equal(new URL(answer.url).origin, origin)
        assert.doesNotMatch(answer.text, /signed out/i)
        assert.equal((await agent.get(`${origin}/me`)).text, contractPeople.staff.name)
      }
    },
  },
  {
    name: 'S-10: signs out of the app while the provider is down',
    run: async ({ origin, provider }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      await provider.goDown('refuse')
      const answer = await agent.submitForm(
        await agent.get(`${origin}/logout`),
        {},
        { followRedirects: false },
      )
      assert.ok(answer.status < 400, `${answer.status}`)
      assert.equal((await agent.get(`${origin}/`)).text, 'hello anonymous')
    },
  },
]
