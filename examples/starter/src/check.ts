import type { DemoPeople } from '@x/example-node/people'
import { checkApi } from './check-api.ts'
import type { ApiReport } from './check-api.ts'
import { checkPerson } from './check-person.ts'
import type { PersonReport } from './check-person.ts'
import { beginSession, checkSession } from './check-session.ts'
import type { SessionReport } from './check-session.ts'
import { formatTable } from './format-table.ts'
import { startExample } from './start-example.ts'
import type { ExampleOptions } from './start-example.ts'

/** What is checked, at which provider, and with access tokens of which format. */
export type CheckedApp = Pick<
  ExampleOptions,
  'app' | 'provider' | 'accessTokenFormat' | 'nodeOptions' | 'store' | 'instances'
>

interface Reports {
  readonly people: readonly PersonReport[]
  /** None where the app has no API. */
  readonly api: readonly ApiReport[]
  /** None where there is no administrator. */
  readonly sessions: readonly SessionReport[]
}

/** Signs everybody in, calls the API of the demo, and takes a role away, on ports of its own. */
export async function checkEverybody(people: DemoPeople, checked: CheckedApp): Promise<Reports> {
  const example = await startExample({ ...checked, people, appPort: 0, providerPort: 0 })
  try {
    // Its access token gets old while the others sign in.
    const begun = await beginSession(example, people)
    const reports: PersonReport[] = []
    for (const [key, person] of Object.entries(people)) {
      reports.push(await checkPerson(example, key, person))
    }
    const api = checked.app === 'node' ? await checkApi(example, people) : []
    return { people: reports, api, sessions: begun === undefined ? [] : [await checkSession(example, begun)] }
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
    const problems = [
      ...reports.people.flatMap(({ name, problems }) => problems.map((each) => `${name}, ${each}`)),
      ...reports.api.flatMap(({ caller, problems }) => problems.map((each) => `${caller}, ${each}`)),
      ...reports.sessions.flatMap(({ name, problems }) => problems.map((each) => `${name}, ${each}`)),
    ]
    const heading = ['person', 'roles', '/notice', '/notice/edit', '/admin', 'outcome', 'as expected']
    const { app, provider, accessTokenFormat: format } = checked
    const { instances = 1, store } = checked
    const kept = store === undefined ? '' : `, ${instances} processes with their sessions in ${store}`
    const where = `${provider === undefined ? '' : `, provider: ${provider}`}${kept}`
    print(`\n${app}${where}${format === undefined ? '' : `, access tokens: ${format}`}\n`)
    print(formatTable([heading, ...reports.people.map(buildRow)]))
    if (reports.api.length > 0) {
      const apiHeading = ['access token', 'caller', 'GET orders', 'GET admin', 'as expected']
      print(`\n${formatTable([apiHeading, ...reports.api.map(buildApiRow)])}`)
    }
    if (reports.sessions.length > 0) {
      const sessionHeading = [
        'session of',
        'API as the person',
        'the API saw',
        'refreshes',
        '/admin',
        'without the role',
      ]
      const rows = reports.sessions.map(buildSessionRow)
      print(`\n${formatTable([[...sessionHeading, 'session', 'as expected'], ...rows])}`)
      if (format === 'opaque') print('401 is right: an opaque token of a sign-in is for UserInfo alone.')
    }
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

function buildApiRow({ format, caller, statuses, problems }: ApiReport): string[] {
  const columns = [statuses.orders, statuses.admin].map(String)
  return [format === 'jwt' ? 'JWT' : format, caller, ...columns, problems.length === 0 ? '✔' : '✘']
}

function buildSessionRow({ name, call, refreshes, admin, outcome, problems }: SessionReport): string[] {
  const answers = [call.status ?? '–', call.caller ?? '–', refreshes, ...admin].map(String)
  return [name, ...answers, outcome, problems.length === 0 ? '✔' : '✘']
}
