import { OidcError } from '@x/oidc-core'
import * as v from 'valibot'
import { dropPrototype } from '../sealing/drop-prototype.ts'
import type { OutboundFetch } from './create-outbound-fetch.ts'
import { readJson } from './read-json.ts'

/** The usable keys of a provider. @see RFC 7517, section 5 */
export interface PublicJwkSet {
  readonly keys: v.InferOutput<typeof publicJwk>[]
}

const publicJwk = v.looseObject({
  kty: v.picklist(['RSA', 'EC', 'OKP']),
  use: v.exactOptional(v.literal('sig')),
  // A published private key is everybody's key.
  d: v.exactOptional(v.never()),
  // 2,048 bits in base64url (RFC 7518, section 3.3).
  n: v.exactOptional(v.pipe(v.string(), v.minLength(342))),
})

const jwkSet = v.object({ keys: v.array(v.unknown()) })

const mostKeys = 100

/**
 * Fetches a provider's keys. Keys that cannot or must not verify a signature are left out: symmetric, private,
 * encryption, and RSA keys shorter than 2,048 bits.
 * @throws OidcError `provider_response_invalid` (also when no usable key is left), `provider_unavailable`
 * @see RFC 7517, section 5
 */
export async function fetchJwks(
  providerId: string,
  jwksUri: string,
  fetch: OutboundFetch,
): Promise<PublicJwkSet> {
  const response = await fetch(jwksUri, { headers: { accept: 'application/json, application/jwk-set+json' } })
  const set = v.safeParse(jwkSet, response.status === 200 ? await readJson(response) : undefined)
  const keys = (set.success ? set.output.keys : [])
    .slice(0, mostKeys)
    .map(dropPrototype)
    .flatMap((key) => (v.is(publicJwk, key) ? [key] : []))
  if (keys.length > 0) return { keys }
  const why =
    response.status === 200 ? 'it holds no usable signing key' : `the request was answered ${response.status}`
  throw new OidcError(
    'provider_response_invalid',
    `The key set of provider ${providerId} is not usable: ${why}.`,
    {
      providerId,
      operation: 'jwks',
      why,
    },
  )
}
