import type { EngineEvent } from '@x/oidc-node'
import { checkPerson } from './check-person.ts'
import type { PersonReport } from './check-person.ts'
import { formatTable } from './format-table.ts'
import type { DemoPeople } from './people.ts'
import { startDemo } from './start-demo.ts'

/** Signs everybody in with access tokens of one format, on ports of its own. */
export async function checkEverybody(
  people: DemoPeople,
  accessTokenFormat: 'jwt' | 'opaque',
): Promise<readonly PersonReport[]> {
  const events: EngineEvent[] = []
  const log = (event: EngineEvent) => void events.push(event)
  const demo = await startDemo({ people, accessTokenFormat, appPort: 0, providerPort: 0, log })
  try {
    const reports: PersonReport[] = []
    for (const [key, person] of Object.entries(people)) {
      reports.push(await checkPerson({ url: demo.appUrl, events }, key, person))
    }
    return reports
  } finally {
    await demo.close()
  }
}

/** Runs `npm start -- --check`. Resolves to whether everything came out as it should. */
export async function runCheck(people: DemoPeople, print: (line: string) => void): Promise<boolean> {
  let passed = true
  for (const format of ['jwt', 'opaque'] as const) {
    const reports = await checkEverybody(people, format)
    const problems = reports.flatMap(({ name, problems }) => problems.map((each) => `${name}, ${each}`))
    const heading = ['person', 'role keys', 'roles', 'outcome', 'as expected']
    print(`\nAccess tokens: ${format}\n\n${formatTable([heading, ...reports.map(buildRow)])}`)
    for (const problem of problems) print(`  ✘ ${problem}`)
    passed &&= problems.length === 0
  }
  print(passed ? '\n✔ Everybody came out as they should.\n' : '\n✘ Not everybody came out as they should.\n')
  return passed
}

function buildRow({ name, roleKeys, roles, outcome, problems }: PersonReport): string[] {
  return [name, list(roleKeys), list(roles), outcome, problems.length === 0 ? '✔' : '✘']
}

function list(words: readonly string[]): string {
  return words.join(' ') || '–'
}
