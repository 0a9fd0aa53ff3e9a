import { type Claims, parseJson, splitCompactJws } from '@x/oidc-core'
import * as v from 'valibot'
import { decodeBase64Url } from '../crypto/base64url.ts'
import { copyText } from '../copy-text.ts'
import { createTtlCache } from '../cache/ttl-cache.ts'
import { dropPrototype } from '../json/drop-prototype.ts'
import { isJsonObject } from '../json/json-object.ts'
import { freezeDeeply } from '../json/freeze-deeply.ts'
import { runtimeCrypto } from '../crypto/select-crypto.ts'
import { verifyWithKey } from '../crypto/verify-signature.ts'
import { webCrypto } from '../crypto/web-crypto.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { Result } from '../result.ts'
import type { KeyFault, TryKeys } from './key-lookup.ts'

/** A JWS whose signature was not verified: its content proves nothing yet. */
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

/** Returns the header of a refused token for the log, undefined if it cannot be read. Use it for nothing else. */
export function peekHeader(token: string): Claims | undefined {
  return parseJsonObject(token.slice(0, maxPeekedLength).split('.', 1)[0] ?? '')
}

/** Longer headers contain certificates, which do not help to explain the refusal. */
const maxPeekedLength = 4096

/** Whether a text that is no JWS has the form of an encrypted token. @see RFC 7516, section 9 */
export function isJwe(token: string): boolean {
  const [header = '', ...others] = token.split('.', 6)
  return others.length === 4 && typeof parseJsonObject(header)?.['enc'] === 'string'
}

type KeyHeader = Claims & v.InferOutput<typeof keyHeader>

/** Valid headers, cached by their encoded text: all tokens of one key have the same header. */
const headers = createTtlCache<KeyHeader>(50, 50_000)

function parseHeader(segment: string): KeyHeader | undefined {
  const cached = headers.read(segment)
  if (cached !== undefined) return cached
  const header = parseJsonObject(segment)
  if (header === undefined || !v.is(keyHeader, header)) return undefined
  // The parsed header takes about as much memory as its text.
  headers.write(copyText(segment), freezeDeeply<KeyHeader>(header), { length: segment.length })
  return header
}

/**
 * Parses the claims without verifying them. Returns undefined if they are not UTF-8, not an object, or refused by `parseJson`.
 */
export function parseJwsClaims({ payload }: UnverifiedJws): Claims | undefined {
  return parseJsonObject(payload)
}

/**
 * Whether a lax parser may read a text as a JWS although the strict grammar refuses it: with padding, in base64 instead of
 * base64url, with spare bits, with characters that some decoders skip, or with a segment too many, too few or empty. A JWE has
 * the same kind of header, but is not a JWS.
 */
export function isLooseJws(token: string): boolean {
  const segments = token.replaceAll('+', '-').replaceAll('/', '_').split('.')
  const header = segments.find((segment) => /[\w-]/u.test(segment)) ?? ''
  // Some decoders end at padding, and others skip characters outside their alphabet.
  const readings = [header.replace(/[=~]+/gu, ''), header.replace(/[=~].*/u, '')]
  return readings.some((reading) => parseJsonObject(reading)?.['alg'] !== undefined) && !isJwe(token)
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function parseJsonObject(segment: string): Claims | undefined {
  const text = decodeText(segment)
  const value: unknown = text === undefined ? undefined : parseJson(text)
  return isJsonObject(value) ? dropPrototype(value) : undefined
}

function decodeText(segment: string): string | undefined {
  try {
    return decoder.decode(decodeBase64Url(segment))
  } catch {
    // The bytes are not UTF-8.
    return undefined
  }
}

/** Why a token is refused before its claims are read. */
export type BrokenJwsRule = 'grammar' | 'header' | 'alg' | 'crit' | 'key' | 'signature' | 'payload'

export interface VerifiedJws {
  readonly header: Claims
  readonly alg: string
  readonly claims: Claims
}

/**
 * Verifies a compact JWS of a provider.
 * @throws OidcError when the provider's keys are not available; a bad token is a result, not an error
 * @see RFC 7515, section 5.2; RFC 8725, sections 3.1 to 3.3
 */
export async function verifyJws(
  token: string,
  tryKeys: TryKeys,
  algorithms: readonly string[],
): Promise<Result<VerifiedJws, BrokenJwsRule, KeyFault>> {
  const jws = parseJws(token)
  if (typeof jws === 'string') return { ok: false, rule: jws }
  const rule = checkJwsHeader(jws, algorithms)
  if (rule !== undefined) return { ok: false, rule }
  const fault = await verifySignature(jws, tryKeys)
  if (fault !== undefined) return { ok: false, rule: fault.rule, detail: fault }
  const claims = parseJwsClaims(jws)
  return claims === undefined
    ? { ok: false, rule: 'payload' }
    : { ok: true, value: { header: jws.header, alg: jws.alg, claims } }
}

/** Checks the header. Returns undefined if it is valid, otherwise the fault. */
export function checkJwsHeader(
  jws: UnverifiedJws,
  algorithms: readonly string[],
): 'alg' | 'crit' | undefined {
  if (!algorithms.includes(jws.alg)) return 'alg'
  // We understand no extension, so a header that requires any is refused (RFC 7515, section 4.1.11).
  return Object.hasOwn(jws.header, 'crit') ? 'crit' : undefined
}

/**
 * Verifies a signature by the algorithm that its header names, which must have been checked before. Of the rest of the
 * header, only `kid` selects the key: `jwk`, `jku`, `x5u` and `x5c` are ignored.
 * @returns undefined for a valid signature
 * @throws OidcError when the provider's keys are not available
 */
export function verifySignature(
  jws: UnverifiedJws,
  tryKeys: TryKeys,
  issuedAt?: number,
): MaybePromise<KeyFault | undefined> {
  const { alg, kid } = jws
  // The sender chooses how many keys are tried, by leaving out `kid`: all but the first are tried without blocking the event loop.
  return tryKeys({ alg, kid, issuedAt }, (key, isFirst) =>
    verifyWithKey(jws, key, isFirst ? runtimeCrypto : webCrypto),
  )
}
