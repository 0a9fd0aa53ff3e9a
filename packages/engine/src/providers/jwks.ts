import { OidcError } from '@x/oidc-core'
import * as v from 'valibot'
import { findKeyWeakness, type KeyWeakness } from '../jwt/key-weakness.ts'
import { dropEmptyMembers } from '../json/drop-empty-members.ts'
import { type OutboundFetch, readJson } from './outbound.ts'

/** The usable keys of a provider, and the refused keys. @see RFC 7517, section 5 */
export interface PublicJwkSet {
  readonly keys: PublicJwk[]
  readonly refused: readonly RefusedKey[]
}

/** A published signing key that must not be trusted. */
export interface RefusedKey {
  readonly kid: string | undefined
  readonly why: KeyWeakness | 'private' | 'symmetric'
}

type PublicJwk = v.InferOutput<typeof publicJwk>

const publicJwk = v.looseObject({
  kty: v.picklist(['RSA', 'EC', 'OKP']),
  use: v.exactOptional(v.literal('sig')),
})

const namedKey = v.looseObject({ kid: v.string() })
const symmetricKey = v.looseObject({ kty: v.literal('oct') })

const jwkSet = v.object({ keys: v.array(v.unknown()) })

const maxKeys = 100

/**
 * Anyone can sign with a published private key; each private number of an RSA key reveals the other private numbers (RFC 7518,
 * section 6.3.2).
 */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth']

/**
 * Fetches a provider's keys. Keys that cannot or must not verify a signature are left out: symmetric, private,
 * encryption, and weak keys.
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
  const keys: PublicJwk[] = []
  const refused: RefusedKey[] = []
  for (const key of (set.success ? set.output.keys : []).slice(0, maxKeys).map(dropEmptyMembers)) {
    const why = findRefusal(key)
    if (why !== undefined) refused.push({ kid: v.is(namedKey, key) ? key.kid : undefined, why })
    else if (v.is(publicJwk, key)) keys.push(key)
  }
  if (keys.length > 0) return { keys, refused }
  const why =
    response.status === 200
      ? ['it contains no usable signing key', ...(refused.length > 0 ? [describeRefused(refused)] : [])].join(
          '; refused: ',
        )
      : `the request was answered ${response.status}`
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

/** Why a signing key is refused. Keys of other kinds and encryption keys are ignored. */
function findRefusal(key: unknown): RefusedKey['why'] | undefined {
  if (v.is(symmetricKey, key)) return 'symmetric'
  if (!v.is(publicJwk, key)) return undefined
  return privateMembers.some((member) => Object.hasOwn(key, member)) ? 'private' : findKeyWeakness(key)
}

const mostDescribed = 10

/** Lists keys with the reasons for their refusal. */
export function describeRefused(refused: readonly RefusedKey[]): string {
  const named = refused
    .slice(0, mostDescribed)
    .map(
      ({ kid, why }) =>
        `${kid === undefined ? 'a key without kid' : JSON.stringify(kid.slice(0, 100))} (${why})`,
    )
  const more = refused.length - named.length
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(', ')
}
