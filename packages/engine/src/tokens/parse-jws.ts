import { parseJson, splitCompactJws, type Claims } from '@x/oidc-core'
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

/** Whether a text that is no JWS has the form of an encrypted token. @see RFC 7516, section 9 */
export function isJwe(token: string): boolean {
  const [header = '', ...others] = token.split('.', 6)
  return others.length === 4 && typeof parseJsonObject(header)?.['enc'] === 'string'
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

/** Parses the claims, verified or not: undefined for what is not UTF-8, not an object, or what `parseJson` refuses. */
export function parseJwsClaims({ payload }: UnverifiedJws): Claims | undefined {
  return parseJsonObject(payload)
}

/**
 * Whether a text that is no JWS by the strict grammar is one by a loose reading: with padding, in base64 in the place of
 * base64url, with bits to spare, with characters that some decoders skip, or with a segment too many, too few or empty.
 * A JWE has a header of the same kind and is none.
 */
export function isLooseJws(token: string): boolean {
  const segments = token.replaceAll('+', '-').replaceAll('/', '_').split('.')
  const header = segments.find((segment) => /[\w-]/u.test(segment)) ?? ''
  // Some decoders end at padding, and others skip whatever is not of their alphabet.
  const readings = [header.replace(/[=~]+/gu, ''), header.replace(/[=~].*/u, '')]
  return readings.some((reading) => parseJsonObject(reading)?.['alg'] !== undefined) && !isJwe(token)
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function parseJsonObject(segment: string): Claims | undefined {
  const text = decodeText(segment)
  const value: unknown = text === undefined ? undefined : parseJson(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (dropPrototype(value) as Claims)
    : undefined
}

function decodeText(segment: string): string | undefined {
  try {
    return decoder.decode(decodeBase64Url(segment))
  } catch {
    // It is not UTF-8.
    return undefined
  }
}
