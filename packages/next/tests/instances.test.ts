import { contractPeople, createUserAgent, signIn, type ContractApp } from '@x/oidc-testing'
import { afterEach, describe, expect, it } from 'vitest'
import { plainBuild } from './contract-builds.ts'
import { startContractApp, type StartOptions } from './start-contract-app.ts'

let app: ContractApp | undefined
afterEach(async () => {
  await app?.close()
})

async function start(options: StartOptions): Promise<ContractApp> {
  app = await startContractApp(plainBuild, options)
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

describe('without a proxy', () => {
  it('route handlers sign in and out, and pages return people to the beginning', async () => {
    const { origin } = await start({ withoutProxy: '' })
    const agent = createUserAgent()
    const end = await signIn(agent, `${origin}/pages/member`, 'staff')
    expect(end.url).toBe(`${origin}/`)
    expect((await agent.get(`${origin}/pages/member`)).text).toContain(contractPeople.staff.name)
    const refused = await agent.get(`${origin}/pages/admin`)
    expect(refused.status).toBe(403)
    expect(refused.text).toContain(contractPeople.staff.name)
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
})
