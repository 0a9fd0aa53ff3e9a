import { buildApiRequest, buildTokenRequest } from '@x/example-node/api-request'
import type { ApiRequest } from '@x/example-node/api-request'
import type { Api } from '@x/example-node/list-apis'
import type { DemoPeople } from '@x/example-node/people'
import type { RunningExample } from './start-example.ts'

/** What became of one caller's requests to an API of the demo. */
export interface ApiReport {
  readonly format: Api['format']
  readonly caller: string
  readonly statuses: Statuses
  /** One sentence for each thing that is not as expected. */
  readonly problems: readonly string[]
}

type Statuses = Readonly<Record<'orders' | 'admin', number>>

const deadlineSeconds = 30

/** Calls the APIs without a token and with one of each person, by the requests that the demo shows as commands. */
export async function checkApi(
  { apis, tokenUrl }: Pick<RunningExample, 'apis' | 'tokenUrl'>,
  people: DemoPeople,
): Promise<readonly ApiReport[]> {
  const reports: ApiReport[] = []
  for (const api of apis) {
    reports.push(await checkCaller(api, 'without a token', undefined, { orders: 401, admin: 401 }))
    for (const [key, { name, password, expected }] of Object.entries(people)) {
      const token = await fetchToken(buildTokenRequest(tokenUrl, api, key, password))
      reports.push(await checkCaller(api, name, token, expected.api))
    }
  }
  return reports
}

async function checkCaller(
  api: Api,
  caller: string,
  token: string | undefined,
  expected: Statuses,
): Promise<ApiReport> {
  const { format } = api
  const [orders, admin] = [
    await send(buildApiRequest(api, 'orders', token)),
    await send(buildApiRequest(api, 'admin', token)),
  ]
  const statuses = { orders: orders.status, admin: admin.status }
  const [got, wanted] = [JSON.stringify(statuses), JSON.stringify(expected)]
  const looksAsItShould = token === undefined || isJwt(token) === (format === 'jwt')
  const problems = [
    ...(got === wanted ? [] : [`API, ${format}: ${got} instead of ${wanted}`]),
    ...(looksAsItShould ? [] : [`API, ${format}: the token is of the other format`]),
  ]
  return { format, caller, statuses, problems }
}

async function fetchToken(request: ApiRequest): Promise<string> {
  const answer = (await (await send(request)).json()) as { readonly access_token?: string }
  if (answer.access_token === undefined) throw new Error(`No token from ${request.url}`)
  return answer.access_token
}

function send({ url, form, token }: ApiRequest): Promise<Response> {
  return fetch(url, {
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
    signal: AbortSignal.timeout(deadlineSeconds * 1000),
  })
}

function isJwt(token: string): boolean {
  return token.split('.').length === 3
}
