import { type Claims, isInstant, isRecentInstant, OidcError } from '@x/oidc-core'
import * as oauth from 'oauth4webapi'
import * as v from 'valibot'
import type { KeySet } from '../jwt/key-set.ts'
import { dropPrototype } from '../json/drop-prototype.ts'
import { isJsonObject } from '../json/json-object.ts'
import { resolveIdTokenAlgorithms, type TokenIssuer } from '../jwt/id-token.ts'
import { verifyJws } from '../jwt/jws.ts'
import { findIntrospectionClient } from './introspection-client.ts'
import { prepareRequest, type RequestTarget } from './oauth.ts'
import { readJson } from './outbound.ts'

export interface IntrospectionOptions {
  /** Whether only a signed answer is accepted (RFC 9701). */
  readonly signed: boolean
  readonly now: () => number
  readonly clockSkewSeconds: number
}

/** A provider, and the keys with which it signs answers. */
export interface Introspector extends RequestTarget {
  readonly keys: KeySet
}

const signedType = /^application\/token-introspection\+jwt\b/iu

/**
 * Introspects a token at the provider: undefined when it is not active. Only `true` means active: any value but `true` and
 * `false` makes the answer unusable.
 * @throws OidcError `client_rejected`, `provider_unsupported`, `provider_response_invalid`, `provider_unavailable`
 * @see RFC 7662, section 2; RFC 9701
 */
export async function introspectToken(
  introspector: Introspector,
  token: string,
  wanted: IntrospectionOptions,
): Promise<Claims | undefined> {
  const { config, metadata } = introspector
  const { providerId } = config
  if (metadata.introspection_endpoint === undefined) {
    throw new OidcError('provider_unsupported', `Provider ${providerId} has no introspection endpoint.`, {
      providerId,
      what: 'introspection_endpoint',
    })
  }
  const { server, client, authentication, options } = prepareRequest(introspector, 'introspection')
  const response = await oauth.introspectionRequest(server, client, authentication, token, {
    ...options,
    requestJwtResponse: wanted.signed,
    additionalParameters: { token_type_hint: 'access_token' },
  })
  if (response.status !== 200) throw refusal(providerId, response.status)
  const answer = await readAnswer(introspector, response, wanted)
  if (typeof answer === 'string') throw invalid(providerId, answer)
  if (typeof answer['active'] !== 'boolean') throw invalid(providerId, 'active is neither true nor false')
  return answer['active'] ? answer : undefined
}

/** A client may be registered for signed answers (RFC 9701, section 6); they are verified even if not required. */
async function readAnswer(
  { config, keys, metadata }: Introspector,
  response: Response,
  { signed, now, clockSkewSeconds }: IntrospectionOptions,
): Promise<Claims | string> {
  if (signedType.test(response.headers.get('content-type') ?? '')) {
    return verifyIntrospection(
      await response.text(),
      { provider: config, keys, announced: metadata.introspection_signing_alg_values_supported },
      { now: now(), clockSkewSeconds },
    )
  }
  if (signed) return 'it is not signed'
  const answer: unknown = await readJson(response)
  return isJsonObject(answer) ? answer : 'it is not a JSON object of distinct members'
}

/** This status concerns the client and its credentials, never the token (RFC 7662, section 2.3). */
function refusal(providerId: string, status: number): OidcError {
  return new OidcError(
    'client_rejected',
    `Provider ${providerId} does not let this client introspect tokens: it answered ${status}.`,
    { providerId, error: `status ${status}` },
  )
}

function invalid(providerId: string, why: string): OidcError {
  const message = `The introspection response of provider ${providerId} is not usable: ${why}.`
  return new OidcError('provider_response_invalid', message, { providerId, operation: 'introspection', why })
}

/** In seconds. A signed response that is older was not signed for this request. */
const maxAgeSeconds = 60

const signedAnswer = v.looseObject({
  iss: v.string(),
  aud: v.union([v.string(), v.array(v.string())]),
  iat: v.custom<number>(isInstant),
  token_introspection: v.custom<Claims>(isJsonObject),
})

/**
 * Verifies a signed introspection answer. It returns the introspection of the token, or a clause for the log that says what is
 * wrong. The type distinguishes the answer from an access token with the same claims.
 * @throws OidcError when the provider's keys are not available
 * @see RFC 9701, sections 5 and 8.1
 */
async function verifyIntrospection(
  token: string,
  { provider, keys, announced }: TokenIssuer,
  { now, clockSkewSeconds }: { readonly now: number; readonly clockSkewSeconds: number },
): Promise<Claims | string> {
  const verified = await verifyJws(
    token,
    keys.for('introspection'),
    resolveIdTokenAlgorithms(provider, announced),
  )
  if (!verified.ok) return `it fails the check ${verified.rule}`
  const { typ } = verified.value.header
  const isTyped = typeof typ === 'string' && /^(?:application\/)?token-introspection\+jwt$/iu.test(typ)
  if (!isTyped) return 'it fails the check typ'
  const answer = v.safeParse(signedAnswer, verified.value.claims)
  if (!answer.success) return 'it lacks iss, aud, iat or token_introspection'
  const { aud, iat, iss, token_introspection: introspection } = answer.output
  if (iss !== provider.issuerUrl) return 'it fails the check iss'
  const client = findIntrospectionClient(provider)
  if (client === undefined || ![aud].flat().includes(client.clientId)) return 'it fails the check aud'
  const isNew = isRecentInstant(iat, maxAgeSeconds, { now, clockSkewSeconds })
  return isNew ? dropPrototype(introspection) : 'it fails the check iat'
}
