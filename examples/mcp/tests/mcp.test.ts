import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  discoverAuthorizationServerMetadata,
  discoverOAuthProtectedResourceMetadata,
  extractWWWAuthenticateParams,
  UnauthorizedError,
} from '@modelcontextprotocol/sdk/client/auth.js'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { startProvider } from '@x/oidc-testing'
import type { EmbeddedProvider } from '@x/oidc-testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createApp } from '../src/create-app.ts'
import { createDesktopClient, desktopClient } from './client-fixture.ts'

const roles = 'https://example.com/roles'
const people = {
  ada: { name: 'Ada Example', password: 'demo', claims: { [roles]: ['admins'] } },
  ben: { name: 'Ben Example', password: 'demo', claims: { [roles]: ['staff'] } },
  cleo: { name: 'Cleo Example', password: 'demo' },
}

let provider: EmbeddedProvider
let server: ReturnType<typeof createServer>
let mcpUrl: URL
let opened: Client[] = []

beforeEach(async () => {
  server = createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const baseUrl = `http://localhost:${(server.address() as AddressInfo).port}`
  mcpUrl = new URL('/mcp', baseUrl)
  provider = await startProvider({ people, clients: [desktopClient], scopes: ['mcp'] })
  const app = createApp({
    ...{ baseUrl, issuerUrl: provider.issuerUrl, clientId: 'notice-board', clientSecret: 'secret' },
    sessionSecret: 'a secret of at least thirty-two bytes',
  })
  server.on('request', app)
})
afterEach(async () => {
  for (const client of opened) await client.close()
  opened = []
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await provider.close()
})

async function connect(transport: StreamableHTTPClientTransport): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' })
  opened.push(client)
  await client.connect(transport)
  return client
}

async function fetchToken(person: string, resource = mcpUrl.href, scope = 'mcp'): Promise<string> {
  const answer = await fetch(`${provider.issuerUrl}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'password', client_id: desktopClient.clientId, username: person, password: 'demo' },
      ...{ resource, scope },
    }),
  })
  return ((await answer.json()) as { readonly access_token: string }).access_token
}

function connectWith(token: string): Promise<Client> {
  const headers = { authorization: `Bearer ${token}` }
  return connect(new StreamableHTTPClientTransport(mcpUrl, { requestInit: { headers } }))
}

describe('the server of the Model Context Protocol', () => {
  it.each(['GET', 'POST', 'DELETE'])(
    'refuses %s without a token, and says where its metadata are',
    async (method) => {
      const answer = await fetch(mcpUrl, { method })
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer .*resource_metadata="/u)
    },
  )

  it('is discovered by the functions of the SDK, and so is the provider', async () => {
    const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(
      await fetch(mcpUrl, { method: 'POST' }),
    )
    expect(resourceMetadataUrl?.href).toBe(`${mcpUrl.origin}/.well-known/oauth-protected-resource/mcp`)
    expect(scope).toBe('mcp')
    const found = await discoverOAuthProtectedResourceMetadata(mcpUrl)
    expect(found).toMatchObject({ resource: mcpUrl.href, authorization_servers: [provider.issuerUrl] })
    const [issuerUrl = ''] = found.authorization_servers ?? []
    const metadata = await discoverAuthorizationServerMetadata(issuerUrl)
    expect(metadata).toMatchObject({ issuer: provider.issuerUrl, code_challenge_methods_supported: ['S256'] })
  })

  it('lets a client in that starts with nothing but the address, once a person has signed in', async () => {
    const authProvider = createDesktopClient(provider.issuerUrl)
    const transport = new StreamableHTTPClientTransport(mcpUrl, { authProvider })
    await expect(connect(transport)).rejects.toBeInstanceOf(UnauthorizedError)
    expect(authProvider.sentTo()?.searchParams.get('resource')).toBe(mcpUrl.href)

    await transport.finishAuth(await authProvider.signIn('ben'))
    const client = await connect(new StreamableHTTPClientTransport(mcpUrl, { authProvider }))
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual(['who_am_i', 'read_notice', 'clear_notice'])
  })

  it('tells each caller apart, on every request', async () => {
    const [ada, ben] = [
      await connectWith(await fetchToken('ada')),
      await connectWith(await fetchToken('ben')),
    ]
    expect(await ben.callTool({ name: 'who_am_i' })).toMatchObject({ content: [{ text: 'ben: ROLE_USER' }] })
    expect(await ada.callTool({ name: 'who_am_i' })).toMatchObject({
      content: [{ text: 'ada: ROLE_ADMIN, ROLE_USER' }],
    })
  })

  it('refuses staff the tool for administrators, and changes nothing', async () => {
    const ben = await connectWith(await fetchToken('ben'))
    expect(await ben.callTool({ name: 'clear_notice' })).toMatchObject({
      isError: true,
      content: [{ text: 'This needs ROLE_ADMIN.' }],
    })
    expect(await ben.callTool({ name: 'read_notice' })).toMatchObject({
      content: [{ text: 'The kitchen is closed on Friday.' }],
    })
  })

  it('lets administrators use it', async () => {
    const ada = await connectWith(await fetchToken('ada'))
    expect((await ada.callTool({ name: 'clear_notice' })).isError).toBeUndefined()
    expect(await ada.callTool({ name: 'read_notice' })).toMatchObject({ content: [{ text: '' }] })
  })

  it.each([
    ['for another API', 401, () => fetchToken('ada', 'https://other.example.com')],
    ['that no provider issued', 401, () => 'not-issued'],
    ['without the scope', 403, () => fetchToken('ada', mcpUrl.href, 'openid')],
    ['of a person without a role', 403, () => fetchToken('cleo')],
  ])('refuses a token %s with %i', async (_, status, obtain) => {
    const token = await obtain()
    await expect(connectWith(token)).rejects.toThrow()
    const answer = await fetch(mcpUrl, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(status)
  })
})
