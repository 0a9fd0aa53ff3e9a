import { parseJson } from '@x/oidc-core'
import type { JsonObject, JsonValue } from '@x/oidc-core'
import { parseClaims } from '../parse/parse-claims.ts'
import { fail, isJsonObject } from '../parse/parsed.ts'
import type { Parsed } from '../parse/parsed.ts'
import { parseLiteral } from '../parse/parse-literal.ts'
import type { Texts } from '../shapes/provider-shapes.ts'
import { writeJson } from '../shapes/write-json.ts'

/** Options of a provider that hold a secret, or that make no sense without one. No decision reads them. */
const credential = /secret|password|authentication|authmethod|introspection|params$/iu

/** A JWT anywhere in a text, or a member of a token response. A token opens an account, and a link is passed on. */
const token = /eyJ[\w-]+\.[\w-]+\.[\w-]*|["'](?:access|refresh|id)_token["']\s*:\s*["']/u

/**
 * Takes out of both texts what a link must not carry: of tokens only their claims stay, and of a configuration neither `session` nor the credentials
 * of the client. The problem says what is in the way.
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
  const claims = 'value' in parsed && parsed.value.decoded.length > 0 ? writeJson(parsed.value.sources) : text
  return token.test(claims)
    ? fail('The claims hold a token, and a token opens an account. Take it away to get a link.')
    : { value: claims }
}

function withoutCredentials(text: string): Parsed<string> {
  const parsed = parseLiteral(text)
  if (!('value' in parsed) || !isJsonObject(parsed.value))
    return /secret|password/iu.test(text) || token.test(text)
      ? fail(
          'The configuration cannot be read, and it names a secret. Mend it, or take the secret away, to get a link.',
        )
      : { value: text }
  const kept = keepDeciding(parsed.value)
  // A comment of a literal may hold a secret, too, so only JSON stays as it was typed.
  const isWhole = parseJson(text) !== undefined && JSON.stringify(kept) === JSON.stringify(parsed.value)
  const written = isWhole ? text : writeJson(kept)
  return token.test(written)
    ? fail('The configuration holds a token, and a token opens an account. Take it away to get a link.')
    : { value: written }
}

function keepDeciding(options: JsonObject): JsonObject {
  const { session: _, ...others } = omit(options)
  const { providers } = others
  if (!Array.isArray(providers)) return others
  return {
    ...others,
    providers: (providers as readonly JsonValue[]).map((provider) =>
      isJsonObject(provider) ? omit(provider) : provider,
    ),
  }
}

function omit(options: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !credential.test(name)))
}
