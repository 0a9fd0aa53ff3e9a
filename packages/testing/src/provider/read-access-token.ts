import { createLocalJWKSet, jwtVerify } from 'jose'
import type { JWTPayload, JWTVerifyResult } from 'jose'
import type { SigningKey } from '../keys/signing-key.ts'
import { findPerson } from './account-claims.ts'
import { revealSigned } from './presets/sign-content.ts'
import type { Addresses, Issuance, Preset } from './presets/preset.ts'
import type { People } from './provider-options.ts'

/** Verifies an access token that this provider issued as a JWT. Returns undefined for any other text. */
export type ReadAccessToken = (token: string) => Promise<VerifiedAccessToken | undefined>

export interface VerifiedAccessToken {
  readonly claims: JWTPayload
  readonly issuance: Issuance
}

/** Creates the reader. The lists of keys and people may grow: a token that an earlier key signed stays valid. */
export function createAccessTokenReader(
  preset: Preset | undefined,
  addresses: Addresses,
  { people, keys }: { readonly people: People; readonly keys: readonly SigningKey[] },
): ReadAccessToken {
  const verify = async (token: string): Promise<JWTVerifyResult | undefined> => {
    try {
      return await jwtVerify(
        revealSigned(token),
        createLocalJWKSet({ keys: keys.map(({ publicJwk }) => publicJwk) }),
      )
    } catch {
      // The token is of another issuer, was changed, or has expired.
      return undefined
    }
  }
  return async (token) => {
    const verified = await verify(token)
    if (verified === undefined) return undefined
    const { payload: claims, protectedHeader } = verified
    const isGood = preset
      ? preset.isForResources(claims, addresses)
      : protectedHeader.typ === 'at+jwt' && claims.iss === addresses.issuer
    return isGood ? { claims, issuance: buildIssuance(claims, addresses, people) } : undefined
  }
}

/** Returns the client, the scope and the account of a verified token. Providers use different names for these claims. */
function buildIssuance(claims: JWTPayload, addresses: Addresses, people: People): Issuance {
  const readText = (...names: readonly string[]): string =>
    names.map((name) => claims[name]).find((value) => typeof value === 'string') ?? ''
  // At Entra ID each application gets a different `sub`.
  const subject = [readText('sub'), readText('oid')].find((each) => findPerson(people, each)) ?? ''
  const found = findPerson(people, subject)
  return {
    ...addresses,
    clientId: readText('azp', 'appid', 'client_id'),
    scope: readText('scope', 'scp'),
    account: found && { key: found[0], person: found[1], subject },
    sessionId: readText('sid'),
    authTime: undefined,
  }
}
