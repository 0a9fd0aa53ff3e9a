import { parseJson, splitCompactJws } from '@x/oidc-core'
import type { Claims, JsonValue } from '@x/oidc-core'
import { decodeBase64Url } from '../base64url.ts'
import { fail, isJsonObject } from './parsed.ts'
import type { Parsed } from './parsed.ts'

/** What a JWT says about itself and about a person. */
export interface DecodedJwt {
  readonly header: Claims
  readonly claims: Claims
}

/** Base64url of `{"`, with which every JWT begins, and a dot after the header. */
export function looksLikeJwt(text: string): boolean {
  return /^eyJ[\w-]*\./.test(text)
}

/** Reads the header and the payload of a JWT and nothing else: whether it was signed remains unknown. */
export function decodeJwt(text: string): Parsed<DecodedJwt> {
  const token = text.trim()
  if (token.split('.').length === 5) return fail('This JWT is encrypted, so only its recipient can read it.')
  const jws = splitCompactJws(token)
  if (!jws) {
    return fail(
      looksLikeJwt(token)
        ? 'This JWT is not whole: it has three parts of base64url, with a dot between them.'
        : 'This text is no JWT. An opaque token says nothing by itself: paste what UserInfo or introspection answer.',
    )
  }
  const claims = readObject(jws.payload)
  return claims === undefined
    ? fail('The payload of this JWT is not a JSON object of distinct members, or it is nested too deeply.')
    : { value: { header: readObject(jws.header) ?? {}, claims } }
}

/**
 * Whether a token says that it is an access token: by the `typ` of its header, RFC 9068, section 2.1, or, as Keycloak writes it, by a claim
 * `typ` of the value `Bearer`.
 */
export function isAccessToken({ header, claims }: DecodedJwt): boolean {
  return /^(?:application\/)?at\+jwt$/i.test(asText(header['typ'])) || /^bearer$/i.test(asText(claims['typ']))
}

function readObject(segment: string): Claims | undefined {
  const value = parseJson(decodeBase64Url(segment) ?? '')
  return isJsonObject(value) ? value : undefined
}

const asText = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')
