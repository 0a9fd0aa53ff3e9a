import assert from 'node:assert/strict'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { choosePerson, isSignInPage, signIn } from '../user-agent/sign-in.ts'
import { callbackPath, contractPeople, loginPath } from './contract-app.ts'
import type { ContractCase } from './contract-app.ts'

export const signInCases: readonly ContractCase[] = [
  {
    name: 'signs a user in end to end and gives the app the name and the roles',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      assert.equal((await agent.get(`${origin}/`)).text, 'hello anonymous')
      assert.deepEqual(JSON.parse((await agent.get(`${origin}/roles`)).text), [])
      const end = await signIn(agent, origin + loginPath, 'admin')
      assert.equal(end.url, `${origin}/`)
      assert.equal(end.text, `hello ${contractPeople.admin.name}`)
      assert.deepEqual(JSON.parse((await agent.get(`${origin}/roles`)).text), ['ROLE_ADMIN', 'ROLE_USER'])
    },
  },
  {
    name: 'sends an anonymous navigation to the login, and returns to the requested page with its query',
    run: async ({ origin, respellsQueries }) => {
      const agent = createUserAgent()
      const space = respellsQueries === true ? '+' : '%20'
      const wanted = `${origin}/me?q=a${space}b&q=%C3%A4&u=http%3A%2F%2Fx%2F%3Fy`
      const gate = await agent.get(wanted, { followRedirects: false })
      assert.equal(gate.status, 302)
      const start = new URL(gate.chain[0]?.location ?? '')
      assert.equal(start.origin, origin)
      assert.ok([loginPath, '/login'].includes(start.pathname), start.pathname)
      assert.equal(new URL(start.searchParams.get('returnTo') ?? '', origin).href, wanted)
      const end = await signIn(agent, wanted, 'staff')
      assert.equal(end.url, wanted)
      assert.equal(end.text, contractPeople.staff.name)
    },
  },
  {
    name: 'C-09: redirects only to its own origin after a sign-in',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      const hostile = [
        ...[
          '//evil.example/',
          'https://evil.example/',
          '/\\evil.example/',
          '/\t/evil.example/',
          '\\\\evil.example',
        ],
        ...[
          'javascript:alert(1)',
          '/..//evil.example',
          'http:evil.example',
          `${origin}@evil.example/`,
          '///evil.example',
        ],
      ]
      for (const returnTo of hostile) {
        const url = `${origin}${loginPath}?${new URLSearchParams({ returnTo })}`
        const end = await signIn(agent, url, 'staff')
        assert.equal(new URL(end.url).origin, origin, returnTo)
        assert.ok(
          end.chain.some(({ url }) => url.startsWith(origin + callbackPath)),
          'signed in',
        )
        const hosts = end.chain.map(({ location }) => new URL(location ?? origin).hostname)
        assert.ok(!hosts.some((host) => host.includes('evil')), returnTo)
      }
    },
  },
  {
    name: 'redirects a user who is not admitted to a 403 page that can be reloaded, without a session',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      const end = await signIn(agent, origin + loginPath, 'guest')
      const callback = end.chain.find(({ url }) => new URL(url).pathname === callbackPath)
      assert.equal(callback?.status, 303)
      assert.equal(callback.location, `${origin}/login/denied`)
      assert.equal(end.status, 403)
      assert.match(end.text, new RegExp(contractPeople.guest.name))
      assert.equal((await agent.get(`${origin}/login/denied`)).status, 403)
      assert.equal((await agent.get(`${origin}/oauth2/session`)).status, 401)
      assert.equal((await agent.get(`${origin}/`)).text, 'hello anonymous')
    },
  },
  {
    name: 'lets a user who is not admitted switch to another account',
    run: async ({ origin, isAtKeycloak }) => {
      const agent = createUserAgent()
      const denied = await signIn(agent, origin + loginPath, 'guest')
      const link = /<a\s[^>]*href="([^"]*)"[^>]*>(?:(?!<\/a).)*(?:another|switch) account/is.exec(
        denied.text,
      )?.[1]
      assert.ok(link, 'a link to switch the account')
      const next = await agent.get(new URL(link.replaceAll('&amp;', '&'), denied.url).href)
      const chooser =
        isAtKeycloak === true ? await agent.submitForm(next, { press: 'Sign out and choose' }) : next
      assert.ok(isSignInPage(chooser), `a choice of people at ${chooser.url}`)
      await choosePerson(agent, chooser, 'staff')
      assert.equal((await agent.get(`${origin}/me`)).text, contractPeople.staff.name)
    },
  },
  {
    name: 'sends each cookie in its own Set-Cookie header, with HttpOnly',
    run: async ({ origin }) => {
      const end = await signIn(createUserAgent(), origin + loginPath, 'staff')
      const callback = end.chain.find(({ url }) => new URL(url).pathname === callbackPath)
      assert.ok((callback?.setCookies.length ?? 0) >= 2, 'a session cookie and a deleted transaction cookie')
      for (const { url, setCookies } of end.chain) {
        if (!url.startsWith(origin)) continue
        for (const cookie of setCookies) {
          assert.doesNotMatch(cookie, /,\s*[^;,\s=]+=/, 'two cookies in one Set-Cookie header')
          assert.match(cookie, /;\s*httponly/i)
          assert.match(cookie, /;\s*samesite=(?:lax|none)/i)
        }
      }
    },
  },
  {
    name: 'does not start a login for HEAD or a prefetch',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      const head = await agent.get(origin + loginPath, { method: 'HEAD', followRedirects: false })
      const headers = { 'sec-purpose': 'prefetch' }
      const prefetch = await agent.get(origin + loginPath, { headers, followRedirects: false })
      for (const { setCookies, chain } of [head, prefetch]) {
        assert.deepEqual(setCookies, [])
        assert.equal(chain[0]?.location, undefined)
      }
    },
  },
  {
    name: 'completes ten sign-ins that one browser started at the same time, in any order',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      const tabs = await Promise.all(
        Array.from({ length: 10 }, async (_, index) => {
          const tab = agent.openTab()
          const wanted = `${origin}/me?tab=${index}`
          return { tab, wanted, page: await tab.get(wanted) }
        }),
      )
      const shuffled = [7, 2, 9, 0, 5, 1, 8, 3, 6, 4].flatMap((index) => tabs[index] ?? [])
      for (const { tab, wanted, page } of shuffled) {
        const end = await choosePerson(tab, page, 'staff')
        assert.equal(end.url, wanted)
        assert.equal(end.text, contractPeople.staff.name)
      }
    },
  },
  {
    name: 'describes the session to scripts as JSON',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      const anonymous = await agent.get(`${origin}/oauth2/session`)
      assert.equal(anonymous.status, 401)
      assert.match(anonymous.headers.get('content-type') ?? '', /json/)
      await signIn(agent, origin + loginPath, 'admin')
      const session = await agent.get(`${origin}/oauth2/session`)
      assert.equal(session.status, 200)
      assert.match(session.headers.get('content-type') ?? '', /^application\/json/)
      const body = JSON.parse(session.text) as { user: { name: string }; roles: string[]; expiresAt: number }
      assert.equal(body.user.name, contractPeople.admin.name)
      assert.deepEqual(body.roles, ['ROLE_ADMIN', 'ROLE_USER'])
      assert.ok(body.expiresAt > Date.now() / 1000, 'expiresAt is a NumericDate in the future')
    },
  },
  {
    name: 'S-06: ignores a session cookie with a changed character',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await signIn(agent, origin + loginPath, 'admin')
      const kept = agent.cookies(`${origin}/`).map(({ key, value }) => ({ key, value }))
      const send = (cookies: typeof kept) =>
        agent.get(`${origin}/`, {
          headers: { cookie: cookies.map(({ key, value }) => `${key}=${value}`).join('; ') },
        })
      assert.equal((await send(kept)).text, `hello ${contractPeople.admin.name}`)
      for (const fraction of [0, 0.3, 0.6, 0.9]) {
        const tampered = kept.map(({ key, value }) => {
          const at = Math.floor(value.length * fraction)
          return { key, value: value.slice(0, at) + (value[at] === 'A' ? 'B' : 'A') + value.slice(at + 1) }
        })
        const answer = await send(tampered)
        assert.equal(answer.status, 200)
        assert.equal(answer.text, 'hello anonymous')
      }
    },
  },
]
