import { cleanText } from '@x/oidc-core'
import { listUnknownScopes, quoteList } from './check-metadata.ts'
import { type Finding, ok, problem } from './finding.ts'
import type { Metadata, SetUp } from './set-up.ts'

/** Errors of a provider that knows the client and the redirect URI, and has no person. @see OpenID Connect Core 1.0, section 3.1.2.6 */
const needsPerson = [
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
]

/** Reads an answer that came back to the application: the redirect URI is registered. */
export function readResponse(
  setUp: SetUp,
  metadata: Metadata,
  params: URLSearchParams,
  state: string,
): readonly Finding[] {
  return [
    ok('redirect_uri', 'Client and redirect URI are registered.'),
    ...readError(setUp, metadata, params),
    ...compareIss(setUp, metadata, params.get('iss')),
    ...compareState(params.get('state'), state),
  ]
}

/** @see RFC 6749, section 4.1.2.1 */
function readError({ provider }: SetUp, metadata: Metadata, params: URLSearchParams): readonly Finding[] {
  const error = params.get('error') ?? ''
  const text = cleanText(params.get('error_description') ?? '', 200)
  const words = `The provider refuses the authorization request: ${cleanText(error, 60)}${text && `, "${text}"`}.`
  if (error === 'invalid_scope') return [problem('scopes', words, adviseOnScopes(provider, metadata))]
  if (error === 'unauthorized_client' || error === 'unsupported_response_type')
    return [problem('client', words, 'Allow the client the authorization code flow at the provider.')]
  if (/code[_ ]challenge|pkce/iu.test(text))
    return [problem('pkce', words, 'Set the PKCE method of the client at the provider to S256.')]
  if (error === '' || needsPerson.includes(error)) return []
  const todo = 'Check authorizationParams, and the settings of the client at the provider.'
  return [problem('redirect_uri', words, todo)]
}

function adviseOnScopes(provider: SetUp['provider'], metadata: Metadata): string {
  const unlisted = listUnknownScopes(provider, metadata)
  const which = unlisted.length === 0 ? '' : `; the provider does not list ${quoteList(unlisted)}`
  return `Correct scopes (now: ${provider.scopes.join(' ')}${which}), or allow them for the client.`
}

/** @see RFC 9207, section 2.4 */
function compareIss({ provider }: SetUp, metadata: Metadata, iss: string | null): readonly Finding[] {
  if (iss === null)
    return metadata['authorization_response_iss_parameter_supported'] === true
      ? [
          problem(
            'iss',
            'The provider announces iss in authorization responses, and sends none (RFC 9207), so each sign-in is refused.',
            'Correct authorization_response_iss_parameter_supported at the provider, or with metadata of the provider here.',
          ),
        ]
      : []
  if (iss === provider.issuerUrl || provider.issuerTemplate !== undefined) return []
  return [
    problem(
      'iss',
      `The answer names ${cleanText(iss)} as its issuer, the configuration ${cleanText(provider.issuerUrl)}.`,
      'Let the provider name itself alike in discovery and in answers.',
    ),
  ]
}

function compareState(came: string | null, sent: string): readonly Finding[] {
  if (came === sent) return []
  return [
    problem(
      'redirect_uri',
      'The provider does not send state back as it was sent, so each sign-in is refused.',
      'Check what a proxy in front of the provider changes in addresses.',
    ),
  ]
}
