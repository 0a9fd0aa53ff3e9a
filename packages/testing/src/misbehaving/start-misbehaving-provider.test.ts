import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { readJwt, redirectUri, startCodeFlow, type Tokens } from '../user-agent/code-flow.ts'
import type { SigningAlg } from '../keys/signing-key.ts'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { startMisbehavingProvider } from './start-misbehaving-provider.ts'
import type { MisbehavingOptions } from './misbehaving-provider.ts'

const running: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of running.splice(0)) await each.close()
})

async function setUp(options: MisbehavingOptions = {}) {
  const provider = await startMisbehavingProvider(options)
  running.push(provider)
  const flow = await startCodeFlow(provider.issuerUrl, 'app')
  const authorize = async (params: Record<string, string> = {}) =>
    flow.resolveCallback(
      await createUserAgent().get(flow.authorizationUrl(params), { stopBefore: redirectUri }),
    )
  const exchange = async (init?: Parameters<typeof flow.exchange>[1]) =>
    flow.exchange((await authorize()).get('code') ?? '', init)
  const fetchTokens = async () => (await (await exchange()).json()) as Tokens
  const verify = (token: string) =>
    jwtVerify(token, createRemoteJWKSet(new URL(flow.metadata['jwks_uri'] ?? '')))
  return { provider, flow, authorize, exchange, fetchTokens, verify }
}

describe('startMisbehavingProvider', () => {
  it('follows the protocol without twists', async () => {
    const up = await setUp({
      path: '/realm',
      claims: { sub: 's', roles: ['x'] },
      now: () => 1_000_000,
      host: '127.0.0.1',
    })
    const callback = await up.authorize()
    expect(Object.fromEntries(callback)).toMatchObject({ state: 'the-state', iss: up.provider.issuerUrl })
    const tokens = await up.fetchTokens()
    expect(readJwt(tokens.id_token).claims).toMatchObject({
      ...{ iss: up.provider.issuerUrl, aud: 'app', sub: 's', nonce: 'the-nonce', roles: ['x'] },
      ...{ iat: 1_000_000, exp: 1_000_300 },
    })
    expect(await (await up.flow.userinfo(tokens.access_token)).json()).toEqual({ sub: 's', roles: ['x'] })
    expect((await up.flow.userinfo('another')).status).toBe(401)
  })

  it.each<SigningAlg>(['RS256', 'PS256', 'ES256', 'EdDSA'])(
    'signs with %s and publishes the key',
    async (alg) => {
      const up = await setUp({ signingAlgs: [alg] })
      const { protectedHeader } = await up.verify((await up.fetchTokens()).id_token)
      expect(protectedHeader.alg).toBe(alg)
    },
  )

  it('accepts a code once, with its verifier, redirect URI and client', async () => {
    const up = await setUp()
    const code = (await up.authorize()).get('code') ?? ''
    expect((await up.flow.exchange(code)).status).toBe(200)
    expect((await up.flow.exchange(code)).status).toBe(400)
    expect((await up.exchange({ form: { code_verifier: 'wrong' } })).status).toBe(400)
    expect((await up.exchange({ form: { redirect_uri: 'http://localhost:8/' } })).status).toBe(400)
    expect((await up.exchange({ form: { client_id: 'another' } })).status).toBe(400)
  })

  it('authenticates registered clients', async () => {
    const clientSecret = 's%:+ ö'
    const up = await setUp({ clients: [{ clientId: 'app', clientSecret, redirectUris: [] }] })
    const basic = (secret: string) => {
      const encoded = new URLSearchParams({ app: secret }).toString().replace('=', ':')
      return { headers: { authorization: `Basic ${Buffer.from(encoded).toString('base64')}` } }
    }
    expect((await up.exchange()).status).toBe(401)
    expect((await up.exchange({ form: { client_secret: clientSecret } })).status).toBe(401)
    expect((await up.exchange(basic('wrong'))).status).toBe(401)
    expect((await up.exchange(basic(clientSecret))).status).toBe(200)
  })

  it('accepts each refresh token once', async () => {
    const up = await setUp()
    const form = { grant_type: 'refresh_token', refresh_token: (await up.fetchTokens()).refresh_token ?? '' }
    const renewed = (await (await up.flow.exchange('', { form })).json()) as Tokens
    expect(readJwt(renewed.id_token).claims).not.toHaveProperty('nonce')
    expect((await up.flow.exchange('', { form })).status).toBe(400)
  })

  it('posts the authorization response with a form that submits itself', async () => {
    const { flow } = await setUp()
    const page = await createUserAgent().get(flow.authorizationUrl({ response_mode: 'form_post' }), {
      followRedirects: false,
    })
    expect(page.text).toContain(`action="${redirectUri}"`)
    expect(page.text).toContain('document.forms[0].submit()')
  })

  it('changes each response by its twist, and removes the twists', async () => {
    const up = await setUp()
    up.provider.twist({
      authorizationResponse: (params) => params.set('iss', 'https://evil.example'),
      idTokenClaims: (claims) => ({ ...claims, aud: 'evil' }),
      idTokenHeader: (header) => ({ ...header, typ: 'logout+jwt' }),
      tokenResponse: (response) => ({ ...response, token_type: 'odd' }),
      userinfo: () => '{"sub":"a","sub":"b"}',
      metadata: (metadata) => ({ ...metadata, issuer: 'x' }),
      jwks: () => ({ keys: [] }),
    })
    expect((await up.authorize()).get('iss')).toBe('https://evil.example')
    const tokens = await up.fetchTokens()
    expect(tokens).toMatchObject({ token_type: 'odd' })
    expect(readJwt(tokens.id_token)).toMatchObject({ header: { typ: 'logout+jwt' }, claims: { aud: 'evil' } })
    expect(await (await up.flow.userinfo(tokens.access_token)).text()).toBe('{"sub":"a","sub":"b"}')
    expect((await startCodeFlow(up.provider.issuerUrl, 'app')).metadata['issuer']).toBe('x')
    await expect(up.verify(tokens.id_token)).rejects.toThrow('no applicable key')

    up.provider.behave()
    await up.verify((await up.fetchTokens()).id_token)
  })

  it('replaces the ID Token and the status of the token endpoint', async () => {
    const up = await setUp()
    up.provider.twist({
      idTokenSign: ({ payload }) => `a.${JSON.stringify(payload).length}.c`,
      tokenStatus: 500,
    })
    const answer = await up.exchange()
    expect(answer.status).toBe(500)
    expect(((await answer.json()) as Tokens).id_token).toMatch(/^a\.\d+\.c$/)
  })

  it('signs with a key that is not published', async () => {
    const up = await setUp()
    up.provider.twist({ signingKey: 'unpublished' })
    await expect(up.verify((await up.fetchTokens()).id_token)).rejects.toThrow('no applicable key')
  })

  it('signs with another algorithm, whose key is published', async () => {
    const up = await setUp()
    up.provider.twist({ signingKey: 'ES256' })
    const { protectedHeader } = await up.verify((await up.fetchTokens()).id_token)
    expect(protectedHeader.alg).toBe('ES256')
  })

  it('rotates its keys, also between a token request and its response', async () => {
    const up = await setUp()
    const kidOf = async () => readJwt((await up.fetchTokens()).id_token).header['kid']
    const first = await kidOf()
    await up.provider.rotateKeys()
    const second = await kidOf()
    expect(second).not.toBe(first)
    await up.provider.rotateKeys('before_signing')
    expect(up.provider.publishedKeys().keys[0]?.kid).toBe(second)
    const third = await kidOf()
    expect(third).not.toBe(second)
    expect(await kidOf()).toBe(third)
  })

  it('shares no key with another running provider', async () => {
    const [one, two] = [await setUp(), await setUp()]
    expect((await one.provider.signingKey()).kid).not.toBe((await two.provider.signingKey()).kid)
  })

  it('signs any JWT on demand', async () => {
    const { provider, verify } = await setUp()
    const { payload, protectedHeader } = await verify(
      await provider.signJwt({ sid: '1' }, { typ: 'logout+jwt' }),
    )
    expect(payload).toEqual({ sid: '1' })
    expect(protectedHeader.typ).toBe('logout+jwt')
  })

  it('delays an endpoint, and close() does not wait for it', async () => {
    const { provider, flow } = await setUp()
    // A delay that is longer than the timeout of a test.
    provider.twist({ delaySeconds: { jwks: 1_000_000 } })
    const answer = fetch(flow.metadata['jwks_uri'] ?? '')
    const failure = expect(answer).rejects.toThrow('fetch failed')
    await expect.poll(() => provider.requests.count('/jwks')).toBe(1)
    await provider.close()
    await failure
  })

  it('sends any response: a raw one, chunks, a connection reset, or none', async () => {
    const { provider, flow } = await setUp()
    const jwks = flow.metadata['jwks_uri'] ?? ''
    async function* pieces() {
      yield '{"ke'
      yield 'ys":[]}'
    }
    provider.twist({ respond: () => ({ status: 418, headers: { 'x-odd': 'yes' }, body: 'tea' }) })
    const odd = await fetch(jwks)
    expect([odd.status, odd.headers.get('x-odd'), await odd.text()]).toEqual([418, 'yes', 'tea'])
    provider.twist({ respond: ({ path }) => (path === '/jwks' ? { body: pieces() } : undefined) })
    expect(await (await fetch(jwks)).text()).toBe('{"keys":[]}')
    provider.twist({ respond: () => 'reset' })
    await expect(fetch(jwks)).rejects.toThrow('fetch failed')
    provider.twist({ respond: ({ path }) => (path === '/jwks' ? 'hang' : undefined) })
    const [before, hangUp] = [provider.requests.count('/jwks'), new AbortController()]
    const silent = expect(fetch(jwks, { signal: hangUp.signal })).rejects.toThrow('aborted')
    await expect.poll(() => provider.requests.count('/jwks')).toBe(before + 1)
    // The provider answers other requests in the meantime.
    expect((await fetch(`${provider.issuerUrl}/.well-known/openid-configuration`)).status).toBe(200)
    hangUp.abort()
    await silent
  })

  it('answers a request to the end_session endpoint', async () => {
    const { flow } = await setUp()
    const back = 'http://localhost:9/logout/done'
    const url = `${flow.metadata['end_session_endpoint']}?post_logout_redirect_uri=${back}&state=x`
    const end = await createUserAgent().get(url, { stopBefore: back })
    expect(end.chain.at(-1)?.location).toBe(`${back}?state=x`)
  })
})
