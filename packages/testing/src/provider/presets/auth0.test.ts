import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { readJwt } from '../../user-agent/code-flow.ts'
import { signIn } from '../../user-agent/sign-in.ts'
import { closeAll, fetchTokens, secret, setUp, stop } from '../provider-fixture.ts'
import type { PresetName } from '../provider-options.ts'

afterEach(closeAll)

const roles = 'https://example.com/roles'
const people = {
  ada: { name: 'Ada', roles: ['admin'], claims: { email: 'ada@example.com', email_verified: true } },
  bob: { name: 'Bob', claims: { email: 'bob@example.com' } },
}
const audience = 'https://api.example.com'

const start = (preset: PresetName = 'auth0') => setUp({ preset, people })

describe('the preset auth0', () => {
  it('has an issuer that ends in a slash, and its endpoints below it', async () => {
    const { provider, flow } = await start()
    expect(provider.issuerUrl).toMatch(/^http:\/\/localhost:\d+\/$/u)
    expect(flow.metadata).toMatchObject({
      issuer: provider.issuerUrl,
      authorization_endpoint: `${provider.issuerUrl}authorize`,
      token_endpoint: `${provider.issuerUrl}oauth/token`,
      userinfo_endpoint: `${provider.issuerUrl}userinfo`,
      jwks_uri: `${provider.issuerUrl}.well-known/jwks.json`,
      end_session_endpoint: `${provider.issuerUrl}oidc/logout`,
    })
    expect(flow.metadata).not.toHaveProperty('introspection_endpoint')
  })

  it('has roles in a claim whose name is a URL, in the ID Token and at UserInfo', async () => {
    const up = await start()
    const { access_token: token, id_token: idToken } = await fetchTokens(up, up.agent, 'ada')
    const { header, claims } = readJwt(idToken)
    expect(header).toMatchObject({ typ: 'JWT' })
    expect(claims).toMatchObject({
      ...{ iss: up.provider.issuerUrl, aud: 'app', nonce: 'the-nonce', [roles]: ['admin'] },
      ...{ name: 'Ada', nickname: 'ada', email: 'ada@example.com', email_verified: true },
    })
    expect(claims['sub']).toMatch(/^auth0\|[0-9a-f]{24}$/u)
    expect(claims).not.toHaveProperty('preferred_username')
    expect(await (await up.flow.userinfo(token)).json()).toMatchObject({
      ...{ sub: claims['sub'], [roles]: ['admin'], nickname: 'ada' },
    })
  })

  it('sends email_verified true only if the claims of the person say so', async () => {
    const up = await start()
    const { claims } = readJwt((await fetchTokens(up, up.agent, 'bob')).id_token)
    expect(claims).toMatchObject({ email: 'bob@example.com', email_verified: false })
    expect(claims).not.toHaveProperty([roles])
  })

  it('issues an opaque access token if no API is requested, and more scopes than requested', async () => {
    const up = await start()
    const end = await signIn(up.agent, up.flow.authorizationUrl(), 'ada', stop)
    const callback = up.flow.resolveCallback(end)
    expect(callback.has('iss')).toBe(false)
    const body = (await (await up.flow.exchange(callback.get('code') ?? '', secret)).json()) as object
    expect(body).toMatchObject({
      access_token: expect.not.stringContaining('.') as string,
      scope: 'openid email profile address phone',
    })
  })

  it.each(['audience', 'resource'])(
    'issues a JWT for the API that the parameter %s names',
    async (parameter) => {
      const up = await start()
      const { access_token: token } = await fetchTokens(up, up.agent, 'ada', { [parameter]: audience })
      const keys = createRemoteJWKSet(new URL(up.flow.metadata['jwks_uri'] ?? ''))
      const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer: up.provider.issuerUrl })
      expect(protectedHeader.typ).toBe('JWT')
      expect(payload).toMatchObject({
        ...{ aud: [audience, `${up.provider.issuerUrl}userinfo`], azp: 'app', scope: 'openid email profile' },
      })
      for (const name of [roles, 'client_id', 'jti']) expect(payload).not.toHaveProperty([name])
      expect((await up.flow.userinfo(token)).status).toBe(200)
    },
  )

  it('signs out at once with an id_token_hint', async () => {
    const up = await start()
    const { id_token: hint } = await fetchTokens(up, up.agent, 'ada')
    const url = new URL(up.flow.metadata['end_session_endpoint'] ?? '')
    const back = 'http://localhost:9/logout/done'
    url.search = new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: back }).toString()
    expect((await up.agent.get(url.href, { stopBefore: back })).chain.at(-1)?.location).toBe(back)
  })
})

describe('the preset auth0_rfc9068', () => {
  it('issues access tokens with a typ header for an API', async () => {
    const up = await start('auth0_rfc9068')
    const { access_token: token } = await fetchTokens(up, up.agent, 'ada', { audience })
    const { header, claims } = readJwt(token)
    expect(header).toMatchObject({ typ: 'at+jwt' })
    expect(claims).toMatchObject({ client_id: 'app', jti: expect.any(String) as string })
    expect(claims).not.toHaveProperty('azp')
    expect((await up.flow.userinfo(token)).status).toBe(200)
  })
})
