import type { DemoPeople } from '@x/example-node/people'
import { checkPerson } from './check-person.ts'
import type { PersonReport } from './check-person.ts'
import { formatTable } from './format-table.ts'
import { startExample } from './start-example.ts'
import type { ExampleOptions } from './start-example.ts'

/** What is checked, and with access tokens of which format. */
export type CheckedApp = Pick<ExampleOptions, 'app' | 'accessTokenFormat' | 'nodeOptions'>

/** Signs everybody in, on ports of its own. */
export async function checkEverybody(
  people: DemoPeople,
  checked: CheckedApp,
): Promise<readonly PersonReport[]> {
  const example = await startExample({ ...checked, people, appPort: 0, providerPort: 0 })
  try {
    const reports: PersonReport[] = []
    for (const [key, person] of Object.entries(people)) {
      reports.push(await checkPerson(example, key, person))
    }
    return reports
  } finally {
    await example.close()
  }
}

/** Runs `npm start -- --check`. Resolves to whether everything came out as it should. */
export async function runCheck(
  apps: readonly CheckedApp[],
  people: DemoPeople,
  print: (line: string) => void,
): Promise<boolean> {
  let passed = true
  for (const checked of apps) {
    const reports = await checkEverybody(people, checked)
    const problems = reports.flatMap(({ name, problems }) => problems.map((each) => `${name}, ${each}`))
    const heading = ['person', 'roles', '/notice', '/notice/edit', '/admin', 'outcome', 'as expected']
    const { app, accessTokenFormat: format } = checked
    print(`\n${app}${format === undefined ? '' : `, access tokens: ${format}`}\n`)
    print(formatTable([heading, ...reports.map(buildRow)]))
    for (const problem of problems) print(`  ✘ ${problem}`)
    passed &&= problems.length === 0
  }
  print(passed ? '\n✔ Everybody came out as they should.\n' : '\n✘ Not everybody came out as they should.\n')
  return passed
}

function buildRow({ name, roles, statuses, outcome, problems }: PersonReport): string[] {
  const columns = Object.values(statuses).map(String)
  return [name, roles.join(' ') || '–', ...columns, outcome, problems.length === 0 ? '✔' : '✘']
}
