import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { signIn } from '../user-agent/sign-in.ts'
import { contractPeople, scriptHeaders } from './contract-app.ts'
import type { ContractApp, ContractCase, ContractEvent } from './contract-app.ts'

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
    name: 'passes a POST of a signed-in user to the handler, with its body unchanged',
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
    name: 'answers a missing role with 403 and a sign-out button, not with a redirect',
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
  {
    name: 'logs a 403 with subject, required roles, path and the reference that the response shows',
    run: async (app) => {
      const agent = createUserAgent()
      await signIn(agent, `${app.origin}/me`, 'staff')
      const page = await agent.get(`${app.origin}/admin?secret=canary`, { followRedirects: false })
      const json = await agent.get(`${app.origin}/admin`, { headers: scriptHeaders })
      const { reference } = JSON.parse(json.text) as { readonly reference?: string }
      for (const shown of [findReference(page.text), reference]) {
        assert.ok(shown, 'the 403 response shows no reference')
        await assertLogged(app, '/admin', shown)
      }
      for (const path of app.gatedPaths ?? []) {
        // The framework may show a page of the application instead, and that page does not show the reference.
        const { text } = await agent.get(app.origin + path)
        await assertLogged(app, path, findReference(text))
      }
    },
  },
]

function findReference(text: string): string | undefined {
  return /role_missing ([\dA-Z]{4}-[\dA-Z]{4})/u.exec(text)?.[1]
}

/** Asserts that the log has the refusal. It waits, because an app in another process writes its log later. */
async function assertLogged(
  { events }: ContractApp,
  path: string,
  reference: string | undefined,
): Promise<void> {
  const find = () =>
    events().find((event) => event.code === 'gate_refused' && isLineFor(event, path, reference))
  for (let tries = 0; tries < 200 && find() === undefined; tries += 1) await sleep(25)
  const event = find()
  assert.ok(event, `the log has no gate_refused of ${path} with the reference ${reference}`)
  assert.deepEqual(event.requiredRoles, ['ROLE_ADMIN'])
  assert.ok(event.subject)
  assert.doesNotMatch(JSON.stringify(event), /canary/u)
}

const isLineFor = (event: ContractEvent, path: string, reference: string | undefined): boolean =>
  event.path?.endsWith(path) === true && (reference === undefined || event.reference === reference)
