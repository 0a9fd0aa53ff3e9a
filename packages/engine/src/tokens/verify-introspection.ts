import { isRecentInstant, type Claims } from '@x/oidc-core'
import * as v from 'valibot'
import { dropPrototype } from '../sealing/drop-prototype.ts'
import { resolveIdTokenAlgorithms } from './resolve-id-token-algorithms.ts'
import type { TokenIssuer } from './verify-id-token.ts'
import { verifyJws } from './verify-jws.ts'

/** An answer that was signed longer ago was not signed for us now. */
const maxAgeSeconds = 60

const signedAnswer = v.looseObject({
  iss: v.string(),
  aud: v.union([v.string(), v.array(v.string())]),
  iat: v.pipe(v.number(), v.minValue(0), v.maxValue(2 ** 53)),
  token_introspection: v.custom<Claims>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  ),
})

/**
 * Verifies a signed introspection answer and gives what it says of the token, or what is wrong with it, in words. The type
 * tells it from an access token with the same claims.
 * @throws OidcError when the provider's keys cannot be had
 * @see RFC 9701, sections 5 and 8.1
 */
export async function verifyIntrospection(
  token: string,
  { provider, keys, announced }: TokenIssuer,
  { now, clockSkewSeconds }: { readonly now: number; readonly clockSkewSeconds: number },
): Promise<Claims | string> {
  const verified = await verifyJws(
    token,
    keys.for('introspection'),
    resolveIdTokenAlgorithms(provider, announced),
  )
  if (!verified.ok) return `it breaks the rule ${verified.rule}`
  const { typ } = verified.header
  const isTyped = typeof typ === 'string' && /^(?:application\/)?token-introspection\+jwt$/iu.test(typ)
  if (!isTyped) return 'it breaks the rule typ'
  const answer = v.safeParse(signedAnswer, verified.claims)
  if (!answer.success) return 'it lacks iss, aud, iat or token_introspection'
  const { aud, iat, iss, token_introspection: introspection } = answer.output
  if (iss !== provider.issuerUrl) return 'it breaks the rule iss'
  if (![aud].flat().includes(provider.clientId)) return 'it breaks the rule aud'
  const isNew = isRecentInstant(iat, maxAgeSeconds, { now, clockSkewSeconds })
  return isNew ? dropPrototype(introspection) : 'it breaks the rule iat'
}
