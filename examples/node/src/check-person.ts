import type { EngineEvent } from '@x/oidc-node'
import { createUserAgent, isSignInPage, signIn } from '@x/oidc-testing'
import type { AgentResponse, NavigationOptions } from '@x/oidc-testing'
import type { DemoPerson } from './people.ts'

/** What became of somebody's sign-in. */
export interface PersonReport {
  readonly name: string
  readonly roleKeys: readonly string[]
  readonly roles: readonly string[]
  readonly outcome: string
  /** One sentence for each thing that is not as expected. */
  readonly problems: readonly string[]
}

type Expect = (what: string, actual: unknown, expected: unknown) => void

/** One person's browser at the app. */
interface Visit {
  readonly open: (path: string, options?: NavigationOptions) => Promise<AgentResponse>
  readonly submit: (page: AgentResponse) => Promise<AgentResponse>
  readonly expect: Expect
  readonly events: readonly EngineEvent[]
}

/** The app that is checked. */
export interface CheckedApp {
  readonly url: string
  /** What it has logged so far. */
  readonly events: readonly EngineEvent[]
}

const deadlineSeconds = 30

/** Signs one person in, looks at what they may do, and signs them out, over HTTP as a browser would. */
export async function checkPerson(
  { url: appUrl, events }: CheckedApp,
  key: string,
  person: DemoPerson,
): Promise<PersonReport> {
  const problems: string[] = []
  const agent = createUserAgent()
  const signal = AbortSignal.timeout(deadlineSeconds * 1000)
  const visit: Visit = {
    open: (path, options) => agent.get(appUrl + path, { from: null, signal, ...options }),
    submit: (page) => agent.submitForm(page, {}, { signal }),
    expect: (what, actual, expected) => {
      const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
      if (got !== wanted) problems.push(`${what}: ${got} instead of ${wanted}`)
    },
    events,
  }
  const { expect, open } = visit

  expect('start page before the sign-in', (await open('/')).status, 200)
  expect('session before the sign-in', (await open('/oauth2/session')).status, 401)
  const arrival = await signIn(agent, `${appUrl}/explanation`, key, { signal })
  expect('status after the sign-in', arrival.status, person.expected.denied === undefined ? 200 : 403)
  const seen =
    arrival.status === 403
      ? await checkDenied(visit, arrival, person)
      : await checkAdmitted(visit, arrival, person)

  const end = await visit.submit(arrival)
  expect('address after the sign-out', new URL(end.url).pathname, '/logout/done')
  expect('session after the sign-out', (await open('/oauth2/session')).status, 401)
  expect('provider asks again', isSignInPage(await open('/login')), true)
  return { name: person.name, ...seen, problems }
}

async function checkAdmitted(
  { open, expect }: Visit,
  arrival: AgentResponse,
  { name, expected }: DemoPerson,
): Promise<Pick<PersonReport, 'roleKeys' | 'roles' | 'outcome'>> {
  expect('reason of a denial', undefined, expected.denied)
  expect('address after the sign-in', new URL(arrival.url).pathname, '/explanation')
  const roleKeys = [...arrival.text.matchAll(/data-role-key="([^"]*)"/g)].map(([, key = '']) => key)
  expect('role keys', roleKeys, expected.roleKeys)

  const session = await open('/oauth2/session')
  expect('session', session.status, 200)
  const { user, roles } = readSession(session)
  expect('name', user.name, name)
  expect('roles', roles, expected.roles)
  expect('/admin', (await open('/admin', { followRedirects: false })).status, expected.adminStatus)
  return { roleKeys, roles, outcome: 'admitted' }
}

async function checkDenied(
  { open, expect, events }: Visit,
  arrival: AgentResponse,
  { name, expected }: DemoPerson,
): Promise<Pick<PersonReport, 'roleKeys' | 'roles' | 'outcome'>> {
  expect('address after the sign-in', new URL(arrival.url).pathname, '/login/denied')
  expect('page names the person', arrival.text.includes(name), true)
  const reference = events.filter((event) => event.code === 'access_denied').at(-1)?.reference
  expect('page quotes the line of the log', reference !== undefined && arrival.text.includes(reference), true)
  const problem = await open('/login/denied', { headers: { accept: 'application/json' } })
  const { code } = JSON.parse(problem.text) as { readonly code: string }
  expect('reason of the denial', code, expected.denied)
  expect('session of somebody not admitted', (await open('/oauth2/session')).status, 401)
  expect('/admin', (await open('/admin', { followRedirects: false })).status, 302)
  // Without a session nobody is told the role keys: they are in the log of whoever runs the app.
  return { roleKeys: [], roles: [], outcome: `not admitted: ${code}` }
}

interface Session {
  readonly user: { readonly name: string | undefined }
  readonly roles: readonly string[]
}

function readSession({ status, text }: AgentResponse): Session {
  return status === 200 ? (JSON.parse(text) as Session) : { user: { name: undefined }, roles: [] }
}
