import { isSignInPage } from '@x/oidc-testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientSecret, people, startMovedApps, type MovedApps } from './start-moved-app.ts'
import { ask, checkAdministrator, openAs, signOutHere } from './visits.ts'

let apps: MovedApps

beforeAll(async () => {
  apps = await startMovedApps({
    provider: { preset: 'auth0', people: { ...people, ada: { ...people.ada, roles: ['admin'] } } },
    redirectPaths: ['/callback'],
    env: ({ issuerUrl }) => ({ ISSUER_URL: issuerUrl, CLIENT_ID: 'app', CLIENT_SECRET: clientSecret }),
    before: () => import('../../src/express-openid-connect/before.ts'),
    after: () => import('../../src/express-openid-connect/after.ts'),
  })
})
afterAll(() => apps.close())

describe.each(['before', 'after'] as const)('%s the move', (when) => {
  it('Ada signs in at the same redirect URI, and opens the page of administrators', () =>
    checkAdministrator(apps[when], '/callback'))
})

describe('a sign-out', () => {
  it('was a link, and is a form; both end the session at the provider, too', async () => {
    const former = await openAs('ada', `${apps.before}/me`)
    await former.agent.get(`${apps.before}/logout`)
    const now = await openAs('ada', `${apps.after}/me`)
    await signOutHere(now.agent, apps.after)
    expect((await now.agent.get(`${apps.after}/`)).text).toContain('Sign in')
    expect(isSignInPage(await former.agent.get(`${apps.before}/me`))).toBe(true)
    expect(isSignInPage(await now.agent.get(`${apps.after}/me`))).toBe(true)
  })
})

describe('what the guide says of differences', () => {
  it('a person without the role was sent to the provider again and again, and gets 403', async () => {
    const before = await openAs('ben', `${apps.before}/me`)
    const after = await openAs('ben', `${apps.after}/me`)
    await expect(before.agent.get(`${apps.before}/admin`)).rejects.toThrow('more than 20 redirects')
    expect((await after.agent.get(`${apps.after}/admin`)).status).toBe(403)
  })

  it('a script without a session gets 401, as before', async () => {
    expect((await ask(`${apps.before}/me`)).status).toBe(401)
    expect((await ask(`${apps.after}/me`)).status).toBe(401)
  })

  it('a GET of another site signed out, and only asks now', async () => {
    const before = await openAs('ada', `${apps.before}/me`)
    await before.agent.get(`${apps.before}/logout`, { from: 'https://evil.example/' })
    expect((await before.agent.get(`${apps.before}/`)).text).toContain('Sign in')
    const after = await openAs('ada', `${apps.after}/me`)
    await after.agent.get(`${apps.after}/logout`, { from: 'https://evil.example/' })
    expect((await after.agent.get(`${apps.after}/`)).text).toContain('Hello, Ada Lovelace.')
  })
})
