import type { DemoPerson } from '@x/example-node/people'
import { createUserAgent, isSignInPage, signIn } from '@x/oidc-testing'
import type { AgentResponse, NavigationOptions } from '@x/oidc-testing'
import type { RunningExample } from './start-example.ts'

/** The result of one person's sign-in. */
export interface PersonReport {
  readonly name: string
  readonly roles: readonly string[]
  /** How the pages behind roles answered. */
  readonly statuses: Statuses
  readonly outcome: string
  /** One sentence for each thing that is not as expected. */
  readonly problems: readonly string[]
}

type Statuses = Readonly<Record<(typeof gatedPaths)[number], number | 'sign-in'>>

/** One person's browser at the app. */
interface Visit {
  readonly open: (path: string, options?: NavigationOptions) => Promise<AgentResponse>
  readonly expect: (what: string, actual: unknown, expected: unknown) => void
  readonly output: RunningExample['output']
  readonly providerUrl: string
}

const gatedPaths = ['/notice', '/notice/edit', '/admin'] as const
const deadlineSeconds = 30

/** Signs one person in, looks at what they may do, and signs them out, over HTTP as a browser would. */
export async function checkPerson(
  { appUrl, output, provider }: Pick<RunningExample, 'appUrl' | 'output' | 'provider'>,
  key: string,
  person: DemoPerson,
): Promise<PersonReport> {
  const problems: string[] = []
  const agent = createUserAgent()
  const signal = AbortSignal.timeout(deadlineSeconds * 1000)
  const open: Visit['open'] = (path, options) => agent.get(appUrl + path, { from: null, signal, ...options })
  const expect: Visit['expect'] = (what, actual, expected) => {
    const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
    if (got !== wanted) problems.push(`${what}: ${got} instead of ${wanted}`)
  }
  const visit = { open, expect, output, providerUrl: provider.issuerUrl }

  expect('start page before the sign-in', (await open('/')).status, 200)
  expect('session before the sign-in', (await open('/oauth2/session')).status, 401)
  const arrival = await signIn(agent, `${appUrl}/notice`, key, { signal })
  expect('status after the sign-in', arrival.status, person.expected.denied === undefined ? 200 : 403)
  const seen =
    arrival.status === 403
      ? await checkDenied(visit, arrival, person)
      : await checkAdmitted(visit, arrival, person)
  const statuses = await readStatuses(visit)
  expect('pages', statuses, person.expected.pages)

  const end = await agent.submitForm(arrival, { press: 'Sign out' }, { signal })
  expect('address after the sign-out', new URL(end.url).pathname, '/logout/done')
  expect('session after the sign-out', (await open('/oauth2/session')).status, 401)
  expect('provider asks again', isSignInPage(await open('/login')), true)
  return { name: person.name, ...seen, statuses, problems }
}

async function checkAdmitted(
  { open, expect }: Visit,
  arrival: AgentResponse,
  { name, expected }: DemoPerson,
): Promise<Pick<PersonReport, 'roles' | 'outcome'>> {
  expect('reason of a denial', undefined, expected.denied)
  expect('address after the sign-in', new URL(arrival.url).pathname, '/notice')
  const session = await open('/oauth2/session')
  expect('session', session.status, 200)
  const { user, roles } = readSession(session)
  expect('name', user.name, name)
  expect('roles', roles, expected.roles)
  return { roles, outcome: 'admitted' }
}

async function checkDenied(
  { open, expect, output }: Visit,
  arrival: AgentResponse,
  { name, expected }: DemoPerson,
): Promise<Pick<PersonReport, 'roles' | 'outcome'>> {
  expect('address after the sign-in', new URL(arrival.url).pathname, '/login/denied')
  expect('page names the person', arrival.text.includes(name), true)
  const problem = await open('/login/denied', { headers: { accept: 'application/json' } })
  const { code, reference } = JSON.parse(problem.text) as {
    readonly code: string
    readonly reference: string
  }
  expect('reason of the denial', code, expected.denied)
  expect(
    'page quotes the line of the log',
    [arrival.text, output()].map((text) => text.includes(reference)),
    [true, true],
  )
  expect('session of a person who is not admitted', (await open('/oauth2/session')).status, 401)
  return { roles: [], outcome: `not admitted: ${code}` }
}

async function readStatuses({ open, providerUrl }: Visit): Promise<Statuses> {
  const ask = async (path: string) => {
    const { status, chain } = await open(path, { stopBefore: providerUrl })
    return chain.at(-1)?.location?.startsWith(providerUrl) === true ? 'sign-in' : status
  }
  const [read, edit, admin] = gatedPaths
  return { [read]: await ask(read), [edit]: await ask(edit), [admin]: await ask(admin) }
}

interface Session {
  readonly user: { readonly name: string | undefined }
  readonly roles: readonly string[]
}

function readSession({ status, text }: AgentResponse): Session {
  return status === 200 ? (JSON.parse(text) as Session) : { user: { name: undefined }, roles: [] }
}
