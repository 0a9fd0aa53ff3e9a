import { type AccessSources, type Claims, parseJson } from '@x/oidc-core'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { UsageError } from '../surroundings.ts'

const sourceNames = ['idToken', 'userinfo', 'accessToken']

/** Claims by their source. */
export interface ReadSources {
  readonly sources: AccessSources
  /** How the text was taken, where it could have been meant otherwise. */
  readonly note?: string
}

/** Reads claims: those of an ID Token or an access token, a JWT, or an object with `idToken`, `userinfo` and `accessToken`. */
export function readSources(text: string): ReadSources {
  const { claims, isAccessToken } = readObject(text)
  if (isAccessToken) {
    // Of the ID Token, only the subject is known: it is the same (OpenID Connect Core 1.0, section 5.3.2).
    const idToken: Claims = Object.hasOwn(claims, 'sub') ? { sub: claims['sub'] ?? null } : {}
    const note =
      'This is an access token, so of the ID Token only the subject is known, and no name. For both, give { "idToken": {…}, "accessToken": {…} }.'
    return { sources: { idToken, accessToken: claims }, note }
  }
  const isBySource =
    Object.keys(claims).length > 0 && Object.keys(claims).every((key) => sourceNames.includes(key))
  if (!isBySource) return { sources: { idToken: claims } }
  const sources = Object.entries(claims).map(([name, value]) => [
    name,
    typeof value === 'string' ? decode(value, name).claims : value,
  ])
  return { sources: { idToken: {}, ...(Object.fromEntries(sources) as object) } }
}

interface ReadObject {
  readonly claims: Claims
  readonly isAccessToken: boolean
}

function readObject(text: string): ReadObject {
  const trimmed = text.trim()
  if (/^[\w-]+\.[\w-]+\.[\w-]*$/u.test(trimmed)) return decode(trimmed, 'the claims')
  const value = parseJson(trimmed)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const claims = value as Claims
    return { claims, isAccessToken: saysAccessToken({}, claims) }
  }
  throw new UsageError(
    'The claims are no JSON object and no JWT. Give the claims of an ID Token, or { "idToken": {…}, "userinfo": {…}, "accessToken": {…} }.',
  )
}

/** The claims of a JWT, whose signature is not verified: the person who runs the command says what came. */
function decode(token: string, name: string): ReadObject {
  try {
    const claims = decodeJwt(token) as Claims
    return { claims, isAccessToken: saysAccessToken(decodeProtectedHeader(token), claims) }
  } catch {
    throw new UsageError(`${name} is no JWT and no JSON object.`)
  }
}

/** By the `typ` of its header, RFC 9068, section 2.1, or, as Keycloak writes it, by a claim `typ` of the value `Bearer`. */
function saysAccessToken({ typ }: { readonly typ?: unknown }, claims: Claims): boolean {
  return /^(?:application\/)?at\+jwt$/iu.test(String(typ)) || claims['typ'] === 'Bearer'
}
