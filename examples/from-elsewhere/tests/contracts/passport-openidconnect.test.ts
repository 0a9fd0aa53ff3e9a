import { isSignInPage } from '@x/oidc-testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientSecret, people, startMovedApps, type MovedApps } from './start-moved-app.ts'
import { ask, openAs, signOutHere } from './visits.ts'

let apps: MovedApps

beforeAll(async () => {
  apps = await startMovedApps({
    provider: {
      allowWithoutPkce: true,
      people: { ...people, ada: { ...people.ada, groups: ['admins'] } },
    },
    redirectPaths: ['/oauth2/redirect'],
    env: ({ issuerUrl }) => ({ ISSUER_URL: issuerUrl, CLIENT_ID: 'app', CLIENT_SECRET: clientSecret }),
    before: () => import('../../src/passport-openidconnect/before.ts'),
    after: () => import('../../src/passport-openidconnect/after.ts'),
  })
})
afterAll(() => apps.close())

describe.each(['before', 'after'] as const)('%s the move', (when) => {
  it('Ada signs in at the same redirect URI, and opens the page of administrators', async () => {
    const { agent, page } = await openAs('ada', `${apps[when]}/login`)
    expect(page.text).toContain('Hello, Ada Lovelace.')
    expect(page.chain.some(({ url }) => url.startsWith(`${apps[when]}/oauth2/redirect?`))).toBe(true)
    expect((await agent.get(`${apps[when]}/me`)).text).toBe('{"name":"Ada Lovelace"}')
    expect((await agent.get(`${apps[when]}/admin`)).text).toBe('For administrators')
  })

  it('Ben gets 403 at the page of administrators', async () => {
    const { agent } = await openAs('ben', `${apps[when]}/login`)
    expect((await agent.get(`${apps[when]}/admin`)).status).toBe(403)
  })
})

describe('what the guide says of differences', () => {
  it('a sign-in led to the home page, and leads back to the page that asked for it', async () => {
    expect((await openAs('ada', `${apps.before}/me`)).page.text).toContain('Hello, Ada Lovelace.')
    expect((await openAs('ada', `${apps.after}/me`)).page.text).toBe('{"name":"Ada Lovelace"}')
  })

  it('a sign-out left the session at the provider, and ends it', async () => {
    const before = await openAs('ada', `${apps.before}/login`)
    await before.agent.submitForm(before.page)
    const again = await before.agent.get(`${apps.before}/login`)
    expect(again.text).toContain('Hello, Ada Lovelace.')
    const after = await openAs('ada', `${apps.after}/login`)
    await signOutHere(after.agent, apps.after)
    expect(isSignInPage(await after.agent.get(`${apps.after}/login`))).toBe(true)
  })

  it('a script without a session got a redirect, and gets 401', async () => {
    expect((await ask(`${apps.before}/me`)).status).toBe(302)
    expect((await ask(`${apps.after}/me`)).status).toBe(401)
  })
})
