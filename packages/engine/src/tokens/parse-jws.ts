import { hasDuplicateMember, splitCompactJws, type Claims } from '@x/oidc-core'
import * as v from 'valibot'
import { decodeBase64Url } from '../sealing/decode-base64url.ts'
import { dropPrototype } from '../sealing/drop-prototype.ts'
import { freezeDeeply } from '../sealing/freeze-deeply.ts'

/** A JWS whose signature nobody has looked at: what it says proves nothing yet. */
export interface UnverifiedJws {
  readonly token: string
  readonly header: Claims
  readonly alg: string
  readonly kid: string | undefined
  /** Still encoded. */
  readonly payload: string
  /** Still encoded. */
  readonly signature: string
}

const keyHeader = v.object({ alg: v.string(), kid: v.optional(v.string()) })

/**
 * Parses a compact JWS by its strict grammar, up to the header.
 * @see RFC 7515, section 5.2
 */
export function parseJws(token: string): UnverifiedJws | 'grammar' | 'header' {
  const segments = splitCompactJws(token)
  if (segments === undefined) return 'grammar'
  const { payload, signature } = segments
  const header = parseHeader(segments.header)
  if (header === undefined) return 'header'
  return { token, header, alg: header.alg, kid: header.kid, payload, signature }
}

type KeyHeader = Claims & v.InferOutput<typeof keyHeader>

/** All tokens of one key have the same header, so well-formed ones are remembered as they were spelt, of whomever. */
const recentHeaders = new Map<string, KeyHeader>()
const mostHeaders = 50

function parseHeader(segment: string): KeyHeader | undefined {
  const known = recentHeaders.get(segment)
  if (known !== undefined) return known
  const header = parseJsonObject(segment)
  if (header === undefined || !v.is(keyHeader, header)) return undefined
  if (recentHeaders.size >= mostHeaders) recentHeaders.clear()
  recentHeaders.set(segment, freezeDeeply(header) as KeyHeader)
  return header
}

/** Parses the claims, verified or not: undefined for what is not UTF-8, not JSON, not an object, or names a member twice. */
export function parseJwsClaims({ payload }: UnverifiedJws): Claims | undefined {
  return parseJsonObject(payload)
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function parseJsonObject(segment: string): Claims | undefined {
  try {
    const text = decoder.decode(decodeBase64Url(segment))
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject && !hasDuplicates(text, value) ? dropPrototype(value as Claims) : undefined
  } catch {
    // Not the JSON of a token, and there is no more to say about it.
    return undefined
  }
}

/** What is spelt again as it was read has lost no member in between; that is quickly seen, and nearly every token is so. */
function hasDuplicates(text: string, value: unknown): boolean {
  return JSON.stringify(value) !== text && hasDuplicateMember(text)
}
