import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createUserAgent, isSignInPage, signIn } from '@x/oidc-testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientSecret, people, startMovedApps, type MovedApps } from './start-moved-app.ts'
import { ask, openAs, signOutHere } from './visits.ts'

let apps: MovedApps

beforeAll(async () => {
  const pages = ['/', '/me', '/admin', '/drafts', '/api/me']
  apps = await startMovedApps({
    provider: {
      preset: 'keycloak',
      audience: 'https://api.example.com',
      allowWithoutPkce: true,
      people: { ...people, ada: { ...people.ada, roles: ['admin'], clientRoles: { app: ['editor'] } } },
    },
    redirectPaths: [...pages.map((path) => `${path}?auth_callback=1`), '/login/oauth2/code/keycloak'],
    env: ({ issuerUrl }) => ({
      KEYCLOAK_URL: issuerUrl.replace('/realms/main', ''),
      CLIENT_SECRET: clientSecret,
    }),
    before: () => import('../../src/keycloak-connect/before.ts'),
    after: () => import('../../src/keycloak-connect/after.ts'),
  })
})
afterAll(() => apps.close())

async function fetchToken(person: string, resource = 'https://api.example.com'): Promise<string> {
  const answer = await fetch(`${apps.provider.issuerUrl}/protocol/openid-connect/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`app:${clientSecret}`)}` },
    body: new URLSearchParams({
      ...{ grant_type: 'password', username: person, password: 'demo' },
      ...{ scope: 'openid', resource },
    }),
  })
  return ((await answer.json()) as { readonly access_token: string }).access_token
}

describe.each(['before', 'after'] as const)('%s the move', (when) => {
  it('Ada signs in, and has the role of the realm and that of the client', async () => {
    const { agent, page } = await openAs('ada', `${apps[when]}/me`)
    expect(page.text).toBe('{"name":"ada"}')
    expect((await agent.get(`${apps[when]}/`)).text).toContain('Hello, ada.')
    expect((await agent.get(`${apps[when]}/admin`)).text).toBe('For administrators')
    expect((await agent.get(`${apps[when]}/drafts`)).text).toBe('For editors')
  })

  it('Ben signs in, and gets 403 where he lacks a role', async () => {
    const { agent, page } = await openAs('ben', `${apps[when]}/me`)
    expect(page.text).toBe('{"name":"ben"}')
    expect((await agent.get(`${apps[when]}/admin`)).status).toBe(403)
    expect((await agent.get(`${apps[when]}/drafts`)).status).toBe(403)
  })

  it('an API answers an access token, by the same roles', async () => {
    const [ada, ben] = [await fetchToken('ada'), await fetchToken('ben')]
    const answer = await ask(`${apps[when]}/api/me`, { authorization: `Bearer ${ada}` })
    expect(await answer.json()).toEqual({ name: 'ada' })
    expect((await ask(`${apps[when]}/api/me`, { authorization: `Bearer ${ben}` })).status).toBe(403)
  })
})

describe('a sign-out', () => {
  it('was a link, and is a form; both end the session at Keycloak, too', async () => {
    const former = await openAs('ada', `${apps.before}/me`)
    await former.agent.get(`${apps.before}/logout`)
    const now = await openAs('ada', `${apps.after}/me`)
    expect((await now.agent.get(`${apps.after}/logout`)).status).toBe(200)
    expect((await now.agent.get(`${apps.after}/`)).text).toContain('Hello, ada.')
    await signOutHere(now.agent, apps.after)
    expect((await now.agent.get(`${apps.after}/`)).text).toContain('Sign in')
    expect(isSignInPage(await former.agent.get(`${apps.before}/me`))).toBe(true)
    expect(isSignInPage(await now.agent.get(`${apps.after}/me`))).toBe(true)
  })
})

it('the guide shows the file keycloak.json as it is', () => {
  const read = (path: string) => readFileSync(join(import.meta.dirname, '../..', path), 'utf8')
  expect(read('../../docs/from/keycloak-connect.md')).toContain(read('src/keycloak-connect/keycloak.json'))
})

describe('what the guide says of differences', () => {
  it.each([
    ['a script without a session', '/me', 302, 401],
    ['an API call without a token', '/api/me', 302, 401],
  ])('%s at %s got %i and gets %i', async (_, path, before, after) => {
    expect((await ask(apps.before + path)).status).toBe(before)
    expect((await ask(apps.after + path)).status).toBe(after)
  })

  it('a token that Keycloak did not sign got 302 and gets 401', async () => {
    const [header, claims] = (await fetchToken('ada')).split('.')
    const authorization = `Bearer ${header}.${claims}.AAAA`
    expect((await ask(`${apps.before}/api/me`, { authorization })).status).toBe(302)
    expect((await ask(`${apps.after}/api/me`, { authorization })).status).toBe(401)
  })

  it('a token for another API was accepted and gets 401', async () => {
    const authorization = `Bearer ${await fetchToken('ada', 'https://other.example.com')}`
    expect((await ask(`${apps.before}/api/me`, { authorization })).status).toBe(200)
    expect((await ask(`${apps.after}/api/me`, { authorization })).status).toBe(401)
  })

  it('a session opened the API, and does not any more', async () => {
    const before = await openAs('ada', `${apps.before}/me`)
    expect((await before.agent.get(`${apps.before}/api/me`)).status).toBe(200)
    const after = await openAs('ada', `${apps.after}/me`)
    expect((await after.agent.get(`${apps.after}/api/me`)).status).toBe(401)
  })

  it('the callback of another browser signed in whom it met at a sign-in, and does not any more', async () => {
    for (const [origin, path, stopBefore, isAccepted] of [
      [apps.before, '/me', `${apps.before}/me?auth_callback`, true],
      [apps.after, '/login', `${apps.after}/login/oauth2`, false],
    ] as const) {
      const attacker = await signIn(createUserAgent(), origin + path, 'ben', { stopBefore })
      const victim = createUserAgent()
      await victim.get(origin + path, { followRedirects: false })
      await victim.get(attacker.chain.at(-1)?.location ?? '')
      expect((await victim.get(`${origin}/`)).text.includes('Hello, ben.'), origin).toBe(isAccepted)
    }
  })
})
