// The login and consent pages that Hydra sends people to. Without them no sign-in there could end: Hydra has no pages of
// its own.
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { ada } from './providers/provider.mjs'
import { requestJson } from './request-json.mjs'

const form = `<!doctype html><title>Sign in</title>
<form method="post"><input name="username"><input name="password" type="password"><button>Sign in</button></form>`

/** @param {string} admin Hydra's admin API */
export async function startHydraPages(admin) {
  /** @param {'login' | 'consent' | 'logout'} kind @param {URL} url @param {unknown} answer @returns {Promise<string>} where it goes on */
  const accept = async (kind, url, answer) => {
    const query = url.searchParams.toString()
    const address = `${admin}/oauth2/auth/requests/${kind}/accept?${query}`
    return (await requestJson('PUT', address, { body: answer })).redirect_to
  }

  /** @param {URL} url */
  const consent = async (url) => {
    const asked = await requestJson('GET', `${admin}/oauth2/auth/requests/consent?${url.searchParams}`)
    return accept('consent', url, {
      grant_scope: asked.requested_scope,
      grant_access_token_audience: [asked.client.client_id],
      session: { access_token: { roles: ada.roles }, id_token: { roles: ada.roles } },
    })
  }

  /** @param {import('node:http').IncomingMessage} request @returns {Promise<string | undefined>} where it goes on, undefined where the form is due */
  const decide = async (request) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (url.pathname === '/consent') return consent(url)
    if (url.pathname === '/logout') return accept('logout', url, {})
    const { username, password } = Object.fromEntries(new URLSearchParams(await text(request)))
    const isAda = username === ada.username && password === ada.password
    return isAda ? accept('login', url, { subject: ada.username }) : undefined
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
