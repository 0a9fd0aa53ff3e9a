import { randomUUID } from 'node:crypto'
import { signJws } from '../keys/sign-jws.ts'
import type { SigningKey } from '../keys/signing-key.ts'
import type { Authorization, Issued } from './issued.ts'
import type { JsonRecord } from './twists.ts'

/** The seconds that an access token lives. */
export const accessTokenSeconds = 3600

export interface AccessTokenRequest {
  readonly issuer: string
  readonly now: number
  readonly accessTokens: Issued<Authorization>
  /** Names of claims that only access tokens have. They are JWTs if there are any. */
  readonly accessTokenClaims: readonly string[]
  readonly resolveKey: () => Promise<SigningKey>
}

/** Issues an opaque access token, or a JWT like Keycloak's: with the roles of the person, and without `aud` for this client. */
export async function issueAccessToken(request: AccessTokenRequest, granted: Authorization): Promise<string> {
  const { accessTokenClaims, accessTokens, issuer, now } = request
  if (accessTokenClaims.length === 0) return accessTokens.issue(granted)
  const key = await request.resolveKey()
  const payload = {
    ...granted.claims,
    ...{ iss: issuer, aud: 'account', azp: granted.clientId, typ: 'Bearer', jti: randomUUID() },
    ...{ iat: now, exp: now + accessTokenSeconds, scope: granted.scope },
  }
  const token = await signJws({ header: { alg: key.alg, kid: key.kid, typ: 'JWT' }, payload, key })
  return accessTokens.issue({ ...granted, claims: omitClaims(granted.claims, accessTokenClaims) }, token)
}

/** The claims of a person without some of them. */
export function omitClaims(claims: JsonRecord, names: readonly string[]): JsonRecord {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)))
}
