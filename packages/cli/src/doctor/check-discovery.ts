import { cleanText } from '@x/oidc-core'
import { documentationPage } from '../documentation.ts'
import { type Answer, ask, parseObject } from './ask.ts'
import { type Finding, ok, problem, warning, unknown } from './finding.ts'
import { type Metadata, readText, type SetUp } from './set-up.ts'
import { summarize } from './summarize-page.ts'

const documentPath = '/.well-known/openid-configuration'

/** What discovery gave: without metadata there is nothing more to look at. Those of another issuer must not be used. */
export interface Discovery {
  readonly findings: readonly Finding[]
  /** False: the server cannot be reached, or says that it cannot answer now. */
  readonly isAnswered: boolean
  readonly metadata?: Metadata
}

/**
 * Fetches the discovery document, and compares its issuer and its clock.
 * @see OpenID Connect Discovery 1.0, section 4
 */
export async function checkDiscovery(setUp: SetUp): Promise<Discovery> {
  const { provider, network } = setUp
  const address = provider.metadataUrl ?? buildDocumentAddress(provider.issuerUrl)
  const { answer, failure } = await ask(network, address, { headers: { accept: 'application/json' } })
  if (failure)
    return {
      findings: [problem('discovery', `GET ${cleanText(address)}: ${failure.why}.`, failure.todo)],
      isAnswered: false,
    }
  const own = answer.status === 200 ? parseObject(answer.body) : undefined
  if (own === undefined)
    return {
      findings: [await describeRefusal(setUp, address, answer)],
      isAnswered: !isPassing(answer.status),
    }
  const metadata = { ...own, ...provider.metadata }
  if (readText(metadata, 'issuer') === undefined)
    return { findings: [describeForeign(address)], isAnswered: true }
  const answered = ok('discovery', `${cleanText(address)} answered in ${answer.milliseconds} ms.`)
  const issuer = compareIssuer(setUp, metadata)
  return {
    findings: [answered, issuer, compareClocks(setUp, answer)],
    isAnswered: true,
    ...(issuer.state === 'ok' && { metadata }),
  }
}

/** A proxy, a limit or a fault of the server says nothing about the issuer. */
const isPassing = (status: number): boolean => status >= 500 || status === 407 || status === 429

const buildDocumentAddress = (issuer: string): string => issuer.replace(/\/$/u, '') + documentPath

/** Looks for the issuer that was probably meant. */
async function describeRefusal(setUp: SetUp, address: string, answer: Answer): Promise<Finding> {
  const { status, headers, body } = answer
  const came =
    status === 200
      ? `no JSON object came, but ${cleanText(headers.get('content-type') ?? 'a body without content-type', 100)}`
      : `the answer is ${status}`
  const location = headers.get('location')
  const meant = await findIssuer(setUp)
  return problem(
    'discovery',
    `GET ${cleanText(address)}: ${came}${location === null ? '' : `, to ${cleanText(location, 200)}`}${status === 200 || body === '' ? '' : ` ("${summarize(body)}")`}.`,
    meant === undefined
      ? `Open ${documentPath} below the issuer in a browser: issuerUrl is the address in front of it. What it looks like: ${documentationPage('docs/providers/README.md')}`
      : `issuerUrl is probably ${cleanText(meant)}: a provider answers there.`,
  )
}

/** Asks at the addresses that are often meant, and gives the issuer that one of them names. */
async function findIssuer({ provider, network }: SetUp): Promise<string | undefined> {
  for (const candidate of listCandidates(provider.issuerUrl)) {
    const { answer } = await ask(network, buildDocumentAddress(candidate))
    const issuer = answer?.status === 200 ? parseObject(answer.body)?.['issuer'] : undefined
    if (typeof issuer === 'string') return issuer
  }
  return undefined
}

/** Issuers beside the given one: of Keycloak before and after version 17, of Entra ID, of Okta, and of a host alone. */
function listCandidates(issuerUrl: string): readonly string[] {
  const { origin, pathname } = new URL(issuerUrl)
  const path = pathname.replace(/\/$/u, '').replace(documentPath, '')
  const paths = [
    path,
    path.replace(/^\/auth\/realms\//u, '/realms/'),
    path.replace(/^\/realms\//u, '/auth/realms/'),
    path.replace(/^\/(?:auth\/)?admin\/(?:[^/]+\/console\/?)?(?<realm>[^/]*)$/u, '/realms/$<realm>'),
    `${path}/v2.0`,
    `${path}/oauth2/default`,
    // Some page below the issuer, such as its authorization endpoint.
    path.split('/').slice(0, -1).join('/'),
    path.split('/').slice(0, -3).join('/'),
    '',
  ]
  const found = new Set(paths.map((one) => origin + one))
  found.delete(issuerUrl.replace(/\/$/u, ''))
  return [...found]
}

const describeForeign = (address: string): Finding =>
  problem(
    'issuer',
    `The document at ${cleanText(address)} has no issuer.`,
    'Check whether issuerUrl leads to a provider of OpenID Connect.',
  )

/** @see OpenID Connect Discovery 1.0, section 4.3 */
function compareIssuer({ provider }: SetUp, metadata: Metadata): Finding {
  const expected = provider.issuerTemplate ?? provider.issuerUrl
  const issuer = readText(metadata, 'issuer') ?? ''
  if (issuer === expected) return ok('issuer', `The provider names itself ${cleanText(expected)}.`)
  const option = provider.issuerTemplate === undefined ? 'issuerUrl' : 'issuerTemplate'
  const isSlash = `${issuer}/` === expected || issuer === `${expected}/`
  return problem(
    'issuer',
    `The provider names itself ${cleanText(issuer)}, the configuration ${cleanText(expected)}${isSlash ? ': they differ by a slash at the end' : ''}.`,
    `${
      issuer.includes('{')
        ? `The provider signs for many tenants. Write issuerTemplate: ${JSON.stringify(cleanText(issuer))} and tenants, or the issuer of one tenant.`
        : `Write ${option}: ${JSON.stringify(cleanText(issuer))} if that is the provider that you mean.`
    } Nothing more was checked: metadata of another issuer must not be used.`,
  )
}

/** Compares the header Date, which has whole seconds, with the clock of this machine. */
function compareClocks({ config }: SetUp, { headers, at }: Answer): Finding {
  const date = headers.get('date')
  const theirs = date === null ? NaN : Date.parse(date) / 1000
  if (Number.isNaN(theirs))
    return unknown(
      'clock',
      'The provider sends no Date, so its clock was not compared.',
      'Compare the clocks yourself: if they differ by more than clockSkewSeconds, sign-ins fail.',
    )
  const difference = at - theirs
  // The answer is up to a second younger than its Date says.
  const seconds = Math.round(difference > 0 ? Math.max(0, difference - 1) : difference)
  const words = `This machine's clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} the provider's`
  const todo = 'Let both machines set their clocks by NTP.'
  if (Math.abs(seconds) > config.clockSkewSeconds)
    return problem('clock', `${words}; clockSkewSeconds allows ${config.clockSkewSeconds} s.`, todo)
  if (Math.abs(seconds) > 5) return warning('clock', `${words}.`, todo)
  return ok('clock', `The clocks agree (${Math.abs(seconds)} s).`)
}
