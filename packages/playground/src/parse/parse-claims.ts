import type { AccessSources, Claims } from '@x/oidc-core'
import { decodeJwt, looksLikeJwt } from './decode-jwt.ts'
import { isJsonObject, parseJson } from './parse-json.ts'
import type { Parsed } from './parse-json.ts'

export interface ParsedClaims {
  readonly sources: AccessSources
  /** The payloads of the tokens among them, by where they came from. */
  readonly decoded: readonly { readonly name: string; readonly claims: Claims }[]
}

const sourceNames = ['idToken', 'userinfo', 'accessToken']

/**
 * Reads what was pasted: the Claims Set of an ID Token; an object with `idToken` and perhaps `userinfo` and
 * `accessToken`, or with `bearer`; and a JWT wherever a Claims Set may stand.
 */
export function parseClaims(text: string): Parsed<ParsedClaims> {
  const jwt = text.trim().replace(/^Bearer\s+/i, '')
  const parsed = looksLikeJwt(jwt) ? { value: jwt } : parseJson(text)
  if ('problem' in parsed) return parsed
  const { value } = parsed
  if (!isJsonObject(value) || !isSeveralSources(value))
    return readSources({ idToken: value }, () => 'The Claims Set')
  const isBearer = Object.hasOwn(value, 'bearer')
  const names = isBearer ? ['bearer'] : sourceNames
  const unknown = Object.keys(value).find((name) => !names.includes(name))
  if (unknown !== undefined)
    return fail(
      `${JSON.stringify(unknown)} cannot be combined with ${isBearer ? 'bearer' : 'idToken'}: only ${names.join(', ')} can.`,
    )
  if (!isBearer && !Object.hasOwn(value, 'idToken'))
    return fail('idToken is missing: every sign-in has one. Give at least {}.')
  return readSources(value, (name) => name)
}

/** A Claims Set has a `sub`, and no claim of these names is known. */
function isSeveralSources(value: Claims): boolean {
  return !Object.hasOwn(value, 'sub') && [...sourceNames, 'bearer'].some((name) => Object.hasOwn(value, name))
}

function readSources(given: Claims, nameOf: (source: string) => string): Parsed<ParsedClaims> {
  const sources: Record<string, Claims> = {}
  const decoded: ParsedClaims['decoded'][number][] = []
  for (const [source, value] of Object.entries(given)) {
    const name = nameOf(source)
    if (typeof value === 'string') {
      const token = decodeJwt(value)
      if ('problem' in token) return fail(`${name}: ${token.problem.message}`)
      sources[source] = token.value
      decoded.push({ name, claims: token.value })
    } else if (isJsonObject(value)) {
      sources[source] = value
    } else {
      return fail(`${name} must be a JSON object, as {"sub": "ada"}, or a JWT.`)
    }
  }
  return { value: { sources: sources as unknown as AccessSources, decoded } }
}

function fail(message: string): Parsed<ParsedClaims> {
  return { problem: { message } }
}
