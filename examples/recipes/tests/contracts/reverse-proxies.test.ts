import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import { get } from 'node:https'
import { createOidc } from '@x/oidc-node'
import { createUserAgent, signIn, startHttpServer, startProvider } from '@x/oidc-testing'
import express from 'express'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import { createAppOidc } from '../../src/oidc.ts'
import { serveEvents } from '../../src/server-sent-events.ts'
import { buildOptions, type Settings } from '../../src/settings.ts'
import { serveWebSockets } from '../../src/websockets.ts'
import { startProxy, type ProxyName } from '../start-proxy.ts'

const closings: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close()
})

/** Starts a provider, an application and a proxy in front of it. */
async function startBehind(
  name: ProxyName,
  add: (server: Server, settings: Settings) => void,
  change?: (recipe: string) => string,
) {
  const badge = randomBytes(5700).toString('base64url')
  const provider = await startProvider({
    people: { ben: { name: 'Ben', groups: ['staff'], claims: { badge } } },
    refreshTokens: 'always',
  })
  closings.push(provider.close)
  const application = await startHttpServer()
  closings.push(application.close)
  const proxy = await startProxy(name, Number(new URL(application.origin).port), change)
  closings.push(proxy.close)
  const { ca, origin } = proxy
  const clientSecret = 'a secret for tests'
  await provider.registerClient({
    ...{ clientId: 'app', clientSecret },
    redirectUris: [`${origin}/login/oauth2/code/main`],
  })
  add(application.server, {
    ...{ baseUrl: origin, issuerUrl: provider.issuerUrl, clientSecret },
    sessionSecret: 'a session secret for tests, long enough',
  })
  const agent = createUserAgent({ ca })
  return {
    ...{ ca, origin, agent, applicationOrigin: application.origin },
    signIn: () => signIn(agent, `${origin}/login`, 'ben'),
    readCookie: () =>
      agent
        .cookies(origin)
        .map((cookie) => cookie.cookieString())
        .join('; '),
  }
}

function serveRecipes(server: Server, settings: Settings): void {
  const oidc = createAppOidc(settings)
  const app = express().use(oidc.middleware())
  serveEvents(app, oidc)
  server.on('request', app)
  serveWebSockets(server, oidc)
}

/** Without a store, so that the claims of a session are in its cookies. */
function serveLargeSessions(server: Server, settings: Settings): void {
  const oidc = createOidc({
    ...buildOptions(settings),
    session: { secret: settings.sessionSecret, keep: { claims: ['badge'] } },
  })
  server.on(
    'request',
    oidc.listener((req, res) => res.end(oidc.auth(req).user?.name)),
  )
}

const names: readonly ProxyName[] = ['nginx', 'Caddy']
const isThere = (name: ProxyName) => process.env[name.toUpperCase()] !== undefined

describe.each(names.filter(isThere))('behind %s, configured as the recipe says', (name) => {
  it('sockets open for pages at baseUrl, and for no others', async () => {
    const behind = await startBehind(name, serveRecipes)
    await behind.signIn()
    const headers = { cookie: behind.readCookie() }
    const open = (options: ClientOptions) =>
      new WebSocket(`${behind.origin.replace('http', 'ws')}/live`, { ca: behind.ca, headers, ...options })
    const refused = open({ origin: behind.applicationOrigin })
    const [, response] = (await once(refused, 'unexpected-response')) as [unknown, IncomingMessage]
    expect(response.statusCode).toBe(403)
    const socket = open({ origin: behind.origin })
    const [message] = (await once(socket, 'message')) as [Buffer]
    expect(message.toString()).toBe('hello Ben')
    socket.terminate()
  })

  it('an event arrives at once, before its stream ends', async () => {
    const behind = await startBehind(name, serveRecipes)
    await behind.signIn()
    const headers = { cookie: behind.readCookie() }
    const request = get(`${behind.origin}/events`, { ca: behind.ca, headers })
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    const [event] = (await once(response, 'data')) as [Buffer]
    expect(event.toString()).toBe('data: hello Ben\n\n')
    request.destroy()
  })

  it('a session in several cookies signs in and out', async () => {
    const behind = await startBehind(name, serveLargeSessions)
    const countSessionCookies = () =>
      behind.agent.cookies(behind.origin).filter(({ key }) => /^__Host-oidc-[\da-f]+(?:\.\d)?$/u.test(key))
        .length
    const end = await behind.signIn()
    expect(end).toMatchObject({ status: 200, url: `${behind.origin}/`, text: 'Ben' })
    expect(behind.readCookie().length).toBeGreaterThan(11_000)
    expect(countSessionCookies()).toBeGreaterThan(1)
    await behind.agent.submitForm(await behind.agent.get(`${behind.origin}/logout`))
    expect(countSessionCookies()).toBe(0)
  })
})

it.runIf(isThere('nginx')).each([
  [502, 'Set-Cookie', /^ *proxy_buffer.*$/gmu],
  [400, 'Cookie', /^ *large_client_header_buffers.*$/gmu],
])(
  'by default nginx answers %i, because it has no room for several cookies in %s',
  async (status, _name, lines) => {
    const behind = await startBehind('nginx', serveLargeSessions, (recipe) => recipe.replaceAll(lines, ''))
    expect((await behind.signIn()).status).toBe(status)
  },
)
