import { isSignInPage } from '@x/oidc-testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientSecret, people, startMovedApps, type MovedApps } from './start-moved-app.ts'
import { ask, checkAdministrator, openAs, signOutHere } from './visits.ts'

let apps: MovedApps

beforeAll(async () => {
  apps = await startMovedApps({
    provider: {
      people: { ...people, ada: { ...people.ada, groups: ['admins'] } },
      refreshTokens: 'always',
    },
    redirectPaths: ['/callback'],
    env: ({ issuerUrl }) => ({
      ...{ OIDC_ISSUER: issuerUrl, OIDC_CLIENT_ID: 'app', OIDC_CLIENT_SECRET: clientSecret },
      ...{ OIDC_AUTH_SECRET: 'a session secret of forty characters ...', OIDC_SCOPES: 'openid profile' },
    }),
    before: () => import('../../src/hono-oidc-auth/before.ts'),
    after: () => import('../../src/hono-oidc-auth/after.ts'),
  })
})
afterAll(() => apps.close())

describe.each(['before', 'after'] as const)('%s the move', (when) => {
  it('Ada signs in at the same redirect URI, and opens the page of administrators', () =>
    checkAdministrator(apps[when], '/callback'))

  it('Ben gets 403 at the page of administrators', async () => {
    const { agent } = await openAs('ben', `${apps[when]}/me`)
    expect((await agent.get(`${apps[when]}/admin`)).status).toBe(403)
  })
})

describe('what the guide says of differences', () => {
  it('a script without a session got a redirect, and gets 401', async () => {
    expect((await ask(`${apps.before}/me`)).status).toBe(302)
    expect((await ask(`${apps.after}/me`)).status).toBe(401)
  })

  it('a sign-out left the session at the provider, and ends it', async () => {
    const before = await openAs('ada', `${apps.before}/me`)
    await before.agent.get(`${apps.before}/logout`)
    expect((await before.agent.get(`${apps.before}/me`)).text).toBe('{"name":"Ada Lovelace"}')
    const after = await openAs('ada', `${apps.after}/me`)
    await signOutHere(after.agent, apps.after)
    expect(isSignInPage(await after.agent.get(`${apps.after}/me`))).toBe(true)
  })

  it('anyone with the cookie could read the claims and the refresh token in it, and cannot any more', async () => {
    const readable = (cookies: readonly string[]) => cookies.some((cookie) => /eyJ[\w-]+\.eyJ/u.test(cookie))
    const before = await openAs('ada', `${apps.before}/me`)
    expect(readable(before.page.chain.flatMap(({ setCookies }) => setCookies))).toBe(true)
    const after = await openAs('ada', `${apps.after}/me`)
    expect(readable(after.page.chain.flatMap(({ setCookies }) => setCookies))).toBe(false)
  })
})
