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
  return (
    !Object.hasOwn(value, 'sub') && (textOf(value, 'id_token') ?? textOf(value, 'access_token')) !== undefined
  )
}

/** Takes the tokens out of a response. Many access tokens are opaque: such a one is left out, as the library does at a sign-in. */
export function readTokenResponse(value: Claims): TokenResponse {
  const idToken = textOf(value, 'id_token')
  const accessToken = textOf(value, 'access_token')
  const read = accessToken === undefined ? undefined : decodeJwt(accessToken)
  const isReadable = accessToken !== undefined && read !== undefined && 'value' in read
  return {
    given: { ...(idToken !== undefined && { idToken }), ...(isReadable && { accessToken }) },
    notes:
      read !== undefined && 'problem' in read ? [`access_token is left out. ${read.problem.message}`] : [],
  }
}

function textOf(value: Claims, name: string): string | undefined {
  const member = Object.hasOwn(value, name) ? value[name] : undefined
  return typeof member === 'string' ? member : undefined
}
