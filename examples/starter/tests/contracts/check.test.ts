import { people } from '@x/example-node/people'
import type { DemoPeople, Expectation } from '@x/example-node/people'
import { describe, expect, it } from 'vitest'
import { beginSession, checkSession } from '../../src/check-session.ts'
import { checkEverybody, runCheck } from '../../src/check.ts'
import { startExample } from '../../src/start-example.ts'
import type { RunningExample } from '../../src/start-example.ts'
import { nodeOptions } from '../tested-apps.ts'

const ada = people['ada']!
const cleo = people['cleo']!

function expecting(expected: Expectation): DemoPeople {
  return { ada: { ...ada, expected } }
}

async function findProblems(asked: DemoPeople): Promise<readonly string[]> {
  const reports = await checkEverybody(asked, { app: 'express', nodeOptions })
  return reports.people.flatMap(({ problems }) => problems)
}

/** Checks the session of `ada` at an app that is not as it should be. */
async function findSessionProblems(
  asked: DemoPeople,
  change: (example: RunningExample) => RunningExample = (example) => example,
): Promise<readonly string[]> {
  const example = await startExample({
    ...{ app: 'express', people: asked, appPort: 0, providerPort: 0, nodeOptions },
  })
  try {
    const begun = await beginSession(example, asked)
    return (await checkSession(change(example), begun!)).problems
  } finally {
    await example.close()
  }
}

function withClaims(claims: Readonly<Record<string, unknown>>): DemoPeople {
  return { ada: { ...ada, claims } }
}

/** A line of the table about sessions: a call, one refresh, and a role that went away. */
const sessionLine = /^ +Ada Example +(?:200 +ada|200 +Ada Example|401 +–) +1 +200 +403 +goes on +✔$/u

describe('the check of the examples', () => {
  it('passes for everybody, with JWT and with opaque access tokens, and prints a line for each', async () => {
    const lines: string[] = []
    const checked = (['jwt', 'opaque'] as const).map(
      (accessTokenFormat) => ({ app: 'node', accessTokenFormat, nodeOptions }) as const,
    )
    expect(await runCheck(checked, people, (line) => lines.push(line))).toBe(true)
    const text = lines.join('\n')
    const persons = Object.keys(people).length
    const passed = text.split('\n').filter((line) => line.endsWith('✔'))
    expect(passed.filter((line) => !/^ +(?:JWT|opaque) /u.test(line))).toHaveLength(2 * (persons + 1))
    // A token of a sign-in is for the API where it is a JWT; where it is opaque, it is for UserInfo alone.
    expect(passed.filter((line) => sessionLine.test(line)).map((line) => line.split(/ {3,}/u)[1])).toEqual([
      '200',
      '401',
    ])
    // The API, with each person's token and without one: both formats where there are JWTs, else opaque tokens alone.
    expect(passed.filter((line) => line.startsWith('  JWT '))).toHaveLength(persons + 1)
    expect(passed.filter((line) => line.startsWith('  opaque '))).toHaveLength(2 * (persons + 1))
    expect(text).toContain('node, access tokens: jwt')
    expect(text).toContain('node, access tokens: opaque')
  })

  it('passes for everybody at a provider like Keycloak, which has roles in access tokens alone', async () => {
    const lines: string[] = []
    const checked = (['node', 'express', 'hono'] as const).map(
      (app) => ({ app, provider: 'keycloak', nodeOptions }) as const,
    )
    expect(await runCheck(checked, people, (line) => lines.push(line))).toBe(true)
    const text = lines.join('\n')
    const persons = Object.keys(people).length
    const passed = text.split('\n').filter((line) => line.endsWith('✔'))
    // The API of the demo is called with a JWT: Keycloak has no opaque tokens.
    expect(passed.filter((line) => line.startsWith('  JWT '))).toHaveLength(persons + 1)
    expect(passed.filter((line) => sessionLine.test(line))).toHaveLength(checked.length)
    expect(passed).toHaveLength(checked.length * (persons + 1) + persons + 1)
    expect(text).toContain('node, provider: keycloak')
  })

  it('fails when a person comes out otherwise than expected', async () => {
    const lines: string[] = []
    const wrong = expecting({ ...ada.expected, roles: ['ROLE_USER'] })
    const checked = [{ app: 'hono', nodeOptions }] as const
    expect(await runCheck(checked, wrong, (line) => lines.push(line))).toBe(false)
    expect(lines.join('\n')).toContain(
      'Ada Example, roles: ["ROLE_ADMIN","ROLE_EDITOR","ROLE_USER"] instead of',
    )
  })

  it('finds a page that is open to a person for whom it should be closed', async () => {
    const pages = { ...ada.expected.pages, '/admin': 403 } as const
    expect(await findProblems(expecting({ ...ada.expected, pages }))).toEqual([
      'pages: {"/notice":200,"/notice/edit":200,"/admin":200} instead of {"/notice":200,"/notice/edit":200,"/admin":403}',
    ])
  })

  it('finds an API that is open to a person for whom it should be closed', async () => {
    const asked = expecting({ ...ada.expected, api: { orders: 200, admin: 403 } })
    const { api } = await checkEverybody(asked, { app: 'node', nodeOptions })
    expect(api.flatMap(({ problems }) => problems)).toEqual([
      'API, jwt: {"orders":200,"admin":200} instead of {"orders":200,"admin":403}',
      'API, opaque: {"orders":200,"admin":200} instead of {"orders":200,"admin":403}',
    ])
  })

  it('finds that a person is admitted who should not be', async () => {
    const problems = await findProblems(expecting({ ...cleo.expected }))
    expect(problems).toContain('status after the sign-in: 200 instead of 403')
  })

  it('finds that a person is not admitted who should be', async () => {
    const problems = await findProblems({ cleo: { ...cleo, expected: { ...ada.expected } } })
    expect(problems).toContain('status after the sign-in: 403 instead of 200')
  })

  it('finds another reason of a denial than expected', async () => {
    const asked = { cleo: { ...cleo, expected: { ...cleo.expected, denied: 'name_missing' } } }
    expect(await findProblems(asked)).toEqual([
      'reason of the denial: "role_missing" instead of "name_missing"',
    ])
  })

  it('finds a role that stays', async () => {
    const roles = ['admins', 'staff']
    const twice = withClaims({ 'https://example.com/roles': roles, realm_access: { roles } })
    expect(await findSessionProblems(twice)).toEqual([
      'session, admin page without the role: 200 instead of 403',
      'session, explanation on that page: false instead of true',
      'session, roles: ["ROLE_ADMIN","ROLE_EDITOR","ROLE_USER"] instead of ["ROLE_USER"]',
    ])
  })

  it('finds a session that ends with the role', async () => {
    const problems = await findSessionProblems(withClaims({ 'https://example.com/roles': ['admins'] }))
    expect(problems).toContain('session, afterwards: "ended" instead of "goes on"')
  })

  it('finds a second refresh, and a refresh token that was sent twice', async () => {
    const problems = await findSessionProblems(people, (example) => ({
      ...example,
      provider: {
        ...example.provider,
        get refreshes() {
          const { succeeded } = example.provider.refreshes
          return { succeeded: 2 * succeeded, reused: succeeded }
        },
      },
    }))
    expect(problems).toEqual([
      'session, refreshes for 10 requests at once: 2 instead of 1',
      'session, refresh tokens that were sent twice: 1 instead of 0',
    ])
  })

  it('finds an API that saw another person, or refused the call', async () => {
    const asked: DemoPeople = { ada: { ...ada, name: 'Eve', subject: 'eve' } }
    expect(await findSessionProblems(asked)).toEqual([
      'session, person whom the API saw: false instead of true',
    ])
    const refused = await findSessionProblems(people, (example) => ({
      ...example,
      apis: example.apis.filter(({ format }) => format === 'opaque'),
    }))
    expect(refused).toContain('session, answer of the API: 200 instead of 401')
  })
})
