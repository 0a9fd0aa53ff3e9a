import assert from 'node:assert/strict'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { sendBytes } from '../user-agent/send-bytes.ts'
import { signIn } from '../user-agent/sign-in.ts'
import { contractCookies, contractPeople } from './contract-app.ts'
import type { ContractCase } from './contract-app.ts'
import { assertCleansAway, leaveStaleCookies } from './leave-stale-cookies.ts'

export const cookieCases: readonly ContractCase[] = [
  {
    name: "sends the app's cookies and its own cookies on the same response",
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      leaveStaleCookies(agent, origin)
      const { text, setCookies } = await agent.get(`${origin}/cookies`)
      assert.equal(text, 'cookies')
      // A framework may write the cookies again, with other spaces and in another order.
      const starts = contractCookies.map((cookie) => cookie.split(';', 1)[0])
      const ours = setCookies.filter((cookie) => starts.includes(cookie.split(';', 1)[0]))
      assert.equal(ours.length, contractCookies.length, JSON.stringify(setCookies))
      assert.match(ours.join('\n'), /;\s*expires=Fri, 01 Jan 2100/i)
      assertCleansAway(setCookies)
      assert.equal((await agent.get(`${origin}/me`)).text, contractPeople.staff.name)
    },
  },
  {
    name: 'deletes stale cookies on a 403 response too',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      leaveStaleCookies(agent, origin)
      const forbidden = await agent.get(`${origin}/admin`)
      assert.equal(forbidden.status, 403)
      assertCleansAway(forbidden.setCookies)
      assert.equal((await agent.get(`${origin}/me`)).text, contractPeople.staff.name)
    },
  },
  {
    name: 'reads cookies from several Cookie headers',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      const cookies = agent.cookies(`${origin}/`).map((cookie) => `cookie: ${cookie.cookieString()}\r\n`)
      const lines = ['cookie: before=1\r\n', ...cookies, 'cookie: after=1; and=2\r\n'].join('')
      const { host } = new URL(origin)
      const { raw } = await sendBytes(
        origin,
        `GET / HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n${lines}\r\n`,
      )
      assert.ok(raw.includes(`hello ${contractPeople.staff.name}`), raw)
    },
  },
  {
    name: 'S-06: ignores malformed cookies',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      const [names, stranger] = [agent.cookies(`${origin}/`).map(({ key }) => key), createUserAgent()]
      const pairs = Array.from({ length: 2000 }, (_, index) => `${index}=x`).join('; ')
      const odd = [
        '=',
        ';;;',
        ' ',
        'x',
        '=x; =',
        '__proto__=x; constructor=x',
        '\x80=\xff',
        'a="b; c"',
        pairs,
      ]
      const values = [
        '',
        '.',
        '....',
        'x',
        '9999~x',
        '-1~x',
        '1e9~x',
        '%',
        '%00',
        '"',
        '\xff',
        'A'.repeat(6000),
      ]
      const own = names.flatMap((name) => values.map((value) => `${name}=${value}`))
      for (const cookie of [...odd, ...own, names.map((name) => `${name}.1=x`).join('; ')]) {
        const answer = await stranger.get(`${origin}/`, { headers: { cookie } })
        assert.equal(answer.status, 200, cookie.slice(0, 80))
        assert.equal(answer.text, 'hello anonymous', cookie.slice(0, 80))
        stranger.clearCookies()
      }
      assert.equal((await agent.get(`${origin}/me`)).text, contractPeople.staff.name)
    },
  },
]
