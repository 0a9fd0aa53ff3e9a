import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  createUserAgent,
  isSignInPage,
  signIn,
  startProvider,
  type EmbeddedProvider,
  type ProviderOptions,
} from '@x/oidc-testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { environment, folder, nextCommand } from './next-command.ts'

const client = { clientId: 'app', clientSecret: 'a-secret-for-tests' }
const sessionSecret = 'a session secret of forty characters ...'

const moves = [
  {
    from: 'Auth.js',
    preset: 'keycloak',
    callback: '/api/auth/callback/keycloak',
    tokenPath: '/protocol/openid-connect/token',
    // Its access tokens have the roles.
    adaAtApi: 200,
    env: (issuerUrl: string, baseUrl: string) => ({
      ...{ BASE_URL: baseUrl, KEYCLOAK_ISSUER: issuerUrl, SESSION_SECRET: sessionSecret },
      ...{ KEYCLOAK_ID: client.clientId, KEYCLOAK_SECRET: client.clientSecret },
    }),
  },
  {
    from: '@auth0/nextjs-auth0',
    preset: 'auth0',
    callback: '/auth/callback',
    tokenPath: 'oauth/token',
    // An Action that puts the roles into ID Tokens alone leaves the API without them.
    adaAtApi: 403,
    env: (issuerUrl: string, baseUrl: string) => ({
      ...{ APP_BASE_URL: baseUrl, AUTH0_ISSUER: issuerUrl, AUTH0_SECRET: sessionSecret },
      ...{ AUTH0_CLIENT_ID: client.clientId, AUTH0_CLIENT_SECRET: client.clientSecret },
    }),
  },
] as const

describe.each(moves)('an application that comes from $from', (move) => {
  let provider: EmbeddedProvider
  let server: ChildProcess
  let baseUrl: string

  beforeAll(async () => {
    const options: ProviderOptions = {
      preset: move.preset,
      audience: 'https://api.example.com',
      people: {
        ada: { name: 'Ada Lovelace', password: 'demo', roles: ['admin'] },
        ben: { name: 'Ben Example', password: 'demo' },
      },
    }
    provider = await startProvider(options)
    ;({ server, baseUrl } = await startNext((url) => move.env(provider.issuerUrl, url)))
    await provider.registerClient({
      ...client,
      redirectUris: [baseUrl + move.callback],
      postLogoutRedirectUris: [`${baseUrl}/logout/done`],
    })
  })
  afterAll(async () => {
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
    await provider.close()
  })

  it('signs in at the redirect URI of before, returns to the page, and gates by role', async () => {
    const ada = createUserAgent()
    const page = await signIn(ada, `${baseUrl}/me`, 'ada')
    expect(page.url).toBe(`${baseUrl}/me`)
    expect(page.text).toContain('Ada Lovelace')
    expect(page.chain.some(({ url }) => url.startsWith(`${baseUrl}${move.callback}?`))).toBe(true)
    expect((await ada.get(`${baseUrl}/admin`)).text).toContain('For administrators such as')
    const ben = createUserAgent()
    await signIn(ben, `${baseUrl}/me`, 'ben')
    expect((await ben.get(`${baseUrl}/admin`)).status).toBe(403)
  })

  it('signs out here and at the provider', async () => {
    const agent = createUserAgent()
    await signIn(agent, `${baseUrl}/me`, 'ada')
    await agent.submitForm(await agent.get(`${baseUrl}/`))
    expect((await agent.get(`${baseUrl}/`)).text).toContain('Sign in')
    expect(isSignInPage(await agent.get(`${baseUrl}/me`))).toBe(true)
  })

  it('answers an API call by its token', async () => {
    const call = async (headers: Readonly<Record<string, string>> = {}) =>
      (await fetch(`${baseUrl}/api/orders`, { headers })).status
    const [ada, ben] = [await fetchToken('ada'), await fetchToken('ben')]
    expect(await call()).toBe(401)
    expect(await call({ authorization: `Bearer ${ada}x` })).toBe(401)
    expect(await call({ authorization: `Bearer ${ben}` })).toBe(403)
    expect(await call({ authorization: `Bearer ${ada}` })).toBe(move.adaAtApi)
  })

  async function fetchToken(username: string): Promise<string> {
    const answer = await fetch(provider.issuerUrl + move.tokenPath, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${client.clientId}:${client.clientSecret}`)}` },
      body: new URLSearchParams({
        ...{ grant_type: 'password', username, password: 'demo' },
        ...{ scope: 'openid', resource: 'https://api.example.com' },
      }),
    })
    return ((await answer.json()) as { readonly access_token: string }).access_token
  }
})

type BuildEnvironment = (baseUrl: string) => Readonly<Record<string, string>>

/** Starts the built application. Another process may take the port that was found: then with another one. */
async function startNext(
  buildEnvironment: BuildEnvironment,
  tries = 5,
): Promise<{ readonly server: ChildProcess; readonly baseUrl: string }> {
  const port = await findPort()
  const baseUrl = `http://localhost:${port}`
  const server = spawn(process.execPath, [nextCommand, 'start', '-p', String(port)], {
    cwd: folder,
    env: { ...environment, ...buildEnvironment(baseUrl) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (await isReady(server)) return { server, baseUrl }
  if (tries === 1) throw new Error('next start ended.')
  return startNext(buildEnvironment, tries - 1)
}

async function findPort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, 'localhost', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

/** `next start` says that it is ready when it listens. */
async function isReady({ stdout }: ChildProcess): Promise<boolean> {
  let printed = ''
  if (stdout === null) return false
  return new Promise((resolve) => {
    stdout.on('data', (chunk) => {
      printed += String(chunk)
      if (printed.includes('Ready')) resolve(true)
    })
    stdout.on('end', () => resolve(false))
  })
}
