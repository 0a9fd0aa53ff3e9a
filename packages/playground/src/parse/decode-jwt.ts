import { splitCompactJws } from '@x/oidc-core'
import type { Claims } from '@x/oidc-core'
import { decodeBase64Url } from '../base64url.ts'
import { isJsonObject, parseJson } from './parse-json.ts'
import type { Parsed } from './parse-json.ts'

/** Base64url of `{"`, with which every JWT begins, and a dot after the header. */
export function looksLikeJwt(text: string): boolean {
  return /^eyJ[\w-]*\./.test(text)
}

/** Reads the payload of a JWT and nothing else: whether it was signed remains unknown. */
export function decodeJwt(text: string): Parsed<Claims> {
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
  const payload = parseJson(decodeBase64Url(jws.payload) ?? '')
  return 'value' in payload && isJsonObject(payload.value)
    ? { value: payload.value }
    : fail('The payload of this JWT is not a JSON object.')
}

function fail(message: string): Parsed<Claims> {
  return { problem: { message } }
}
