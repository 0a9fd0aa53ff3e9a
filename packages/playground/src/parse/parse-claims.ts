import type { AccessSources, Claims } from '@x/oidc-core'
import { decodeJwt, isAccessToken, looksLikeJwt } from './decode-jwt.ts'
import { fail, isJsonObject } from './parsed.ts'
import type { Parsed } from './parsed.ts'
import { parseLiteral } from './parse-literal.ts'
import { isTokenResponse, readTokenResponse } from './token-response.ts'

export interface ParsedClaims {
  readonly sources: AccessSources
  /** The payloads of the tokens among them, by where they came from. */
  readonly decoded: readonly { readonly name: string; readonly claims: Claims }[]
  /** How the text was taken, where it could have been meant otherwise. */
  readonly notes: readonly string[]
}

const sourceNames = ['idToken', 'userinfo', 'accessToken']

/**
 * Reads what was pasted: the Claims Set of an ID Token or of an access token; an object with `idToken` and perhaps `userinfo` and
 * `accessToken`, or with `bearer`; the response of a token endpoint; and a JWT wherever a Claims Set may stand.
 */
export function parseClaims(text: string): Parsed<ParsedClaims> {
  const jwt = text.trim().replace(/^Bearer\s+/i, '')
  const parsed = looksLikeJwt(jwt) ? { value: jwt } : parseLiteral(text)
  if ('problem' in parsed) return parsed
  const { value } = parsed
  if (isJsonObject(value) && isTokenResponse(value)) {
    const { given, notes } = readTokenResponse(value)
    if (given.idToken !== undefined) return readSources(given, (name) => name, notes)
    if (given.accessToken !== undefined) return readAccessToken(given.accessToken, notes)
    return fail(
      'This response of a token endpoint has no id_token, and its access_token is no JWT that can be read. Ask for the scope openid.',
    )
  }
  if (!isJsonObject(value) || !isSeveralSources(value))
    return saysAccessToken(value)
      ? readAccessToken(value, [])
      : readSources({ idToken: value }, () => 'The Claims Set', [])
  const isBearer = Object.hasOwn(value, 'bearer')
  const names = isBearer ? ['bearer'] : sourceNames
  const unknown = Object.keys(value).find((name) => !names.includes(name))
  if (unknown !== undefined)
    return fail(
      `${JSON.stringify(unknown)} cannot be combined with ${isBearer ? 'bearer' : 'idToken'}: only ${names.join(', ')} can.`,
    )
  if (!isBearer && !Object.hasOwn(value, 'idToken'))
    return fail('idToken is missing: every sign-in has one. Give at least {}.')
  return readSources(value, (name) => name, [])
}

/** A Claims Set has a `sub`, and no claim of these names is known. */
function isSeveralSources(value: Claims): boolean {
  return !Object.hasOwn(value, 'sub') && [...sourceNames, 'bearer'].some((name) => Object.hasOwn(value, name))
}

function saysAccessToken(value: Claims[string]): boolean {
  if (isJsonObject(value)) return isAccessToken({ header: {}, claims: value })
  const token = typeof value === 'string' ? decodeJwt(value) : undefined
  return token !== undefined && 'value' in token && isAccessToken(token.value)
}

/** An access token alone: of the ID Token that belongs to it, only the subject is known, which is the same (OpenID Connect Core, section 5.3.2). */
function readAccessToken(value: Claims[string], notes: readonly string[]): Parsed<ParsedClaims> {
  const read = readSources({ accessToken: value }, (name) => name, [])
  if ('problem' in read) return read
  const { accessToken = {} } = read.value.sources as { readonly accessToken?: Claims }
  const idToken: Claims = Object.hasOwn(accessToken, 'sub') ? { sub: accessToken['sub'] ?? null } : {}
  const note =
    'This is an access token, so its claims stand under accessToken. Of the ID Token only the subject is known: paste {"idToken", "accessToken"} to have both.'
  return {
    value: { ...read.value, sources: { idToken, accessToken }, notes: [note, ...notes] },
  }
}

function readSources(
  given: Claims,
  nameOf: (source: string) => string,
  notes: readonly string[],
): Parsed<ParsedClaims> {
  const sources: Record<string, Claims> = {}
  const decoded: ParsedClaims['decoded'][number][] = []
  for (const [source, value] of Object.entries(given)) {
    const name = nameOf(source)
    if (typeof value === 'string') {
      const token = decodeJwt(value)
      if ('problem' in token) return fail(`${name}: ${token.problem.message}`)
      sources[source] = token.value.claims
      decoded.push({ name, claims: token.value.claims })
    } else if (isJsonObject(value)) {
      sources[source] = value
    } else {
      return fail(`${name} must be a JSON object, as {"sub": "ada"}, or a JWT.`)
    }
  }
  return { value: { sources: sources as unknown as AccessSources, decoded, notes } }
}
