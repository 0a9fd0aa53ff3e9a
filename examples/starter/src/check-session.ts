import type { DemoPeople } from '@x/example-node/people'
import { createUserAgent, signIn } from '@x/oidc-testing'
import type { AgentResponse, EmbeddedProvider, UserAgent } from '@x/oidc-testing'
import type { RunningExample } from './start-example.ts'

/** What became of a session: a call to an API as the person, a refresh, and a role that goes away. */
export interface SessionReport {
  readonly name: string
  /** What the API answered to the app, and whom it saw. */
  readonly call: { readonly status: number | undefined; readonly caller: string | undefined }
  /** How often the provider refreshed the session for requests at the same time. */
  readonly refreshes: number
  /** How the page for administrators answered before the role was taken away, and after the refresh. */
  readonly admin: readonly [before: number, after: number]
  readonly outcome: 'goes on' | 'is another' | 'ended'
  /** One sentence for each thing that is not as expected. */
  readonly problems: readonly string[]
}

/** A session whose access token is old a second later. */
interface BegunSession {
  readonly key: string
  readonly name: string
  readonly agent: UserAgent
  readonly admin: AgentResponse
  readonly expiresAt: unknown
}

/** The role key that opens the page for administrators. */
const roleKey = 'admins'
const noCall = { status: undefined, caller: undefined }
const firstTokenSeconds = 2
const requestsAtOnce = 10
const pauseSeconds = 0.1
const giveUpSeconds = 10
const deadlineSeconds = 30

/** Signs an administrator in, if there is one. The first access token is short, so that the refresh is due at once. */
export async function beginSession(
  { appUrl, setAccessTokenSeconds }: RunningExample,
  people: DemoPeople,
): Promise<BegunSession | undefined> {
  const found = Object.entries(people).find(([, { expected }]) => expected.pages['/admin'] === 200)
  if (found === undefined) return undefined
  const [key, { name }] = found
  const agent = createUserAgent()
  setAccessTokenSeconds(firstTokenSeconds)
  const admin = await signIn(agent, `${appUrl}/admin`, key)
  setAccessTokenSeconds()
  const { expiresAt } = readSession(await agent.get(`${appUrl}/oauth2/session`))
  return { key, name, agent, admin, expiresAt }
}

/**
 * Takes the role away at the provider, as a visitor does, and sends requests at the same time, which all call the API as the person,
 * until the session is refreshed.
 */
export async function checkSession(
  { appUrl, apis, provider }: RunningExample,
  { key, name, agent, admin, expiresAt }: BegunSession,
): Promise<SessionReport> {
  const problems: string[] = []
  const expect = (what: string, actual: unknown, expected: unknown): void => {
    const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
    if (got !== wanted) problems.push(`session, ${what}: ${got} instead of ${wanted}`)
  }
  const signal = AbortSignal.timeout(deadlineSeconds * 1000)
  // Next.js redirects to the page of a 403. A redirect to the provider would be a sign-in.
  const open = (path: string) =>
    agent.get(appUrl + path, { from: null, signal, stopBefore: provider.issuerUrl })

  expect('admin page', admin.status, 200)
  if (admin.status !== 200)
    return { name, call: noCall, refreshes: 0, admin: [admin.status, 0], outcome: 'ended', problems }
  const before = { ...provider.refreshes }
  await takeRole(provider.peopleUrl, name)
  const pages = await sendUntilRefreshed(provider, () => open('/orders'))
  const refreshes = provider.refreshes.succeeded - before.succeeded
  expect(`refreshes for ${requestsAtOnce} requests at once`, refreshes, 1)
  expect('refresh tokens that were sent twice', provider.refreshes.reused - before.reused, 0)

  const calls = pages.map(readCall)
  // An opaque token of a sign-in is for UserInfo alone, so an API refuses it.
  const isRefused = apis[0]?.format === 'opaque'
  for (const { status, caller } of calls) {
    expect('answer of the API', status, isRefused ? 401 : 200)
    expect('person whom the API saw', [key, name].includes(caller ?? ''), !isRefused)
  }

  const forbidden = await open('/admin')
  expect('admin page without the role', forbidden.status, 403)
  expect('explanation on that page', forbidden.text.includes('You cannot open this page'), true)
  const session = readSession(await open('/oauth2/session'))
  expect('roles', session.roles, ['ROLE_USER'])
  const outcome =
    session.expiresAt === undefined ? 'ended' : session.expiresAt === expiresAt ? 'goes on' : 'is another'
  expect('afterwards', outcome, 'goes on')
  return {
    name,
    call: calls[0] ?? noCall,
    refreshes,
    admin: [admin.status, forbidden.status],
    outcome,
    problems: [...new Set(problems)],
  }
}

/** Sends requests at the same time, again and again until the provider has refreshed the session. Returns the last answers. */
async function sendUntilRefreshed(
  provider: Pick<EmbeddedProvider, 'refreshes'>,
  send: () => Promise<AgentResponse>,
): Promise<readonly AgentResponse[]> {
  const before = JSON.stringify(provider.refreshes)
  const giveUpAt = performance.now() + giveUpSeconds * 1000
  for (;;) {
    const answers = await Promise.all(Array.from({ length: requestsAtOnce }, send))
    if (JSON.stringify(provider.refreshes) !== before || performance.now() > giveUpAt) return answers
    await new Promise((resolve) => setTimeout(resolve, pauseSeconds * 1000))
  }
}

async function takeRole(peopleUrl: string, name: string): Promise<void> {
  const visitor = createUserAgent()
  await visitor.submitForm(await visitor.get(peopleUrl), { press: `${roleKey} from ${name}` })
}

function readCall({ text }: AgentResponse): SessionReport['call'] {
  const page = text.replaceAll('&quot;', '"')
  const [, status] = /It answered <code>(\d+)<\/code>/u.exec(page) ?? []
  const [, caller] = /"caller":"([^"]*)"/u.exec(page) ?? []
  return { status: status === undefined ? undefined : Number(status), caller }
}

interface Session {
  readonly expiresAt?: unknown
  readonly roles?: readonly string[]
}

function readSession({ status, text }: AgentResponse): Session {
  return status === 200 ? (JSON.parse(text) as Session) : {}
}
