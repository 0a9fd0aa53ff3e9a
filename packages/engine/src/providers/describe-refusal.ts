import { cleanText, type ErrorDetails, OidcError, type ProviderConfig } from '@x/oidc-core'

/** The error that a provider sent in place of a code or a token. @see RFC 6749, sections 4.1.2.1 and 5.2 */
export interface Refusal {
  readonly error: string
  /** The provider's `error_description`, as it arrived. */
  readonly description: unknown
  /** The values that were sent to the provider. They are removed from the quoted text, because the provider may repeat them. */
  readonly sent: readonly (string | undefined)[]
}

type RefusalDetail = ErrorDetails['client_rejected']

/** The error codes for an outage, and for a client with a wrong registration. All other codes concern the user. */
const outages = ['server_error', 'temporarily_unavailable']
const misunderstandings = [
  'invalid_request',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_response_type',
]

/** Keycloak's code if a person continues in a tab whose sign-in page has expired. */
export const expiredAtProvider = 'authentication_expired'

/**
 * Builds the error for an authorization response with `error`. It comes through the browser, so that anyone can write it: the log marks
 * its description as untrusted.
 * @param said `error` and `error_description` of the callback URL
 * @see RFC 6749, section 4.1.2.1
 */
export function describeAuthorizationError(
  { providerId }: ProviderConfig,
  said: { readonly error: string; readonly description: string | null },
  sent: Refusal['sent'],
): OidcError {
  // Only a code that fits the grammar is quoted.
  const quoted = /^[\w.-]{1,64}$/u.test(said.error) ? said.error : 'unknown'
  // Keycloak reports this as an outage, but only this sign-in is affected.
  const error = said.description === expiredAtProvider ? expiredAtProvider : quoted
  const detail = buildDetail(providerId, { error, description: said.description, sent })
  const told = quote(detail, 'through the browser, so not trusted: ')
  if (outages.includes(error)) {
    return new OidcError(
      'provider_unavailable',
      `Provider ${providerId} cannot sign people in now: ${error}${told}.`,
      { providerId, operation: 'authorization', why: error },
    )
  }
  const untrusted = detail.description === undefined ? {} : ({ untrusted: true } as const)
  if (misunderstandings.includes(error)) {
    const advice = findAdvice(said.description) ?? 'Check scopes and the client.'
    const message = `Provider ${providerId} does not accept the authorization request: ${error}${told}. ${advice}`
    return new OidcError('client_rejected', message, { ...detail, ...untrusted })
  }
  const message = `Provider ${providerId} refused the sign-in: ${error}${told}.`
  return new OidcError('authorization_failed', message, { ...detail, ...untrusted })
}

/**
 * Builds the error for a response of the token endpoint with `error`.
 * @param grant the `grant_type` of the request
 * @see RFC 6749, section 5.2
 */
export function describeTokenError(
  config: ProviderConfig,
  refusal: Refusal & { readonly isUnauthorized: boolean },
  grant: string,
): OidcError {
  const { providerId } = config
  const { error, isUnauthorized } = refusal
  const detail = buildDetail(providerId, refusal)
  const told = quote(detail)
  const advice = findAdvice(refusal.description)
  if (error === 'unauthorized_client') {
    const allow = `Allow this client the grant ${grant} at the provider${standardFlow(grant)}.`
    const message = `Provider ${providerId} does not allow this client to ask for tokens this way (${detail.error}${told}). ${advice ?? allow}`
    return new OidcError('client_rejected', message, detail)
  }
  // Some providers answer `invalid_grant` with 401, which RFC 6749, section 5.2, reserves for `invalid_client`.
  if (error === 'invalid_client' || (isUnauthorized && error !== 'invalid_grant')) {
    const message = `Provider ${providerId} does not accept this client (${detail.error}${told}). ${advice ?? adviseOnCredentials(config)}`
    return new OidcError('client_rejected', message, detail)
  }
  const message = `Provider ${providerId} refused to give a token (${detail.error}${told}).${advice === undefined ? '' : ` ${advice}`}`
  return new OidcError('token_request_failed', message, detail)
}

function buildDetail(providerId: string, { error, description, sent }: Refusal): RefusalDetail {
  const text = readDescription(description, sent)
  // Some providers write a sentence as the code. A code of the specification is kept, even if a secret has the same text.
  const code = tokenErrors.includes(error) ? error : takeOut(error, sent)
  return { providerId, error: code, ...(text !== undefined && { description: text }) }
}

/** @see RFC 6749, section 5.2 */
const tokenErrors = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
]

const quote = ({ description }: RefusalDetail, origin = ''): string =>
  description === undefined ? '' : `, ${origin}"${description}"`

/** Encodes a value as a form does. @see RFC 6749, appendix B */
export function encodeForm(value: string): string {
  return new URLSearchParams([['', value]]).toString().slice(1)
}

function readDescription(description: unknown, sent: Refusal['sent']): string | undefined {
  if (typeof description !== 'string' || description.trim() === '') return undefined
  // The text is cut after the secrets are removed, so that no part of a secret is left at the end.
  return cleanText(takeOut(description, sent))
}

function takeOut(text: string, sent: Refusal['sent']): string {
  const spellings = new Set(sent.flatMap((value) => (value ? listSpellings(value) : [])))
  // Longer values are removed first: otherwise a part of a longer value could be left.
  const longestFirst = [...spellings].sort((one, other) => other.length - one.length)
  return longestFirst.reduce((rest, spelling) => rest.replaceAll(spelling, '***'), text)
}

/** Lists how a provider may write a value: as it is, in a URL, in a form, as JSON, as HTML. */
function listSpellings(value: string): readonly string[] {
  // A form encodes unpaired surrogates in this way; `encodeURIComponent` throws for them.
  const encoded = [encodeURIComponent(value.replace(/\p{Cs}/gu, '\ufffd')), encodeForm(value)]
  const inLowerCase = encoded.map((text) => text.replace(/%[\dA-F]{2}/gu, (octet) => octet.toLowerCase()))
  return [value, ...encoded, ...inLowerCase, JSON.stringify(value).slice(1, -1), escapeHtml(value)]
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Phrases in descriptions of providers which show that the client is registered for a feature that this library lacks. */
const registrations: readonly (readonly [RegExp, string])[] = [
  [
    /pushed authorization/iu,
    'The client is registered for pushed authorization requests (RFC 9126), which this library does not send: switch them off for the client.',
  ],
  [
    /\bdpop\b/iu,
    'The client is registered for DPoP (RFC 9449), for which this library sends no proofs at sign-in: switch it off for the client.',
  ],
  [
    /client_assertion|client assertion|signed jwt|private_key_jwt/iu,
    'The client is registered for a signed JWT (private_key_jwt), which this library does not send: choose a client secret for it.',
  ],
]

/** A longer text is no explanation. */
const maxReadLength = 4000

/** Returns only our own sentences, because any sender may have written the description. */
function findAdvice(description: unknown): string | undefined {
  if (typeof description !== 'string') return undefined
  return registrations.find(([pattern]) => pattern.test(description.slice(0, maxReadLength)))?.[1]
}

const standardFlow = (grant: string): string =>
  grant === 'authorization_code' ? " (at Keycloak: 'Standard flow')" : ''

function adviseOnCredentials({ clientAuthentication, clientId }: ProviderConfig): string {
  const check = 'Check clientId, clientSecret and tokenEndpointAuthMethod.'
  if (
    clientAuthentication === undefined ||
    !('clientSecret' in clientAuthentication) ||
    clientAuthentication.method === 'client_secret_post'
  )
    return check
  if (/^[a-z\d]*$/iu.test(`${clientId}${clientAuthentication.clientSecret}`)) return check
  return (
    `${check} client_secret_basic percent-encodes all characters of both except letters and digits (RFC 6749, section 2.3.1), ` +
    "and some providers do not decode them: try tokenEndpointAuthMethod: 'client_secret_post'."
  )
}
