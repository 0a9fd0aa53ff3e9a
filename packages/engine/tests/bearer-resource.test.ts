import { createEngine } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { audience, baseUrl, useBearerFixture } from './bearer-fixture.ts'
import { sessionSecret } from './start-app.ts'

const fixture = useBearerFixture()
const resource = `${baseUrl}/mcp`
const metadataUrl = `${baseUrl}/.well-known/oauth-protected-resource/mcp`

describe('R-11: the metadata of an API', () => {
  it('are served where every challenge says, and name the API to the last character', async () => {
    const { engine } = fixture.createApi()
    const guard = engine.bearer({ audience, resource, scopes: ['read', 'write'] })
    const { response } = await guard.authenticate(new Request(`${baseUrl}/mcp`))
    expect(response?.headers.get('www-authenticate')).toBe(
      `Bearer scope="read write", resource_metadata="${metadataUrl}"`,
    )
    expect(engine.handles(metadataUrl)).toBe(true)
    const answer = await engine.handle(new Request(metadataUrl))
    expect(answer?.status).toBe(200)
    expect(answer?.headers.get('content-type')).toBe('application/json')
    expect(answer?.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer?.headers.get('set-cookie')).toBeNull()
    expect(await answer?.json()).toEqual({
      resource,
      authorization_servers: [fixture.provider.issuerUrl],
      bearer_methods_supported: ['header'],
      scopes_supported: ['read', 'write'],
    })
  })

  it('stand in the challenge of every 401, 400 and 403 for a token', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign()
    for (const [authorization, bearer] of [
      ['Bearer x', {}],
      ['Bearer x y', {}],
      ['Basic x', {}],
      [`Bearer ${token}`, { scopes: ['delete'] }],
      [`Bearer ${token}`, { acrValues: ['gold'] }],
    ] as const) {
      const { response } = await api.send(authorization, { resource, ...bearer })
      expect(response?.headers.get('www-authenticate')).toContain(`resource_metadata="${metadataUrl}"`)
    }
  })

  it.each([
    [`${baseUrl}/mcp`, '/.well-known/oauth-protected-resource/mcp'],
    [`${baseUrl}/a/b/`, '/.well-known/oauth-protected-resource/a/b/'],
    [`${baseUrl}/`, '/.well-known/oauth-protected-resource'],
    [baseUrl, '/.well-known/oauth-protected-resource'],
  ])('of %s are at %s and at no address that looks alike', async (url, path) => {
    const { engine } = fixture.createApi()
    engine.bearer({ audience, resource: url })
    const answer = await engine.handle(new Request(baseUrl + path))
    expect(await answer?.json()).toMatchObject({ resource: url })
    for (const other of [`${path}x`, `/${path}`, path.toUpperCase(), `${path}//`, `/x${path}`, `${path};x`]) {
      expect(engine.handles(baseUrl + other)).toBe(false)
      const facts = { method: 'GET', url: other, header: () => undefined }
      expect(await engine.handle(facts)).toBeUndefined()
    }
  })

  it('are those of the audience, where that is an address of this application', async () => {
    const { engine } = fixture.createApi()
    engine.bearer({ audience: `${baseUrl}/api` })
    expect(engine.handles('/.well-known/oauth-protected-resource/api')).toBe(true)
    engine.bearer({ audience })
    expect(engine.handles('/.well-known/oauth-protected-resource')).toBe(false)
  })

  it('add up where several guards speak of one API', async () => {
    const { issuerUrl } = fixture.stranger
    const other = { providerId: 'other', issuerUrl, clientId: 'app' }
    const { engine } = fixture.createApi({}, { shareSecurity: true }, [other])
    engine.bearer({ audience, resource, scopes: ['read'], providers: ['main'] })
    engine.bearer({ audience, resource, scopes: ['read', 'write'], providers: ['other'] })
    const answer = await engine.handle(new Request(metadataUrl))
    expect(await answer?.json()).toMatchObject({
      authorization_servers: [fixture.provider.issuerUrl, issuerUrl],
      scopes_supported: ['read', 'write'],
    })
  })

  it('are known to every engine of an application that the framework loads several times', async () => {
    const options = {
      baseUrl: 'https://loaded-twice.example.com',
      providers: [{ providerId: 'main', issuerUrl: fixture.provider.issuerUrl, clientId: 'app' }],
      session: { secret: sessionSecret },
      log: () => undefined,
    }
    const [route, proxy, stranger] = [true, true, false].map((shared) =>
      createEngine({ ...options, providers: [...options.providers] }, {}, { shared }),
    )
    const bearer = { audience: `${options.baseUrl}/api` }
    await route?.gate(new Request(bearer.audience), { bearer })
    const url = `${options.baseUrl}/.well-known/oauth-protected-resource/api`
    const answer = await proxy?.handle(new Request(url))
    expect(await answer?.json()).toMatchObject({ resource: bearer.audience })
    expect(stranger?.handles(url)).toBe(false)
  })

  it('are there for pages of other origins, and to be read only', async () => {
    const { engine } = fixture.createApi()
    engine.bearer({ audience, resource })
    const ask = (method: string) => engine.handle(new Request(metadataUrl, { method }))
    expect((await ask('OPTIONS'))?.status).toBe(204)
    expect((await ask('OPTIONS'))?.headers.get('access-control-allow-headers')).toBe('*')
    expect(await (await ask('HEAD'))?.text()).toBe('')
    expect((await ask('HEAD'))?.status).toBe(200)
    expect((await ask('POST'))?.status).toBe(405)
    expect((await ask('POST'))?.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
  })

  it('do not pile up where options are built for each request', async () => {
    const api = fixture.createApi()
    for (let at = 0; at < 1100; at++) await api.send({}, { resource: `${baseUrl}/${at}` })
    expect(api.engine.handles('/.well-known/oauth-protected-resource/0')).toBe(false)
    expect(api.engine.handles('/.well-known/oauth-protected-resource/1099')).toBe(true)
  })
})

describe('R-15: a step-up', () => {
  const bearer = { acrValues: ['gold', 'urn:example:silver'], maxAgeSeconds: 60 }
  const claims = (changes: Readonly<Record<string, unknown>> = {}) =>
    fixture.buildClaims({ acr: 'gold', auth_time: fixture.now - 60, ...changes })

  it.each([
    {},
    { acr: 'urn:example:silver' },
    { auth_time: 1_793_000_000 - 90 },
    { auth_time: 1_793_000_000 + 30 },
  ])('is not needed with %j', async (changes) => {
    expect(await fixture.createApi().judge(await fixture.sign(claims(changes)), bearer)).toBe('200')
  })

  it.each([
    { acr: undefined },
    { acr: 'bronze' },
    { acr: 'GOLD' },
    { acr: ['gold'] },
    { acr: null },
    { auth_time: undefined },
    { auth_time: null },
    { auth_time: '1792999990' },
    { auth_time: 1_793_000_000 - 91 },
    { auth_time: 1_793_000_000 + 31 },
    { auth_time: Infinity },
  ])('is asked for with %j', async (changes) => {
    const token = await fixture.sign(claims(changes))
    const { response } = await fixture.createApi().send(`Bearer ${token}`, bearer)
    expect(response?.status).toBe(401)
    expect(response?.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_user_authentication", ' +
        'error_description="A newer or stronger sign-in is needed", ' +
        'acr_values="gold urn:example:silver", max_age="60"',
    )
  })

  it('is asked for as soon as the sign-in is too long ago, for a token that is cached, too', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign(claims({ auth_time: fixture.now - 60 }))
    expect(await api.judge(token, bearer)).toBe('200')
    fixture.now += 30
    expect(await api.judge(token, bearer)).toBe('200')
    fixture.now += 1
    expect(await api.judge(token, bearer)).toBe('401 insufficient_user_authentication auth_time')
  })
})
