import type { Claims } from '@x/oidc-core'
import { decodeJwt } from './decode-jwt.ts'

/** What a response of the token endpoint says about a person. */
export interface TokenResponse {
  readonly given: { readonly idToken?: string; readonly accessToken?: string }
  /** What was left out, and why. */
  readonly notes: readonly string[]
}

/** Whether an object is the response of a token endpoint, RFC 6749, section 5.1. A Claims Set has a `sub`, and that response has none. */
export function isTokenResponse(value: Claims): boolean {
  return !Object.hasOwn(value, 'sub') && (isTextOf(value, 'id_token') || isTextOf(value, 'access_token'))
}

/** Takes the tokens out of a response. Many access tokens are opaque: such a one is left out, as the library does at a sign-in. */
export function readTokenResponse(value: Claims): TokenResponse {
  const idToken = isTextOf(value, 'id_token') ? String(value['id_token']) : undefined
  const accessToken = isTextOf(value, 'access_token') ? String(value['access_token']) : undefined
  const read = accessToken === undefined ? undefined : decodeJwt(accessToken)
  const isReadable = accessToken !== undefined && read !== undefined && 'value' in read
  return {
    given: { ...(idToken !== undefined && { idToken }), ...(isReadable && { accessToken }) },
    notes:
      read !== undefined && 'problem' in read ? [`access_token is left out. ${read.problem.message}`] : [],
  }
}

const isTextOf = (value: Claims, name: string): boolean =>
  Object.hasOwn(value, name) && typeof value[name] === 'string'
