import { memoryStore, type EngineOptions } from '@x/oidc-engine'
import { createGate, type Twists } from '@x/oidc-testing'
import { afterEach, describe, expect, it } from 'vitest'
import { askWith } from './ask-as-browser.ts'
import { type EngineBrowser, openEngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { type App, createAppEngine, sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()
afterEach(() => {
  fixture.provider.behave()
})

const session = { secret: sessionSecret, idleSeconds: 40_000 }
const kinds: readonly (readonly [string, () => EngineOptions['session']])[] = [
  ['cookies', () => ({ ...session, singleProcess: true, keep: { tokens: true } })],
  ['a store', () => ({ ...session, store: memoryStore({ now: () => fixture.now }) })],
]

const refusals: readonly (readonly [string, Twists])[] = [
  [
    'S-01: the ID Token of another person',
    { refreshedIdTokenClaims: (claims) => ({ ...claims, sub: 'mallory' }) },
  ],
  ['a person who is no longer admitted', { refreshedIdTokenClaims: (claims) => ({ ...claims, groups: [] }) }],
]

async function signIn(
  settings: EngineOptions['session'],
): Promise<{ app: Pick<App, 'engine'>; browser: EngineBrowser }> {
  const app = createAppEngine('https://app.example.com', {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    options: { session: settings },
  })
  const browser = openEngineBrowser(app.engine)
  expect((await browser.signIn()).status).toBe(303)
  return { app, browser }
}

describe.each(kinds)('the tokens of a refresh that ends a session with tokens in %s', (_, buildSession) => {
  it.each(refusals)('are revoked by work that the platform keeps alive: %s', async (_name, twists) => {
    const { app, browser } = await signIn(buildSession())
    const revocation = createGate()
    const revoked: (string | null)[] = []
    let issued: unknown
    fixture.provider.twist({
      ...twists,
      refreshResponse: (response) => {
        issued = response['refresh_token']
        return response
      },
      async respond({ body, path }) {
        if (path !== '/revoke') return undefined
        await revocation.opened
        revoked.push(new URLSearchParams(body).get('token'))
        return undefined
      },
    })
    fixture.now += 901
    const kept: Promise<unknown>[] = []
    const { auth } = await askWith(app.engine, browser.cookies, { waitUntil: (work) => void kept.push(work) })
    // The person does not wait for the revocation.
    expect([auth.status, revoked]).toEqual(['anonymous', []])
    expect(kept.length).toBeGreaterThan(0)
    revocation.open()
    await Promise.all(kept)
    expect(revoked).toEqual([issued])
  })
})
