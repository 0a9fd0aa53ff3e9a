import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { readJwt, redirectUri } from '../user-agent/code-flow.ts'
import { signIn } from '../user-agent/sign-in.ts'
import { closeAll, fetchTokens, setUp, stop } from './provider-fixture.ts'

afterEach(closeAll)

describe('a running provider', () => {
  it('signs with new keys at once after rotation and publishes only those', async () => {
    const up = await setUp({ signingAlgs: ['ES256', 'EdDSA'] })
    const before = readJwt((await fetchTokens(up, up.agent, 'ada')).id_token).header
    await up.provider.rotateKeys()
    const after = readJwt((await fetchTokens(up, up.agent, 'ada')).id_token).header
    expect(after['alg']).toBe('ES256')
    const jwks = (await (await fetch(up.flow.metadata['jwks_uri'] ?? '')).json()) as {
      keys: { kid: string }[]
    }
    const kids = jwks.keys.map(({ kid }) => kid)
    expect(kids).toContain(after['kid'])
    expect(kids).not.toContain(before['kid'])
    expect(kids).toHaveLength(2)
  })

  it('gives a person new claims with the next sign-in', async () => {
    const up = await setUp()
    await fetchTokens(up, up.agent, 'bob')
    up.provider.setPerson('bob', { name: 'Bob', subject: '0002', claims: { fresh: ['x'] } })
    const tokens = await fetchTokens(up, up.agent, 'bob')
    expect(readJwt(tokens.id_token).claims).toMatchObject({ sub: '0002', fresh: ['x'] })
  })

  it('registers clients while it runs', async () => {
    const up = await setUp({}, 'late')
    await up.provider.registerClient({ clientId: 'late', redirectUris: [redirectUri] })
    const end = await signIn(up.agent, up.flow.authorizationUrl(), 'ada', stop)
    const answer = await up.flow.exchange(up.flow.resolveCallback(end).get('code') ?? '')
    expect(answer.status).toBe(200)
  })

  it('authenticates a client only by its own certificate in X-Cert', async () => {
    const certificate = '-----BEGIN CERTIFICATE-----\nMIIB+ée=\n-----END CERTIFICATE-----\n'
    const up = await setUp({}, 'mutual')
    await up.provider.registerClient({
      ...{ clientId: 'mutual', clientSecret: certificate, redirectUris: [redirectUri] },
      tokenEndpointAuthMethod: 'x_cert',
    })
    const tryWith = async (headers: Record<string, string>) => {
      const end = await signIn(up.agent, up.flow.authorizationUrl(), 'ada', stop)
      const answer = await up.flow.exchange(up.flow.resolveCallback(end).get('code') ?? '', { headers })
      return [answer.status, ((await answer.json()) as { error?: string }).error]
    }
    expect(await tryWith({})).toEqual([401, 'invalid_client'])
    expect(await tryWith({ 'x-cert': encodeURIComponent(`${certificate}x`) })).toEqual([
      401,
      'invalid_client',
    ])
    expect(await tryWith({ 'x-cert': '%' })).toEqual([401, 'invalid_client'])
    expect(await tryWith({ 'x-cert': encodeURIComponent(certificate) })).toEqual([200, undefined])
  })

  it('answers 503 or refuses connections while it is down, and comes back on the same port', async () => {
    const { provider, flow } = await setUp()
    const keys = flow.metadata['jwks_uri'] ?? ''
    await provider.goDown('503')
    expect((await fetch(keys)).status).toBe(503)
    await provider.goDown('refuse')
    await expect(fetch(keys)).rejects.toThrow('fetch failed')
    await provider.comeBack()
    expect((await fetch(keys)).status).toBe(200)
  })

  it('logs the requests that it receives', async () => {
    const { provider, flow } = await setUp()
    provider.requests.clear()
    await fetch(`${flow.metadata['jwks_uri']}?secret`)
    expect(provider.requests.all).toMatchObject([{ method: 'GET', path: '/jwks' }])
    expect(provider.requests.count('/jwks', 'POST')).toBe(0)
  })

  it('closes at once with an open keep-alive connection and an incomplete request', async () => {
    const { provider, flow } = await setUp()
    const keys = new URL(flow.metadata['jwks_uri'] ?? '')
    await (await fetch(keys)).text()
    const socket = connect(Number(keys.port), '127.0.0.1')
    // The response proves that the server accepted the connection. Of the second request it has only the first part.
    const head = `GET ${keys.pathname} HTTP/1.1\r\nhost: ${keys.host}\r\n`
    socket.write(`${head}\r\n${head}`)
    await once(socket, 'data')
    let received = ''
    socket.on('data', (chunk) => (received += String(chunk)))
    const closed = once(socket, 'close')
    socket.on('error', () => undefined)
    await provider.close()
    await closed
    // A server that waits for the rest of the request answers 408 after its timeout.
    expect(received).not.toContain('HTTP/1.1 408')
  })
})
