// A client of Keycloak that does not use the library. Without it, what the provider answers could not be told from what the library
// makes of it.
import { randomUUID } from 'node:crypto'
import { openBrowser } from '../browser.mjs'
import { buildSecret } from '../providers/provider.mjs'

/**
 * @typedef {import('../tokens.mjs').Tokens} Tokens
 *
 * @typedef {object} Answer
 * @property {number | string} status of HTTP, or why there is no answer
 * @property {Record<string, any>} body
 *
 * @typedef {object} SignedIn
 * @property {import('../browser.mjs').Browser} browser has the session at the provider
 * @property {Tokens} tokens
 *
 * @typedef {object} PlainClient
 * @property {(person: import('../providers/provider.mjs').Person) => Promise<SignedIn>} signIn
 * @property {(refreshToken: string | undefined, secret?: string) => Promise<Answer>} refresh (RFC 6749, section 6)
 * @property {(accessToken: string) => Promise<Answer>} readUserinfo
 * @property {(token: string | undefined) => Promise<Answer>} revoke (RFC 7009)
 * @property {(browser: SignedIn['browser']) => Promise<string>} askSilently sends `prompt=none`; returns `code`, the error, or why there is no answer
 */

/**
 * @param {Pick<import('./admin-client.mjs').RealmAdmin, 'issuerUrl' | 'clientId'>} realm
 * @param {string} redirectUri nothing listens there
 * @returns {PlainClient}
 */
export function createPlainClient({ issuerUrl, clientId }, redirectUri) {
  const endpoint = (/** @type {string} */ name) => `${issuerUrl}/protocol/openid-connect/${name}`
  const buildAuthorizationUrl = (/** @type {Record<string, string>} */ parameters) =>
    `${endpoint('auth')}?${new URLSearchParams({
      ...{ client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: 'openid' },
      ...{ state: randomUUID(), nonce: randomUUID() },
      ...parameters,
    })}`
  const post = (
    /** @type {string} */ name,
    /** @type {Record<string, string>} */ form,
    secret = buildSecret(clientId),
  ) => {
    const credentials = btoa([clientId, secret].map(encodeURIComponent).join(':'))
    const headers = { authorization: `Basic ${credentials}` }
    return send(endpoint(name), { method: 'POST', headers, body: new URLSearchParams(form) })
  }

  return {
    async signIn(person) {
      const browser = openBrowser({})
      const url = buildAuthorizationUrl({})
      const { chain } = await browser.signIn(url, person, { stopBefore: redirectUri })
      const code = readCallback(chain).get('code') ?? ''
      const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
      const { status, body } = await post('token', form)
      if (status !== 200) throw new Error(`The sign-in of ${person.username} failed: ${status}`)
      return { browser, tokens: /** @type {Tokens} */ (body) }
    },
    refresh: (token, secret) => {
      if (token === undefined) throw new Error('There is no refresh token.')
      return post('token', { grant_type: 'refresh_token', refresh_token: token }, secret)
    },
    readUserinfo: (accessToken) =>
      send(endpoint('userinfo'), { headers: { authorization: `Bearer ${accessToken}` } }),
    revoke: (token) => {
      if (token === undefined) throw new Error('There is no token.')
      return post('revoke', { token })
    },
    async askSilently(browser) {
      const url = buildAuthorizationUrl({ prompt: 'none' })
      const page = await browser.open(url, { stopBefore: redirectUri }).catch(describeOutage)
      if (typeof page === 'string') return page
      const response = readCallback(page.chain)
      return response.has('code') ? 'code' : (response.get('error') ?? 'no authorization response')
    },
  }
}

/** @param {readonly import('@x/oidc-testing').Hop[]} chain */
function readCallback(chain) {
  const { location = 'about:blank' } = chain.at(-1) ?? {}
  return new URL(location).searchParams
}

/** @param {unknown} error of `fetch` or of a socket */
export function describeOutage(error) {
  const { code, cause } = /** @type {{ code?: string, cause?: { code?: string } }} */ (error)
  return `no connection (${code ?? cause?.code ?? String(error)})`
}

/** @param {string} url @param {RequestInit} request @returns {Promise<Answer>} */
async function send(url, request) {
  try {
    const response = await fetch(url, request)
    const text = await response.text()
    const isJson = (response.headers.get('content-type') ?? '').includes('json')
    // UserInfo says in its challenge why it refuses a token (RFC 6750, section 3).
    const challenge = response.headers.get('www-authenticate') ?? ''
    return { status: response.status, body: isJson && text !== '' ? JSON.parse(text) : { challenge } }
  } catch (error) {
    return { status: describeOutage(error), body: {} }
  }
}
