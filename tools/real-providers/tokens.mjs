// Gets, reads and forges tokens, without the library that is under test.
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { openBrowser } from './browser.mjs'
import { ada, buildSecret } from './providers/provider.mjs'
import { requestJson } from './request-json.mjs'

/**
 * @typedef {object} Tokens
 * @property {string} access_token
 * @property {string} id_token
 * @property {string} [refresh_token]
 */

/** @param {string} jws @returns {Record<string, unknown>[]} its header and its claims; nothing for an opaque token */
function readJws(jws) {
  const parts = jws.split('.')
  if (parts.length !== 3) return []
  return parts.slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')))
}

const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** @param {string} genuine a JWT @returns {string} the same with another `jti`, signed with RS256 and a key of ours under an invented `kid` */
export function forgeToken(genuine) {
  const [header, claims] = readJws(genuine)
  const parts = [
    { ...header, alg: 'RS256', kid: randomUUID() },
    { ...claims, jti: randomUUID() },
  ]
  const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${input}.${sign('sha256', Buffer.from(input), stranger.privateKey).toString('base64url')}`
}

/**
 * Signs Ada in as an app would that does not use the library.
 * @param {import('./providers/provider.mjs').Client} client
 * @param {import('./providers/provider.mjs').RunningProvider} running
 * @param {{ redirectUri: string, scopes: readonly string[] }} registered
 * @param {Record<string, string>} [parameters] of the authorization request, beside those that it needs
 * @returns {Promise<Tokens>}
 */
export async function obtainTokens(
  client,
  running,
  { redirectUri, scopes },
  parameters = { nonce: randomUUID() },
) {
  const { clientId, tokenScopes = [] } = client
  const issuer = running.issuerUrl(client).replace(/\/$/u, '')
  const metadata = await requestJson('GET', `${issuer}/.well-known/openid-configuration`)
  const request = {
    ...{ client_id: clientId, redirect_uri: redirectUri, response_type: 'code' },
    ...{ scope: [...new Set(['openid', ...scopes, ...tokenScopes])].join(' '), state: randomUUID() },
    ...parameters,
  }
  const url = `${metadata.authorization_endpoint}?${new URLSearchParams(request)}`
  const { chain } = await openBrowser(running).signIn(url, ada, { stopBefore: redirectUri })
  const callback = chain.at(-1)?.location ?? ''
  const code = new URL(callback).searchParams.get('code') ?? ''
  const credentials = [clientId, buildSecret(clientId)].map(encodeURIComponent).join(':')
  return requestJson('POST', metadata.token_endpoint, {
    form: { grant_type: 'authorization_code', code, redirect_uri: redirectUri },
    headers: { authorization: `Basic ${btoa(credentials)}` },
  })
}

/** @typedef {'access_token' | 'id_token'} TokenName */

/**
 * Makes sure that a check of a rotation had one.
 * @param {Tokens} before
 * @param {Tokens} after
 * @param {{ rotated: TokenName[], kept?: TokenName[] }} expected those that must have another `kid`, and those that must have the same
 */
export function assertRotated(before, after, { rotated, kept = [] }) {
  for (const name of [...rotated, ...kept]) {
    const [one, other] = [before, after].map((tokens) => readJws(tokens[name])[0]?.['kid'])
    if ((one !== other) !== rotated.includes(name))
      throw new Error(`The provider did not rotate as it should have: ${name} has kid ${one}, then ${other}.`)
  }
}
