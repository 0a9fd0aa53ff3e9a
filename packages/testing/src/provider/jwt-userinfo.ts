import type { IncomingMessage, ServerResponse } from 'node:http'
import { createLocalJWKSet, jwtVerify } from 'jose'
import type { JSONWebKeySet } from 'jose'
import { buildScopedClaims, findPerson } from './account-claims.ts'
import type { People } from './provider-options.ts'

export interface JwtUserinfo {
  readonly issuer: string
  readonly people: People
  /** Every key that this provider ever signed with. */
  readonly keys: JSONWebKeySet
}

const bearerJwt = /^bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i

/**
 * Answers UserInfo for a JWT access token; false when the request holds none. `oidc-provider` accepts only opaque tokens
 * there, while most real providers take the JWT that they issued.
 */
export async function answerJwtUserinfo(
  { issuer, people, keys }: JwtUserinfo,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const token = bearerJwt.exec(request.headers.authorization ?? '')?.[1]
  if (token === undefined) return false
  const json = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), { issuer, typ: 'at+jwt' })
    const found = findPerson(people, payload.sub ?? '')
    if (!found) throw new Error('unknown subject')
    const claims = buildScopedClaims(...found, typeof payload['scope'] === 'string' ? payload['scope'] : '')
    response.writeHead(200, json).end(JSON.stringify(claims))
  } catch {
    // Why a token is not good stays with the provider (RFC 6750, section 3.1).
    const challenge = { ...json, 'www-authenticate': 'Bearer error="invalid_token"' }
    response.writeHead(401, challenge).end(JSON.stringify({ error: 'invalid_token' }))
  }
  return true
}
