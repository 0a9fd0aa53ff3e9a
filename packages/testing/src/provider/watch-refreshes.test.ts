import { expect, it } from 'vitest'
import { borrowSigningKey, returnSigningKeys } from '../keys/signing-key.ts'
import { loadOidcProvider } from './load-oidc-provider.ts'
import { createMemoryAdapter } from './memory-adapter.ts'
import { createRefreshWatch } from './watch-refreshes.ts'

it('accepts one of two requests that have both read the refresh token before the other used it', async () => {
  const key = await borrowSigningKey('RS256')
  const oidc = await loadOidcProvider()
  const adapter = createMemoryAdapter()
  const provider = new oidc.Provider('http://localhost:1', {
    adapter,
    jwks: { keys: [{ ...key.privateJwk }] },
    cookies: { keys: ['a key of a test'] },
    features: { devInteractions: { enabled: false } },
    ttl: { Grant: 60, RefreshToken: 60 },
  })
  createRefreshWatch().watch(provider, oidc.errors)
  await adapter('Client').upsert('app', {
    client_id: 'app',
    redirect_uris: ['https://app.example.com/'],
    token_endpoint_auth_method: 'none',
  })
  const client = await provider.Client.find('app')
  if (client === undefined) throw new Error('the client is not registered')
  const grantId = await new provider.Grant({ accountId: 'ada', clientId: 'app' }).save()
  const value = await new provider.RefreshToken({
    accountId: 'ada',
    client,
    grantId,
    gty: 'authorization_code',
    scope: 'a',
  }).save()

  const [first, second] = await Promise.all([
    provider.RefreshToken.find(value),
    provider.RefreshToken.find(value),
  ])
  expect([first?.consumed, second?.consumed]).toEqual([undefined, undefined])
  await first?.consume()
  expect(await provider.Grant.find(grantId)).toBeDefined()
  await expect(second?.consume()).rejects.toMatchObject({ error: 'invalid_grant' })
  expect(await provider.Grant.find(grantId)).toBeUndefined()
  returnSigningKeys([key])
})
