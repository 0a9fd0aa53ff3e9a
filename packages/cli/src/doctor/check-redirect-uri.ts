import { createHash, randomBytes } from 'node:crypto'
import { buildAuthorizationParameters, cleanText } from '@x/oidc-core'
import { type Arrival, endedAlike, navigate } from './compare-answers.ts'
import { type Finding, ok, problem, unknown } from './finding.ts'
import { readResponse } from './read-authorization-response.ts'
import { buildAddress, type Metadata, readText, type SetUp } from './set-up.ts'

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
