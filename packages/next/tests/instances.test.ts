import { createHash, randomUUID } from 'node:crypto'
import { contractPeople, createUserAgent, signIn, signJws, startMisbehavingProvider } from '@x/oidc-testing'
import type { UserAgent } from '@x/oidc-testing'
import { afterEach, describe, expect, it } from 'vitest'
import { basePathBuild, plainBuild } from './contract-builds.ts'
import { startContractApp, type StartedApp, type StartOptions } from './start-contract-app.ts'

let app: StartedApp | undefined
afterEach(async () => {
  await app?.close()
})

async function start(options: StartOptions, build = plainBuild): Promise<StartedApp> {
  app = await startContractApp(build, options)
  return app
}

const loggedOut = /may still be signed in/u

describe('the instances of an application', () => {
  it('know together what one of them learnt: the provider is asked for its metadata once', async () => {
    const { origin, provider } = await start({ withoutProxy: '^/logout' })
    const agent = createUserAgent()
    // The proxy signs in, a page and a route handler read the session, another route handler signs out.
    await signIn(agent, `${origin}/pages/member`, 'staff')
    expect((await agent.get(`${origin}/pages/member`)).text).toContain(contractPeople.staff.name)
    expect((await agent.get(`${origin}/me`)).text).toBe(contractPeople.staff.name)
    const done = await agent.submitForm(await agent.get(`${origin}/logout`))
    expect(done.url).toMatch(/\/logout\/done/u)
    expect(done.text).not.toMatch(loggedOut)
    expect(provider.requests.count('/.well-known/openid-configuration')).toBe(1)
    expect(provider.requests.count('/jwks')).toBe(1)
  })
})

describe('R-11: the metadata of an API', () => {
  it.each([
    ['the proxy, which is another instance than the guard', undefined],
    ['a route handler without a proxy', ''],
  ])('are served by %s, before a client called the API', async (_, withoutProxy) => {
    const { origin } = await start(withoutProxy === undefined ? {} : { withoutProxy })
    const url = `${origin}/.well-known/oauth-protected-resource/api`
    const answer = await createUserAgent().get(url)
    expect(JSON.parse(answer.text)).toMatchObject({ resource: `${origin}/api` })
    const preflight = await createUserAgent().get(url, { method: 'OPTIONS' })
    expect(preflight.headers.get('access-control-allow-headers')).toBe('*')
    expect((await createUserAgent().get(`${url}/admin`)).status).toBe(404)
  })

  it.each([
    ['the proxy', undefined],
    ['a route handler', ''],
  ])(
    'below a base path are served by %s, to a proxy in front that passes them on',
    async (_, withoutProxy) => {
      const { origin, baseUrl } = await start(
        withoutProxy === undefined ? {} : { withoutProxy },
        basePathBuild,
      )
      const answer = await createUserAgent().get(`${origin}/app/.well-known/oauth-protected-resource/app/api`)
      expect(JSON.parse(answer.text)).toMatchObject({ resource: `${baseUrl}/api` })
    },
  )
})

describe('R-09: a DPoP proof', () => {
  it.each([plainBuild, basePathBuild])(
    'passes all guards of a route with one request, and none with another ($name)',
    async (build) => {
      const issuer = await startMisbehavingProvider()
      try {
        const { baseUrl } = await start({ issuerUrl: issuer.issuerUrl }, build)
        const url = `${baseUrl}/api/bound`
        const key = await issuer.signingKey()
        const now = Math.floor(Date.now() / 1000)
        const token = await issuer.signJwt(
          {
            ...{ iss: issuer.issuerUrl, sub: 'ada', aud: `${baseUrl}/api`, client_id: 'mobile', jti: 'x' },
            ...{ iat: now, exp: now + 300, scope: 'read', realm_access: { roles: ['staff'] } },
            cnf: { jkt: key.kid },
          },
          { typ: 'at+jwt' },
        )
        const dpop = await signJws({
          header: { typ: 'dpop+jwt', alg: key.alg, jwk: key.publicJwk },
          payload: {
            ...{ htm: 'GET', htu: url, iat: now, jti: randomUUID() },
            ath: createHash('sha256').update(token).digest('base64url'),
          },
          key,
        })
        const headers = { authorization: `DPoP ${token}`, dpop, 'x-request-id': '1' }
        const answer = await fetch(url, { headers })
        expect([answer.status, await answer.text()]).toEqual([200, 'ada'])
        for (let times = 0; times < 2; times += 1) expect((await fetch(url, { headers })).status).toBe(401)
      } finally {
        await issuer.close()
      }
    },
  )
})

describe('without a proxy', () => {
  it('route handlers sign in and out, and pages return people to the beginning', async () => {
    const { origin } = await start({ withoutProxy: '' })
    const agent = createUserAgent()
    const end = await signIn(agent, `${origin}/pages/member`, 'staff')
    expect(end.url).toBe(`${origin}/`)
    expect((await agent.get(`${origin}/pages/member`)).text).toContain(contractPeople.staff.name)
    const refused = await agent.get(`${origin}/pages/admin`)
    expect(refused.status).toBe(403)
    expect(refused.text).toContain('forbidden by the app')
    const done = await agent.submitForm(await agent.get(`${origin}/logout`))
    expect(done.text).not.toMatch(loggedOut)
    expect((await agent.get(`${origin}/me`, { followRedirects: false })).status).toBe(302)
  })

  it('what is no path of the library below its folders is nowhere', async () => {
    const { origin } = await start({ withoutProxy: '' })
    const agent = createUserAgent()
    for (const path of ['/login/x', '/oauth2/x', '/logout/x']) {
      expect((await agent.get(origin + path)).status, path).toBe(404)
    }
  })

  it('a page believes no address outside, whatever a client sends in place of the proxy', async () => {
    const { origin } = await start({ withoutProxy: '' })
    for (const spoof of ['http://evil.example/', '//evil.example', 'javascript:alert(1)']) {
      const answer = await createUserAgent().get(`${origin}/pages/member`, {
        headers: { 'x-oidc-page-url': spoof },
        followRedirects: false,
      })
      expect(answer.headers.get('location')).toMatch(/^http:\/\/localhost:\d+\/oauth2\/authorization\/op/u)
      expect(answer.headers.get('location')).not.toContain('evil')
    }
  })

  it('a page says that it could not write the cookies of a session, once', async () => {
    const { origin, output } = await start({ withoutProxy: '^/pages' })
    const agent = createUserAgent()
    await signIn(agent, `${origin}/me`, 'staff')
    damageSession(agent, origin)
    for (let times = 0; times < 2; times += 1) {
      const page = await agent.get(`${origin}/pages/member`, { followRedirects: false })
      expect(page.status).toBe(307)
      expect(page.setCookies).toEqual([])
    }
    expect(output().match(/event: session_cookies_lost/gu)).toHaveLength(1)
  })
})

describe('the proxy', () => {
  it('writes the cookies of a session on the answer of a page, and only then is it private', async () => {
    const { origin, output } = await start({})
    const agent = createUserAgent()
    await signIn(agent, `${origin}/me`, 'staff')
    damageSession(agent, origin)
    const fixed = await createUserAgent().get(`${origin}/pages/fixed`)
    const asset = /\/_next\/static\/[^"]+\.js/u.exec(fixed.text)?.[0]
    expect((await agent.get(origin + String(asset))).setCookies).toEqual([])
    const page = await agent.get(`${origin}/pages/fixed`)
    expect(page.status).toBe(200)
    expect(page.setCookies.join()).toMatch(/Max-Age=0/iu)
    expect(page.headers.get('cache-control')).toBe('private, no-store')
    expect((await agent.get(`${origin}/pages/fixed`)).headers.get('cache-control')).toBe('s-maxage=31536000')
    expect(output()).not.toContain('session_cookies_lost')
  })
})

/** Changes the last character of each cookie: the session is ended, and its cookies have to be deleted. */
function damageSession(agent: UserAgent, origin: string): void {
  for (const cookie of agent.cookies(origin)) {
    const last = cookie.value.endsWith('A') ? 'Q' : 'A'
    cookie.value = cookie.value.slice(0, -1) + last
    agent.setCookie(cookie.toString(), origin)
  }
}
