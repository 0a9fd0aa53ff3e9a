import assert from 'node:assert/strict'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { signIn } from '../user-agent/sign-in.ts'
import { contractPeople, scriptHeaders } from './contract-app.ts'
import type { ContractCase } from './contract-app.ts'
import { identityHeaders } from './variants/header-tricks.ts'

const claimed = [
  ...['admin', '/admin', 'http://evil.example/admin', '{"status":"authenticated","roles":["ROLE_ADMIN"]}'],
  ...['%7B%22status%22%3A%22authenticated%22%7D', '', '%', 'true'],
]

/** The user that the app finds for a request. */
export const callerCases: readonly ContractCase[] = [
  {
    name: 'R-13: ignores request headers that name a user or imitate its internal headers',
    run: async ({ origin, internalHeaders = [] }) => {
      const [anonymous, staff] = [createUserAgent(), createUserAgent()]
      await signIn(staff, `${origin}/me`, 'staff')
      const names = [...identityHeaders, ...internalHeaders]
      for (const value of claimed) {
        const pairs = names.flatMap((name) => [name, name.replaceAll('-', '_')].map((each) => [each, value]))
        const headers = Object.fromEntries(pairs) as Record<string, string>
        const options = { headers, followRedirects: false }
        assert.equal((await anonymous.get(`${origin}/`, options)).text, 'hello anonymous', value)
        assert.equal((await anonymous.get(`${origin}/roles`, options)).text, '[]', value)
        assert.equal((await anonymous.get(`${origin}/oauth2/session`, options)).status, 401, value)
        const gate = await anonymous.get(`${origin}/me?here=1`, options)
        const start = new URL(gate.chain[0]?.location ?? '')
        assert.equal(start.origin, origin, value)
        assert.equal(start.searchParams.get('returnTo'), '/me?here=1', value)
        assert.equal((await staff.get(`${origin}/me`, options)).text, contractPeople.staff.name, value)
        assert.deepEqual(JSON.parse((await staff.get(`${origin}/roles`, options)).text), ['ROLE_USER'], value)
        assert.equal((await staff.get(`${origin}/admin`, options)).status, 403, value)
      }
    },
  },
  {
    name: 'ignores the Authorization header on routes that require a session',
    run: async ({ origin }) => {
      const [anonymous, staff] = [createUserAgent(), createUserAgent()]
      await signIn(staff, `${origin}/me`, 'staff')
      for (const authorization of [
        'Bearer',
        'Bearer x',
        'Bearer a.b.c',
        'Basic YTpi',
        'bearer\tx',
        ',',
        'Bearer x, y',
      ]) {
        const headers = { ...scriptHeaders, authorization }
        assert.equal((await anonymous.get(`${origin}/me`, { headers })).status, 401, authorization)
        assert.equal((await staff.get(`${origin}/me`, { headers })).text, contractPeople.staff.name)
      }
    },
  },
  {
    name: 'keeps callers apart when they send requests at the same time',
    run: async ({ origin }) => {
      const [anonymous, staff, admin] = [createUserAgent(), createUserAgent(), createUserAgent()]
      await signIn(staff, `${origin}/me`, 'staff')
      await signIn(admin, `${origin}/me`, 'admin')
      const expected = [
        { agent: anonymous, name: 'anonymous', roles: [] },
        { agent: staff, name: contractPeople.staff.name, roles: ['ROLE_USER'] },
        { agent: admin, name: contractPeople.admin.name, roles: ['ROLE_ADMIN', 'ROLE_USER'] },
      ]
      const rounds = Array.from({ length: 30 }, () => expected).flat()
      await Promise.all(
        rounds.map(async ({ agent, name, roles }) => {
          const [hello, list] = await Promise.all([
            agent.openTab().get(`${origin}/`),
            agent.openTab().get(`${origin}/roles`),
          ])
          assert.equal(hello.text, `hello ${name}`)
          assert.deepEqual(JSON.parse(list.text), roles)
        }),
      )
    },
  },
]
