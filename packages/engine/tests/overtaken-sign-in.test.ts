import { memoryStore, type EngineOptions, type SignInHookResult } from '@x/oidc-engine'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()
const session = { secret: sessionSecret, idleSeconds: 40_000, roleMaxAgeSeconds: 600 }
const kinds: readonly (readonly [string, () => EngineOptions['session']])[] = [
  ['a store', () => ({ ...session, store: memoryStore({ now: () => fixture.now }) })],
  ['cookies with tokens', () => ({ ...session, singleProcess: true, keep: { tokens: true } })],
]

const revoked: (string | null)[] = []
/** The access tokens that the provider issued. */
const issued: unknown[] = []

afterEach(() => {
  revoked.length = 0
  issued.length = 0
})

type During = 'onSignIn' | 'security'

/**
 * Signs a person in at an application that lets a test act while `onSignIn` or `security` runs for the next sign-in. Only a sign-in renews
 * the roles.
 */
async function startSession(build: () => EngineOptions['session'], during: During) {
  fixture.provider.twist({
    tokenResponse({ refresh_token: _token, ...answer }) {
      issued.push(answer['access_token'])
      return answer
    },
    respond({ path, body }) {
      if (path !== '/revoke') return undefined
      revoked.push(new URLSearchParams(body).get('token'))
      return { status: 200 }
    },
  })
  let act: (() => Promise<SignInHookResult>) | undefined
  const pause = async (): Promise<SignInHookResult> => {
    const running = act
    act = undefined
    return running?.()
  }
  const mapping = { roleMapping: { staff: ['ROLE_USER'] } }
  const { engine } = createAppEngine('https://app.example.com', {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    ...(during === 'security'
      ? {
          provider: {
            security: async (_person: unknown) => {
              await pause()
              return mapping
            },
          },
        }
      : {}),
    options: {
      session: build(),
      ...(during === 'security' ? { security: undefined } : { security: mapping, onSignIn: pause }),
    },
  })
  const browser = openEngineBrowser(engine)
  await browser.signIn()
  return {
    browser,
    meanwhile(run: () => Promise<SignInHookResult>) {
      act = run
    },
    /** The other window has the same cookies, and its answer arrives first. */
    async signOut(): Promise<undefined> {
      const window = openEngineBrowser(engine, browser.cookies)
      browser.store((await window.post('/logout')).headers.getSetCookie())
    },
    readStatus: async () => (await browser.authenticate()).auth.status,
  }
}

/** Goes to the provider with `prompt=none`, and comes back. */
async function signInSilently(browser: EngineBrowser): Promise<Response> {
  fixture.now += 700
  const start = await browser.get('/oauth2/authorization/main?silent=1&returnTo=/me')
  const location = start.headers.get('location') ?? ''
  expect(location).toContain('prompt=none')
  const atProvider = await fetch(location, { redirect: 'manual' })
  return browser.get(atProvider.headers.get('location') ?? expect.fail('no callback'))
}

/** The old session's access token, and the new one, which is revoked after the response. */
async function expectAllRevoked(): Promise<void> {
  expect(issued).toHaveLength(2)
  await vi.waitFor(() => {
    expect(revoked).toEqual(issued)
  })
}

const failure = new Error('the database is down')

describe.each(kinds)('a person who signs out during a silent sign-in, with %s', (_, build) => {
  it.each<During>(['onSignIn', 'security'])('stays signed out, while %s runs', async (during) => {
    const { browser, meanwhile, readStatus, signOut } = await startSession(build, during)
    meanwhile(signOut)
    const page = await signInSilently(browser)
    expect(page.headers.get('location')).toBe('https://app.example.com/me')
    expect(await readStatus()).toBe('anonymous')
    await expectAllRevoked()
  })

  it.each<During>(['onSignIn', 'security'])('leaves no tokens behind when %s fails then', async (during) => {
    const { browser, meanwhile, readStatus, signOut } = await startSession(build, during)
    meanwhile(async () => {
      await signOut()
      throw failure
    })
    await signInSilently(browser)
    expect(await readStatus()).toBe('anonymous')
    await expectAllRevoked()
  })
})

describe.each(kinds)('a silent sign-in, with %s', (_, build) => {
  it.each<During>(['onSignIn', 'security'])(
    'whose %s fails revokes nothing beside the session that goes on: both may be one grant',
    async (during) => {
      const { browser, meanwhile, readStatus, signOut } = await startSession(build, during)
      meanwhile(() => Promise.reject(failure))
      await signInSilently(browser)
      expect(await readStatus()).toBe('authenticated')
      expect(issued).toHaveLength(2)
      // A sign-out revokes the tokens of the session.
      await signOut()
      expect(revoked).toEqual(issued.slice(0, 1))
    },
  )

  it('of a person whom onSignIn denies is no denial after a sign-out', async () => {
    const { browser, meanwhile, signOut } = await startSession(build, 'onSignIn')
    meanwhile(async () => {
      await signOut()
      return { deny: 'no licence' }
    })
    const page = await signInSilently(browser)
    expect(page.headers.get('location')).toBe('https://app.example.com/me')
    await expectAllRevoked()
  })
})

describe.each(kinds)('a sign-in that the person asked for, with %s', (_, build) => {
  it('goes on when the old session is signed out of while onSignIn runs', async () => {
    const { browser, meanwhile, readStatus, signOut } = await startSession(build, 'onSignIn')
    meanwhile(signOut)
    await browser.signIn()
    expect(await readStatus()).toBe('authenticated')
    expect(revoked).toEqual(issued.slice(0, 1))
  })
})
