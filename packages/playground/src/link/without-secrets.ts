import { parseJson } from '@x/oidc-core'
import type { JsonValue } from '@x/oidc-core'
import { parseClaims } from '../parse/parse-claims.ts'
import { fail } from '../parse/parsed.ts'
import type { Parsed } from '../parse/parsed.ts'
import { parseLiteral } from '../parse/parse-literal.ts'
import type { Texts } from '../shapes/provider-shapes.ts'
import { writeJson } from '../shapes/write-json.ts'
import { findSecret, findSecretInText, namesSecret } from './find-secret.ts'
import { keepDeciding, namesCredential } from './keep-deciding.ts'

/**
 * Takes out of both texts what a link must not carry: of tokens only their claims stay, and of a configuration neither `session` nor what
 * may be a credential. The problem says what is in the way.
 */
export function withoutSecrets(texts: Texts): Parsed<Texts> {
  const claims = withoutTokens(texts.claims)
  const configuration = withoutCredentials(texts.configuration)
  if ('problem' in claims) return claims
  return 'problem' in configuration
    ? configuration
    : { value: { claims: claims.value, configuration: configuration.value } }
}

function withoutTokens(text: string): Parsed<string> {
  const parsed = parseClaims(text)
  const isDecoded = 'value' in parsed && parsed.value.decoded.length > 0
  const read = isDecoded ? { value: parsed.value.sources as unknown as JsonValue } : parseLiteral(text)
  if ('problem' in read) return refuse('The claims hold', findSecretInText(text)) ?? { value: text }
  const { value } = read
  const found = findSecret(value) ?? (namesSecret(value) ? 'a member that names a secret' : undefined)
  return (
    refuse('The claims hold', found) ?? {
      value: isDecoded ? writeJson(value) : writeKept(text, value, value),
    }
  )
}

function withoutCredentials(text: string): Parsed<string> {
  const read = parseLiteral(text)
  if ('problem' in read) {
    const found = findSecretInText(text) ?? (namesCredential(text) ? 'what may be a secret' : undefined)
    return refuse('The configuration cannot be read, and it holds', found) ?? { value: text }
  }
  const kept = keepDeciding(read.value)
  return refuse('The configuration holds', findSecret(kept)) ?? { value: writeKept(text, read.value, kept) }
}

function refuse(start: string, found: string | undefined): ReturnType<typeof fail> | undefined {
  return found === undefined ? undefined : fail(`${start} ${found}. Take it away to get a link.`)
}

/** A text stays as it was typed where its value says all of it: a comment, or a member that is named twice, may hold a secret, too. */
function writeKept(text: string, value: JsonValue, kept: JsonValue): string {
  const isWhole = parseJson(text) !== undefined && JSON.stringify(kept) === JSON.stringify(value)
  return isWhole ? text : writeJson(kept)
}
