import { memoryStore, type EngineOptions, type EngineProviderOptions } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()
const origin = 'https://app.example.com'

interface Settings {
  readonly session?: Partial<EngineOptions['session']>
  readonly provider?: Partial<EngineProviderOptions>
}

function start({ session, provider = {} }: Settings = {}) {
  const app = createAppEngine(origin, {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    provider,
    options: {
      session: { secret: sessionSecret, ...(session ?? { store: memoryStore({ now: () => fixture.now }) }) },
    },
  })
  const warnings = () => app.events.filter(({ code }) => code === 'refresh_token_missing')
  const signIn = async () => {
    const browser = openEngineBrowser(app.engine)
    expect((await browser.signIn()).status).toBe(303)
    return browser
  }
  return { ...app, signIn, warnings }
}

/** A provider that grants no refresh token. */
function giveNone(): void {
  fixture.provider.twist({ tokenResponse: ({ refresh_token: _, ...response }) => response })
}

describe('a sign-in without a refresh token', () => {
  it('is reported once for each provider', async () => {
    giveNone()
    const { signIn, warnings } = start()
    await signIn()
    await signIn()
    expect(warnings()).toEqual([
      {
        level: 'warn',
        code: 'refresh_token_missing',
        providerId: 'main',
        message:
          'Sessions of main do not refresh: the provider gave no refresh token. Ask for it, with many providers by the scope ' +
          'offline_access. Until then roles last as long as the session, unless session.roleMaxAgeSeconds is set.',
      },
    ])
    const another = start()
    await another.signIn()
    expect(another.warnings()).toHaveLength(1)
  })

  it('says that the provider did not grant offline_access, if it was requested', async () => {
    giveNone()
    const { engine, signIn, warnings } = start({
      provider: { scopes: ['offline_access'] },
      session: { idleSeconds: 40_000, singleProcess: true, keep: { tokens: true } },
    })
    const { cookies } = await signIn()
    const expected =
      'the provider gave no refresh token, although offline_access was requested. Allow it for this client, or set ' +
      "authorizationParams: { prompt: 'consent' }."
    expect(warnings()[0]?.message).toContain(expected)
    fixture.now += 3601
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const header = (name: string) => (name === 'cookie' ? cookie : undefined)
    const requestAuth = await engine.authenticate({ method: 'GET', url: `${origin}/`, header })
    await expect(requestAuth.tokens()).rejects.toThrow(`The access token has expired, and ${expected}`)
  })

  it.each<readonly [string, Settings, () => void]>([
    ['the provider gives one', {}, () => undefined],
    ['sessions keep no tokens', { session: {} }, giveNone],
    [
      'roleMaxAgeSeconds is set',
      { session: { singleProcess: true, keep: { tokens: true }, roleMaxAgeSeconds: 600 } },
      giveNone,
    ],
  ])('is not reported if %s', async (_, settings, twist) => {
    twist()
    const { signIn, warnings } = start(settings)
    await signIn()
    expect(warnings()).toEqual([])
  })
})
