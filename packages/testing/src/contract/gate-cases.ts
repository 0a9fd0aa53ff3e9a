import assert from 'node:assert/strict'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { signIn } from '../user-agent/sign-in.ts'
import { contractPeople, scriptHeaders } from './contract-app.ts'
import type { ContractCase } from './contract-app.ts'

export const gateCases: readonly ContractCase[] = [
  {
    name: 'answers an anonymous script with 401, a challenge and problem+json',
    run: async ({ origin }) => {
      const answer = await createUserAgent().get(`${origin}/me`, { headers: scriptHeaders })
      assert.equal(answer.status, 401)
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
      assert.ok(answer.headers.get('www-authenticate'))
      assert.equal((JSON.parse(answer.text) as { status: number }).status, 401)
    },
  },
  {
    name: 'answers an anonymous POST with 401 and does not run the handler',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await agent.get(`${origin}/`)
      const [byForm, byScript] = [
        await agent.post(`${origin}/echo`, { marker: 'sent' }),
        await agent.post(`${origin}/echo`, { marker: 'sent' }, { headers: scriptHeaders }),
      ]
      for (const answer of [byForm, byScript]) {
        assert.equal(answer.status, 401)
        assert.ok(answer.headers.get('www-authenticate'))
        assert.doesNotMatch(answer.text, /marker/)
      }
      assert.match(byForm.headers.get('content-type') ?? '', /^text\/html/)
      assert.match(byScript.headers.get('content-type') ?? '', /^application\/problem\+json/)
    },
  },
  {
    name: 'hands a signed-in POST to the handler with its body untouched',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      const long = 'ä'.repeat(100_000)
      assert.equal(
        (await agent.post(`${origin}/echo`, { long })).text,
        new URLSearchParams({ long }).toString(),
      )
    },
  },
  {
    name: 'answers a missing role with 403 and never with a redirect, and offers to sign out',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      const page = await agent.get(`${origin}/admin`, { followRedirects: false })
      assert.equal(page.status, 403)
      assert.equal(page.headers.get('location'), null)
      assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
      assert.match(page.text, new RegExp(contractPeople.staff.name))
      assert.match(page.text, /action="[^"]*\/logout"/)
      const json = await agent.get(`${origin}/admin`, { headers: scriptHeaders })
      assert.equal(json.status, 403)
      assert.match(json.headers.get('content-type') ?? '', /^application\/problem\+json/)
    },
  },
]
