import { createGate } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { createFrailStore } from './frail-store.ts'
import { isSignedIn, logOut, shareSessions, signInAs, startProcess, type Sharing } from './logout-fixture.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { sessionSecret } from './start-app.ts'
import { memoryReplayStore, memoryStore, type ReplayStore } from '@x/oidc-engine'

const fixture = useSignInFixture()
const start = (sharing: Sharing) =>
  startProcess(
    fixture,
    shareSessions(sharing, () => fixture.now),
  )

describe.each(['store', 'list'] as const)('a logout during a sign-in, with sessions in a %s', (sharing) => {
  it.each([{ sub: 'ada' }, { sid: 's1' }, { sub: 'ada', sid: 's1' }])(
    'L-15: wins with %j, and the sign-in starts again once',
    async (claims) => {
      const { engine, events } = start(sharing)
      const browser = openEngineBrowser(engine)
      fixture.provider.setClaims({ sub: 'ada', name: 'Ada', groups: ['staff'], sid: 's1' })
      const callback = await browser.obtainCallback()
      fixture.now += 5
      expect((await logOut(fixture, engine, claims)).status).toBe(200)
      fixture.now += 5
      const answer = await browser.get(callback)
      expect(answer.status).toBe(302)
      expect(answer.headers.get('location')).toMatch(/\/oauth2\/authorization\/main/u)
      expect(await isSignedIn(engine, browser)).toBe(false)
      expect(events.map(({ code }) => code)).toContain('sign_in_overtaken')
      expect(events.map(({ code }) => code)).not.toContain('signed_in')
    },
  )

  it('L-15: wins while the provider answers the token request', async () => {
    const { engine, events } = start(sharing)
    const browser = openEngineBrowser(engine)
    fixture.provider.setClaims({ sub: 'ada', name: 'Ada', groups: ['staff'], sid: 's1' })
    const callback = await browser.obtainCallback()
    fixture.provider.twist({
      respond: async ({ path }) => {
        if (path === '/token') await logOut(fixture, engine, { sid: 's1' })
        return undefined
      },
    })
    expect((await browser.get(callback)).status).toBe(302)
    expect(events.map(({ code }) => code)).toContain('sign_in_overtaken')
    expect(await isSignedIn(engine, browser)).toBe(false)
  })

  it('L-15: wins over a sign-in that ends while the keys for the logout token are fetched', async () => {
    const shared = shareSessions(sharing, () => fixture.now)
    const [one, two] = [startProcess(fixture, shared), startProcess(fixture, shared)]
    await signInAs(fixture, one.engine)
    const browser = openEngineBrowser(one.engine)
    const callback = await browser.obtainCallback()
    fixture.provider.twist({
      respond: async ({ path }) => {
        if (path !== '/jwks') return undefined
        fixture.now += 3
        expect((await browser.get(callback)).status).toBe(303)
        return undefined
      },
    })
    expect((await logOut(fixture, two.engine, { sub: 'ada' })).status).toBe(200)
    expect(await isSignedIn(one.engine, browser)).toBe(false)
  })

  it('lets a sign-in succeed that began after the logout', async () => {
    const { engine } = start(sharing)
    expect((await logOut(fixture, engine, { sub: 'ada' })).status).toBe(200)
    fixture.now += 1
    const browser = await signInAs(fixture, engine, { sid: 's1' })
    expect(await isSignedIn(engine, browser)).toBe(true)
  })

  it('does not touch the sign-in of another person', async () => {
    const { engine } = start(sharing)
    const browser = openEngineBrowser(engine)
    fixture.provider.setClaims({ sub: 'bob', name: 'Bob', groups: ['staff'], sid: 's9' })
    const callback = await browser.obtainCallback()
    await logOut(fixture, engine, { sub: 'ada' })
    await logOut(fixture, engine, { sid: 's1' })
    expect((await browser.get(callback)).status).toBe(303)
    expect(await isSignedIn(engine, browser)).toBe(true)
  })
})

describe('a logout at the beginning of a sign-in that takes as long as it may', () => {
  it.each<[Sharing, object]>([
    ['store', { signInSeconds: 60 }],
    ['list', { absoluteSeconds: 60 }],
  ])('L-15: wins, with sessions in a %s', async (sharing, lifetimes) => {
    const shared = shareSessions(sharing, () => fixture.now)
    const session = { secret: sessionSecret, ...shared.session, ...lifetimes }
    const { engine, events } = startProcess(fixture, { ...shared, session })
    const { signInSeconds } = engine.config.session
    const browser = openEngineBrowser(engine)
    fixture.provider.setClaims({ sub: 'ada', name: 'Ada', groups: ['staff'], sid: 's1' })
    const callback = await browser.obtainCallback()
    fixture.now += 1
    expect((await logOut(fixture, engine, { sub: 'ada' })).status).toBe(200)
    fixture.now += signInSeconds - 2
    fixture.provider.twist({
      respond: ({ path }) => {
        if (path === '/token') fixture.now += 10
        return Promise.resolve(undefined)
      },
    })
    await browser.get(callback)
    expect(events.map(({ code }) => code)).toContain('sign_in_overtaken')
    expect(await isSignedIn(engine, browser)).toBe(false)
  })
})

describe('a list of logouts that is slow', () => {
  it('L-15: ends the session of a sign-in that ends while the logout is written', async () => {
    const list = memoryReplayStore({ now: () => fixture.now })
    let isWritten = false
    const revoke: typeof list.revoke = async (key, revocation) => {
      if (!isWritten) {
        isWritten = true
        fixture.now += 3
        expect((await browser.get(callback)).status).toBe(303)
      }
      await list.revoke(key, revocation)
    }
    const { engine } = startProcess(fixture, { replayStore: { ...list, revoke } })
    const browser = openEngineBrowser(engine)
    fixture.provider.setClaims({ sub: 'ada', name: 'Ada', groups: ['staff'] })
    const callback = await browser.obtainCallback()
    fixture.now += 1
    expect((await logOut(fixture, engine, { sub: 'ada' })).status).toBe(200)
    expect(await isSignedIn(engine, browser)).toBe(false)
  })
})

describe('a list of logouts with a cache', () => {
  it('L-15: is asked anew at the end of a sign-in, because nothing ends a session later that it missed', async () => {
    const list = memoryReplayStore({ now: () => fixture.now })
    const cached = new Map<string, number | undefined>()
    const findRevocation: typeof list.findRevocation = (keys, options) => {
      for (const key of keys)
        if (options?.isFresh === true || !cached.has(key))
          cached.set(key, list.findRevocation([key]) as number | undefined)
      const found = keys.flatMap((key) => cached.get(key) ?? [])
      return found.length === 0 ? undefined : Math.max(...found)
    }
    const [one, two] = [
      startProcess(fixture, { replayStore: { ...list, findRevocation } }),
      startProcess(fixture, { replayStore: list }),
    ]
    // Another session of the person was used a moment ago, so the process knows that they did not log out.
    const before = await signInAs(fixture, one.engine)
    expect(await isSignedIn(one.engine, before)).toBe(true)
    const browser = openEngineBrowser(one.engine)
    const callback = await browser.obtainCallback()
    fixture.now += 1
    expect((await logOut(fixture, two.engine, { sub: 'ada' })).status).toBe(200)
    fixture.now += 1
    await browser.get(callback)
    expect(await isSignedIn(two.engine, browser)).toBe(false)
  })
})

describe('a logout during a refresh', () => {
  it.each(['store', 'cookies'] as const)('is not undone by it, with tokens in %s', async (where) => {
    const now = () => fixture.now
    const options =
      where === 'store'
        ? { session: { secret: sessionSecret, idleSeconds: 40_000, store: memoryStore({ now }) } }
        : {
            session: {
              secret: sessionSecret,
              idleSeconds: 40_000,
              singleProcess: true,
              keep: { tokens: true },
            },
            replayStore: memoryReplayStore({ now }),
          }
    const { engine } = startProcess(fixture, options)
    const browser = await signInAs(fixture, engine, { sid: 's1' })
    fixture.now += 4000
    const [reached, answered] = [createGate(), createGate()]
    fixture.provider.twist({
      respond: async ({ path }) => {
        if (path !== '/token') return undefined
        reached.open()
        await answered.opened
        return undefined
      },
    })
    const asking = isSignedIn(engine, browser)
    await reached.opened
    expect((await logOut(fixture, engine, { sid: 's1' })).status).toBe(200)
    answered.open()
    await asking
    expect(await isSignedIn(engine, browser)).toBe(false)
    expect(await isSignedIn(engine, browser)).toBe(false)
  })
})

describe('a store that is down', () => {
  it('L-09: makes a logout 503 with Retry-After, and the same token ends the sessions afterwards', async () => {
    const store = createFrailStore(() => fixture.now)
    const { engine } = startProcess(fixture, { session: { secret: sessionSecret, store } })
    const browser = await signInAs(fixture, engine, { sid: 's1' })
    const claims = { sid: 's1', jti: 'the same token' }
    store.before = () => {
      throw new Error('connection refused')
    }
    const failed = await logOut(fixture, engine, claims)
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '10'])
    expect(failed.headers.get('cache-control')).toContain('no-store')
    store.before = undefined
    expect(await isSignedIn(engine, browser)).toBe(true)
    expect((await logOut(fixture, engine, claims)).status).toBe(200)
    expect(await isSignedIn(engine, browser)).toBe(false)
  })

  it('L-09: makes a logout 503 whose claim it carries out late, and the same token ends the sessions afterwards', async () => {
    const store = memoryReplayStore({ now: () => fixture.now })
    let isDown = true
    const late: ReplayStore = {
      ...store,
      async claim(key, claim) {
        const result = await store.claim(key, claim)
        if (isDown && key.startsWith('logout')) throw new Error('no answer came')
        return result
      },
    }
    const { engine } = startProcess(fixture, { session: { secret: sessionSecret }, replayStore: late })
    const browser = await signInAs(fixture, engine, { sid: 's1' })
    const claims = { sid: 's1', jti: 'a token with a late claim' }
    expect((await logOut(fixture, engine, claims)).status).toBe(503)
    isDown = false
    expect((await logOut(fixture, engine, claims)).status).toBe(200)
    expect(await isSignedIn(engine, browser)).toBe(false)
  })

  it('makes a request 503 if it is the list of logouts: never anonymous, and never signed in', async () => {
    const list = memoryReplayStore({ now: () => fixture.now })
    let isDown = false
    const findRevocation: typeof list.findRevocation = (keys) => {
      if (isDown) return Promise.reject(new Error('connection refused'))
      return list.findRevocation(keys)
    }
    const { engine } = startProcess(fixture, { replayStore: { ...list, findRevocation } })
    const browser = await signInAs(fixture, engine, { sid: 's1' })
    isDown = true
    await expect(isSignedIn(engine, browser)).rejects.toThrow('cannot be read')
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    const gate = await engine.gate(new Request('https://app.example.com/me', { headers: { cookie } }))
    expect([gate.response?.status, gate.response?.headers.get('retry-after')]).toEqual([503, '10'])
    isDown = false
    expect(await isSignedIn(engine, browser)).toBe(true)
  })
})
