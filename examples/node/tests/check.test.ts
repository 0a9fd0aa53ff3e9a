import { describe, expect, it } from 'vitest'
import { checkEverybody, runCheck } from '../src/check.ts'
import { people } from '../src/people.ts'
import type { DemoPeople, Expectation } from '../src/people.ts'

const ada = people['ada']!
const cleo = people['cleo']!

function expecting(expected: Expectation): DemoPeople {
  return { ada: { ...ada, expected } }
}

async function findProblems(asked: DemoPeople): Promise<readonly string[]> {
  return (await checkEverybody(asked, 'jwt')).flatMap(({ problems }) => problems)
}

describe('the check of the demo', () => {
  it('passes for everybody, with JWT and with opaque access tokens, and prints a line for each', async () => {
    const lines: string[] = []
    expect(await runCheck(people, (line) => lines.push(line))).toBe(true)
    const text = lines.join('\n')
    expect(text.split('\n').filter((line) => line.endsWith('✔'))).toHaveLength(2 * Object.keys(people).length)
    expect(text).toContain('Access tokens: jwt')
    expect(text).toContain('Access tokens: opaque')
  })

  it('fails when somebody comes out otherwise than expected', async () => {
    const lines: string[] = []
    const wrong = expecting({ ...ada.expected, roles: ['ROLE_USER'] })
    expect(await runCheck(wrong, (line) => lines.push(line))).toBe(false)
    expect(lines.join('\n')).toContain(
      'Ada Example, roles: ["ROLE_ADMIN","ROLE_EDITOR","ROLE_USER"] instead of',
    )
  })

  it('finds other role keys than expected', async () => {
    expect(await findProblems(expecting({ ...ada.expected, roleKeys: ['admins'] }))).toEqual([
      'role keys: ["admins","staff","newsletter"] instead of ["admins"]',
    ])
  })

  it('finds an admin page that is open to somebody for whom it should be closed', async () => {
    expect(await findProblems(expecting({ ...ada.expected, adminStatus: 403 }))).toEqual([
      '/admin: 200 instead of 403',
    ])
  })

  it('finds that somebody is admitted who should not be', async () => {
    const problems = await findProblems(expecting({ roleKeys: [], roles: [], denied: 'role_missing' }))
    expect(problems).toContain('status after the sign-in: 200 instead of 403')
  })

  it('finds that somebody is not admitted who should be', async () => {
    const problems = await findProblems({ cleo: { ...cleo, expected: { ...ada.expected } } })
    expect(problems).toContain('status after the sign-in: 403 instead of 200')
  })

  it('finds another reason of a denial than expected', async () => {
    const asked = { cleo: { ...cleo, expected: { ...cleo.expected, denied: 'name_missing' } } }
    expect(await findProblems(asked)).toEqual([
      'reason of the denial: "role_missing" instead of "name_missing"',
    ])
  })
})
