import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Claims, Issuance } from './presets/preset.ts'
import type { ReadAccessToken } from './read-access-token.ts'

const bearerJwt = /^bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i

/**
 * Answers a request to UserInfo, or to another resource, that has a JWT as access token. Returns false if the request has no JWT.
 * `oidc-provider` accepts only opaque tokens there, while most real providers accept the JWTs that they issued.
 */
export async function answerResource(
  { readAccessToken, build }: { readAccessToken: ReadAccessToken; build: (issuance: Issuance) => Claims },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const token = bearerJwt.exec(request.headers.authorization ?? '')?.[1]
  if (token === undefined) return false
  const json = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  const issuance = (await readAccessToken(token))?.issuance
  if (issuance?.account !== undefined) {
    response.writeHead(200, json).end(JSON.stringify(build(issuance)))
  } else {
    // The response does not say why the token is invalid (RFC 6750, section 3.1).
    const challenge = { ...json, 'www-authenticate': 'Bearer error="invalid_token"' }
    response.writeHead(401, challenge).end(JSON.stringify({ error: 'invalid_token' }))
  }
  return true
}
