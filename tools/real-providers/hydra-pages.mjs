// The login and consent pages that Hydra sends people to. Without them no sign-in there could end: Hydra has no pages of
// its own.
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { ada, bob, password } from './providers/provider.mjs'
import { requestJson } from './request-json.mjs'

const form = `<!doctype html><title>Sign in</title>
<form method="post"><input name="username"><input name="password" type="password"><button>Sign in</button></form>`

const people = new Map([
  [ada.username, { roles: ['staff', 'admins'] }],
  [bob.username, { roles: [] }],
])

/** @param {string} admin Hydra's admin API */
export async function startHydraPages(admin) {
  /** @param {'login' | 'consent'} kind @param {URL} url */
  const read = (kind, url) => requestJson('GET', `${admin}/oauth2/auth/requests/${kind}?${url.searchParams}`)

  /** @param {'login' | 'consent' | 'logout'} kind @param {URL} url @param {unknown} answer @returns {Promise<string>} where it goes on */
  const accept = async (kind, url, answer) => {
    const address = `${admin}/oauth2/auth/requests/${kind}/accept?${url.searchParams}`
    return (await requestJson('PUT', address, { body: answer })).redirect_to
  }

  /** @param {URL} url */
  const consent = async (url) => {
    const { subject, client, requested_scope: scopes } = await read('consent', url)
    const claims = people.get(subject)
    return accept('consent', url, {
      grant_scope: scopes,
      grant_access_token_audience: [client.client_id],
      session: { access_token: claims, id_token: claims },
    })
  }

  /** @param {URL} url @param {string} body @returns {Promise<string | undefined>} undefined where the form is due */
  const login = async (url, body) => {
    // Hydra knows the person already, and does not want them to be asked again.
    const { skip, subject } = await read('login', url)
    if (skip) return accept('login', url, { subject })
    const { username = '', password: entered } = Object.fromEntries(new URLSearchParams(body))
    if (!people.has(username) || entered !== password) return undefined
    return accept('login', url, { subject: username, remember: true })
  }

  /** @param {import('node:http').IncomingMessage} request @returns {Promise<string | undefined>} where it goes on, undefined where the form is due */
  const decide = async (request) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (url.pathname === '/consent') return consent(url)
    if (url.pathname === '/logout') return accept('logout', url, {})
    return login(url, await text(request))
  }

  const server = createServer((request, response) => {
    decide(request).then(
      (location) => {
        if (location === undefined) response.writeHead(200, { 'content-type': 'text/html' }).end(form)
        else response.writeHead(303, { location }).end()
      },
      (error) => response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error)),
    )
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return { origin: `http://127.0.0.1:${port}`, stop: () => void server.close() }
}
