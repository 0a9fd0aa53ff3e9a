import type { EngineProviderOptions } from '@x/oidc-engine'
import { expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { createAppEngine } from './start-app.ts'

const issuerUrl = 'https://id.example.com'
const whole = {
  issuer: issuerUrl,
  authorization_endpoint: `${issuerUrl}/authorize`,
  token_endpoint: `${issuerUrl}/token`,
  jwks_uri: `${issuerUrl}/keys`,
}

/** What the log says of the discovery, where the provider answers this. */
async function discover(answer: Response, provider: Partial<EngineProviderOptions> = {}) {
  const { engine, events } = createAppEngine('https://app.example.com', {
    issuerUrl,
    provider,
    options: { fetch: () => Promise.resolve(answer) },
  })
  const { status } = await openEngineBrowser(engine).get('/oauth2/authorization/main')
  return { status, message: events.find(({ level }) => level === 'error')?.message }
}

it('a failed discovery says which members of metadata would make it unnecessary', async () => {
  const { jwks_uri: _, issuer: _issuer, ...metadata } = whole
  const { status, message } = await discover(new Response('', { status: 404 }), { metadata })
  expect(status).toBe(502)
  expect(message).toContain('answered 404; to switch discovery off, add jwks_uri to metadata')
})

it('K-02: http of an endpoint is refused, and the log says where allowInsecureIssuer allows it', async () => {
  const answer = () => Response.json({ ...whole, token_endpoint: 'http://id.example.com/token' })
  const found = await discover(answer(), { allowInsecureIssuer: true })
  expect(found.message).toContain(
    'token_endpoint is http. With allowInsecureIssuer, it may be http only if metadataUrl is http',
  )
  expect((await discover(answer())).message).toContain('token_endpoint is not an https address')
})
