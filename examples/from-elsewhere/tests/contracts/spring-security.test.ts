import { isSignInPage } from '@x/oidc-testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { clientSecret, people, startMovedApps, type MovedApps } from './start-moved-app.ts'
import { ask, openAs, signOutHere } from './visits.ts'

let apps: MovedApps

beforeAll(async () => {
  apps = await startMovedApps({
    provider: {
      scopes: ['read'],
      people: {
        ada: { ...people.ada, groups: ['admins'] },
        ben: { ...people.ben, groups: [] },
      },
    },
    redirectPaths: ['/login/oauth2/code/main'],
    env: ({ issuerUrl }) => ({ ISSUER_URL: issuerUrl, CLIENT_ID: 'app', CLIENT_SECRET: clientSecret }),
    after: () => import('../../src/spring-security/after.ts'),
  })
})
afterAll(() => apps.close())

async function fetchToken(username: string, scope: string): Promise<string> {
  const answer = await fetch(`${apps.provider.issuerUrl}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`app:${clientSecret}`)}` },
    body: new URLSearchParams({
      ...{ grant_type: 'password', username, password: 'demo', scope },
      resource: 'https://api.example.com',
    }),
  })
  return ((await answer.json()) as { readonly access_token: string }).access_token
}

it('Ada signs in at the redirect URI of Spring, and opens the page of administrators', async () => {
  const { agent, page } = await openAs('ada', `${apps.after}/me`)
  expect(page.text).toBe('{"name":"Ada Lovelace"}')
  expect(page.chain.some(({ url }) => url.startsWith(`${apps.after}/login/oauth2/code/main?`))).toBe(true)
  expect((await agent.get(`${apps.after}/admin`)).text).toBe('For administrators')
  await signOutHere(agent, apps.after)
  expect(isSignInPage(await agent.get(`${apps.after}/me`))).toBe(true)
})

it('Ben gets 403 at the page of administrators', async () => {
  const { agent } = await openAs('ben', `${apps.after}/me`)
  expect((await agent.get(`${apps.after}/admin`)).status).toBe(403)
})

it('the API asks for the scope, and for a role that another one implies', async () => {
  const call = async (token: string) =>
    (await ask(`${apps.after}/api/me`, { authorization: `Bearer ${token}` })).status
  expect((await ask(`${apps.after}/api/me`)).status).toBe(401)
  expect(await call(await fetchToken('ada', 'openid read'))).toBe(200)
  expect(await call(await fetchToken('ada', 'openid'))).toBe(403)
  expect(await call(await fetchToken('ben', 'openid read'))).toBe(403)
})
