import { env } from 'node:process'
import { fetchKeys } from '../servers/fetch-keys.mjs'
import { createTokenVerifier } from './create-token-verifier.mjs'

/** Creates what an application would write around fast-jwt: a step of Express, and of anything else with handlers. */
export async function createGuard() {
  const [jwk] = await fetchKeys(env.ISSUER_URL)
  const verify = createTokenVerifier({
    jwk,
    issuer: env.ISSUER_URL,
    audience: env.AUDIENCE,
    // How many tokens it holds; on its own it holds 1,000.
    cache: env.TOKEN_CACHE === 'on' ? true : Number(env.TOKEN_CACHE ?? 0),
  })
  return (req, res, next) => {
    const [, token = ''] = /^bearer (.+)$/iu.exec(req.headers.authorization ?? '') ?? []
    try {
      req.claims = verify(token)
    } catch {
      res.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end()
      return
    }
    next()
  }
}
