import { cleanText } from '@x/oidc-core'
import { importJWK, type JWK } from 'jose'
import { ask, parseObject } from './ask.ts'
import { type Finding, ok, problem, warning } from './finding.ts'
import { type Metadata, readText, readTexts, type SetUp } from './set-up.ts'
import { summarize } from './summarize-page.ts'

/** The algorithms that a key of a type verifies. @see RFC 7518, section 3.1 */
const algorithmsOf: Readonly<Record<string, readonly string[]>> = {
  RSA: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  'P-256': ['ES256'],
  'P-384': ['ES384'],
  'P-521': ['ES512'],
  Ed25519: ['EdDSA', 'Ed25519'],
}

const smallestModulusBits = 2048

/**
 * Fetches the keys of the provider and imports each.
 * @see RFC 7517, section 5; OpenID Connect Core 1.0, section 10.1
 */
export async function checkKeys(setUp: SetUp, metadata: Metadata): Promise<Finding> {
  const address = readText(metadata, 'jwks_uri') ?? ''
  const { answer, failure } = await ask(setUp.network, address)
  if (failure) return problem('keys', `GET ${cleanText(address)}: ${failure.why}.`, failure.todo)
  const set = answer.status === 200 ? parseObject(answer.body) : undefined
  const listed = set?.['keys']
  if (!Array.isArray(listed))
    return problem(
      'keys',
      `GET ${cleanText(address)}: the answer is ${answer.status} and no JWK Set ("${summarize(answer.body)}").`,
      'Check jwks_uri in the discovery document.',
    )
  const keys = (listed as unknown[]).filter(isKey)
  const isSecret = keys.some((key) => 'd' in key || key.kty === 'oct')
  if (isSecret)
    return problem(
      'keys',
      'The provider publishes a private or a symmetric key.',
      'Replace these keys at the provider at once: with them any person signs tokens in its name.',
    )
  const offered = readTexts(metadata, 'id_token_signing_alg_values_supported') ?? ['RS256']
  const usable = await filterUsable(keys.filter(({ use }) => use === undefined || use === 'sig'))
  const fitting = usable.filter((key) => listAlgorithms(key).some((alg) => offered.includes(alg)))
  if (fitting.length === 0)
    return problem(
      'keys',
      `Of ${listed.length} keys none verifies ID Tokens (${cleanText(offered.join(', '), 120)}).`,
      'Check the signing keys of the provider, and which algorithm this client is set to there.',
    )
  const ids = fitting.map(({ kid }) => kid)
  if (fitting.length > 1 && new Set(ids).size < ids.length)
    return warning(
      'keys',
      `${fitting.length} keys verify ID Tokens, and some have the same kid or none, so each of them is tried.`,
      'Give each key a kid of its own at the provider.',
    )
  return ok('keys', `${fitting.length} of ${listed.length} keys verify ID Tokens.`)
}

const isKey = (value: unknown): value is JWK => typeof value === 'object' && value !== null

function listAlgorithms({ kty, crv, alg }: JWK): readonly string[] {
  const possible = algorithmsOf[kty === 'RSA' ? 'RSA' : String(crv)] ?? []
  return alg === undefined ? possible : possible.filter((one) => one === alg)
}

async function filterUsable(keys: readonly JWK[]): Promise<readonly JWK[]> {
  const usable = await Promise.all(
    keys.map(async (key) => {
      const [alg] = listAlgorithms(key)
      const isShort = key.kty === 'RSA' && countBits(key.n ?? '') < smallestModulusBits
      if (alg === undefined || isShort) return []
      try {
        await importJWK(key, alg)
        return [key]
      } catch {
        return []
      }
    }),
  )
  return usable.flat()
}

const countBits = (modulus: string): number => Math.floor((modulus.length * 6) / 8) * 8
