import { createHash, randomBytes } from 'node:crypto'
import { buildAuthorizationParameters, cleanText } from '@x/oidc-core'
import { type Arrival, endedAlike, navigate } from './compare-answers.ts'
import { listUnknownScopes, quoteList } from './check-metadata.ts'
import { type Finding, ok, problem, unknown } from './finding.ts'
import { buildAddress, type Metadata, readText, type SetUp } from './set-up.ts'

/** Errors of a provider that knows the client and the redirect URI, and has no person. @see OpenID Connect Core 1.0, section 3.1.2.6 */
const needsPerson = [
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
]

const random = (): string => randomBytes(32).toString('base64url')

/**
 * Asks the authorization endpoint without a person (`prompt=none`), and reads where the answer goes: an error comes to the redirect URI
 * only if client and redirect URI are registered.
 * @see RFC 6749, section 4.1.2.1
 */
export async function checkRedirectUri(setUp: SetUp, metadata: Metadata): Promise<readonly Finding[]> {
  const redirectUri = buildAddress(setUp, 'callback')
  const state = random()
  const send = (redirect: string): Promise<Arrival> =>
    navigate(setUp.network, buildRequest(setUp, metadata, redirect, state), redirect)
  const arrival = await send(redirectUri)
  if (arrival.kind === 'failed') {
    const { failure } = arrival.asked
    return [
      problem('redirect_uri', `The authorization endpoint: ${failure?.why ?? ''}.`, failure?.todo ?? ''),
    ]
  }
  if (arrival.kind === 'back') return readResponse(setUp, metadata, arrival.params, state)
  // The same request with an address that is not registered: does it make a difference?
  const control = await send(`${redirectUri}/not-registered-${state.slice(0, 8)}`)
  if (arrival.kind === 'refused') return [describeRefusal(setUp, arrival, redirectUri)]
  return [
    endedAlike(arrival, control)
      ? unknown(
          'redirect_uri',
          'The provider shows a page for any redirect URI, so it cannot be told whether it is registered.',
          `Register ${redirectUri}, and sign in once.`,
        )
      : ok(
          'redirect_uri',
          `The provider shows its sign-in page for ${redirectUri}, and refuses another address.`,
        ),
  ]
}

function buildRequest({ provider }: SetUp, metadata: Metadata, redirectUri: string, state: string): string {
  const url = new URL(readText(metadata, 'authorization_endpoint') ?? '')
  const codeChallenge = createHash('sha256').update(random()).digest('base64url')
  const attempt = { redirectUri, state, nonce: random(), codeChallenge, prompt: 'none' as const }
  for (const [name, value] of Object.entries(buildAuthorizationParameters(provider, attempt)))
    url.searchParams.set(name, value)
  return url.href
}

/** An answer that came back to the application: the redirect URI is registered. */
function readResponse(
  { provider }: SetUp,
  metadata: Metadata,
  params: URLSearchParams,
  state: string,
): readonly Finding[] {
  const registered = ok('redirect_uri', 'Client and redirect URI are registered.')
  const findings: Finding[] = [registered]
  const error = params.get('error') ?? ''
  const text = cleanText(params.get('error_description') ?? '', 200)
  const words = `The provider refuses the authorization request: ${cleanText(error, 60)}${text && `, "${text}"`}.`
  if (error === 'invalid_scope') {
    const unlisted = listUnknownScopes(provider, metadata)
    const which = unlisted.length === 0 ? '' : `; the provider does not list ${quoteList(unlisted)}`
    const todo = `Correct scopes (now: ${provider.scopes.join(' ')}${which}), or allow them for the client.`
    findings.push(problem('scopes', words, todo))
  } else if (error === 'unauthorized_client' || error === 'unsupported_response_type')
    findings.push(problem('client', words, 'Allow the client the authorization code flow at the provider.'))
  else if (/code[_ ]challenge|pkce/iu.test(text))
    findings.push(problem('pkce', words, 'Set the PKCE method of the client at the provider to S256.'))
  else if (error !== '' && !needsPerson.includes(error))
    findings.push(
      problem(
        'redirect_uri',
        words,
        'Check authorizationParams, and the settings of the client at the provider.',
      ),
    )
  const iss = params.get('iss')
  const isAnnounced = metadata['authorization_response_iss_parameter_supported'] === true
  // Where discovery names it, too, the finding about the issuer says so.
  const isOther = iss !== provider.issuerUrl && iss !== readText(metadata, 'issuer')
  if (iss !== null && isOther && provider.issuerTemplate === undefined)
    findings.push(
      problem(
        'iss',
        `The answer names ${cleanText(iss)} as its issuer, the configuration ${cleanText(provider.issuerUrl)}.`,
        'Let the provider name itself alike in discovery and in answers.',
      ),
    )
  else if (iss === null && isAnnounced)
    findings.push(
      problem(
        'iss',
        'The provider announces iss in authorization responses, and sends none (RFC 9207), so each sign-in is refused.',
        'Correct authorization_response_iss_parameter_supported at the provider, or with metadata of the provider here.',
      ),
    )
  if (params.get('state') !== state)
    findings.push(
      problem(
        'redirect_uri',
        'The provider does not send state back as it was sent, so each sign-in is refused.',
        'Check what a proxy in front of the provider changes in addresses.',
      ),
    )
  return findings
}

/** A page with an error in place of an answer: the provider does not trust the client or the address. */
function describeRefusal(
  { provider }: SetUp,
  { status, words, text }: Extract<Arrival, { kind: 'refused' }>,
  redirectUri: string,
): Finding {
  const message = `The provider refuses the authorization request with ${status}: "${words}".`
  if (/realm not enabled/iu.test(text))
    return problem('endpoints', message, 'Enable the realm at the provider.')
  if (/client (?:is )?(?:disabled|not enabled)/iu.test(text))
    return problem('client', message, 'Enable the client at the provider.')
  if (/redirect[ _]?ur[il]|callback url|AADSTS50011/iu.test(text))
    return problem(
      'redirect_uri',
      message,
      `Register the redirect URI ${redirectUri} at the provider, letter by letter.`,
    )
  if (/client|application|AADSTS700016/iu.test(text))
    return problem(
      'client',
      message,
      `Check clientId: the provider does not know ${JSON.stringify(cleanText(provider.clientId))}.`,
    )
  return problem(
    'redirect_uri',
    message,
    `Check clientId (${JSON.stringify(cleanText(provider.clientId))}) and whether ${redirectUri} is registered.`,
  )
}
