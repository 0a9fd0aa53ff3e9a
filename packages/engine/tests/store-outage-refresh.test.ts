import type { Engine, SessionStore } from '@x/oidc-engine'
import type { EngineMemory } from '@x/oidc-engine/adapter'
import { beforeEach, describe, expect, it } from 'vitest'
import { ask, askWith, startQuickTimer } from './ask-as-browser.ts'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { createFrailStore, type FrailStore } from './frail-store.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, sessionSecret, type App } from './start-app.ts'

const fixture = useSignInFixture()
let store: FrailStore
let app: Pick<App, 'engine' | 'events'>
let browser: EngineBrowser
/** The refresh tokens that the provider received. */
let sent: string[]

const now = (): number => fixture.now

/** Creates one process of the application, or one more engine of a process that shares its memory. All processes have the same store. */
function startProcess(
  memory: EngineMemory = {},
  itsStore: SessionStore = store,
): Pick<App, 'engine' | 'events'> {
  return createAppEngine('https://app.example.com', {
    ...{ issuerUrl: fixture.provider.issuerUrl, now, startTimer: startQuickTimer, memory },
    options: { session: { secret: sessionSecret, idleSeconds: 40_000, store: itsStore } },
  })
}

beforeEach(async () => {
  store = createFrailStore(() => fixture.now)
  app = startProcess()
  browser = openEngineBrowser(app.engine)
  sent = []
  expect((await browser.signIn()).status).toBe(303)
  fixture.provider.twist({
    refreshedIdTokenClaims: (claims) => ({ ...claims, groups: ['admins'] }),
    respond: ({ body, path }) => {
      const token = new URLSearchParams(body).get('refresh_token')
      if (path === '/token' && token !== null) sent.push(token)
      return undefined
    },
  })
})

/** Asks until the refresh that runs is over. @param seconds that pass between two requests */
async function askUntil(engine: Engine, roles: readonly string[] | undefined, seconds = 0): Promise<void> {
  await expect
    .poll(async () => {
      fixture.now += seconds
      const { auth } = await askWith(engine, browser.cookies)
      return auth.status === 'authenticated' ? [...auth.roles] : undefined
    })
    .toEqual(roles)
}

function refuse(...operations: readonly string[]): (operation: string) => void {
  return (operation) => {
    if (operations.includes(operation)) throw new Error('the database is down')
  }
}

/** The store takes the claim, and after the answer of the provider nothing more. */
function refuseAfterClaim(...operations: readonly string[]): void {
  let isClaimed = false
  store.before = (operation) => {
    if (isClaimed) refuse(...operations)(operation)
    if (operation === 'replace') isClaimed = true
  }
}

const renewed = ['ROLE_ADMIN', 'ROLE_USER']

describe('S-03: where the store fails after the provider has rotated the refresh token', () => {
  it('for a moment, the new version is written again', async () => {
    let refused = 0
    let isClaimed = false
    store.before = (operation) => {
      if (operation !== 'replace') return
      if (isClaimed && refused < 2) {
        refused += 1
        throw new Error('the database is down')
      }
      isClaimed = true
    }
    fixture.now += 901
    await askUntil(app.engine, renewed)
    expect(refused).toBe(2)
    // Another process has the new refresh token.
    fixture.now += 901
    await askUntil(startProcess().engine, renewed)
    await expect.poll(() => new Set(sent).size).toBe(2)
    expect(sent).toHaveLength(2)
  })

  it('it goes on from memory while the store takes nothing, and is written when it does', async () => {
    refuseAfterClaim('replace')
    fixture.now += 901
    await askUntil(app.engine, renewed)
    for (let count = 0; count < 20; count += 1) {
      fixture.now += 1
      expect([...(await ask(app.engine, browser)).auth.roles]).toEqual(renewed)
    }
    expect((await (await ask(app.engine, browser)).tokens()).tokens.accessToken).toBeTypeOf('string')
    expect(sent).toHaveLength(1)
    expect(app.events.filter(({ code }) => code === 'session_refresh_failed')).toHaveLength(1)

    store.before = undefined
    fixture.now += 4
    await ask(app.engine, browser)
    const other = startProcess()
    expect([...(await ask(other.engine, browser)).auth.roles]).toEqual(renewed)
    fixture.now += 901
    await askUntil(other.engine, renewed)
    await expect.poll(() => new Set(sent).size).toBe(2)
  })

  it('an engine of the same process with another store neither has the session nor loses it', async () => {
    const shared = startProcess({ shared: true })
    refuseAfterClaim('replace')
    fixture.now += 901
    await askUntil(shared.engine, renewed)
    const other = startProcess({ shared: true }, createFrailStore(now))
    for (let count = 0; count < 3; count += 1) {
      fixture.now += 4
      expect((await askWith(other.engine, browser.cookies)).auth.status).toBe('anonymous')
    }
    expect([...(await askWith(shared.engine, browser.cookies)).auth.roles]).toEqual(renewed)
    store.before = undefined
    fixture.now += 4
    await askUntil(shared.engine, renewed)
    expect([...(await askWith(startProcess().engine, browser.cookies)).auth.roles]).toEqual(renewed)
    expect(sent).toHaveLength(1)
  })

  it('it does not send the used refresh token when the roles are due again', async () => {
    refuseAfterClaim('replace')
    fixture.now += 901
    await askUntil(app.engine, renewed)
    fixture.now += 901
    for (let count = 0; count < 5; count += 1) {
      fixture.now += 11
      expect((await ask(app.engine, browser)).auth.status).toBe('authenticated')
    }
    expect(sent).toHaveLength(1)
    store.before = undefined
    fixture.now += 11
    await askUntil(app.engine, renewed)
    await expect.poll(() => sent.length).toBe(2)
    expect(new Set(sent).size).toBe(2)
  })

  it('and the process ends, the session ends at the next process, without a loop', async () => {
    refuseAfterClaim('replace')
    fixture.now += 901
    await askUntil(app.engine, renewed)
    store.before = undefined
    const other = startProcess()
    // The other process has to see the lock of the process that is gone for 90 seconds.
    await askUntil(other.engine, undefined, 30)
    expect(sent).toHaveLength(2)
    for (let count = 0; count < 5; count += 1) {
      fixture.now += 11
      expect((await ask(other.engine, browser)).auth.status).toBe('anonymous')
    }
    expect(sent).toHaveLength(2)
  })

  it('a sign-out meanwhile ends it for good', async () => {
    refuseAfterClaim('replace')
    fixture.now += 901
    await askUntil(app.engine, renewed)
    store.before = undefined
    const before = new Map(browser.cookies)
    await browser.post('/logout')
    for (const { engine } of [app, startProcess()]) {
      fixture.now += 4
      expect((await askWith(engine, before)).auth.status).toBe('anonymous')
    }
  })
})

describe('S-04: where the store fails to delete a session that the provider has ended', () => {
  it.each([
    [
      'invalid_grant',
      { respond: ({ path }: { path: string }) => (path === '/token' ? invalidGrant : undefined) },
    ],
    [
      'a person who is no longer admitted',
      { refreshedIdTokenClaims: (claims: object) => ({ ...claims, groups: [] }) },
    ],
  ])('the process ends it, and deletes it later: %s', async (_, twists) => {
    fixture.provider.twist(twists)
    store.before = refuse('delete')
    fixture.now += 901
    await askUntil(app.engine, undefined)
    const requests = fixture.provider.requests.count('/token')
    for (let count = 0; count < 5; count += 1) {
      fixture.now += 11
      expect((await askWith(app.engine, browser.cookies)).auth.status).toBe('anonymous')
    }
    expect(fixture.provider.requests.count('/token')).toBe(requests)
    store.before = undefined
    fixture.now += 11
    await askWith(app.engine, browser.cookies)
    expect((await askWith(startProcess().engine, browser.cookies)).auth.status).toBe('anonymous')
    expect(fixture.provider.requests.count('/token')).toBe(requests)
  })
})

const invalidGrant = {
  status: 400,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error: 'invalid_grant' }),
}
