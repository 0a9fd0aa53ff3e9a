import type { Engine } from '@x/oidc-engine'
import { createGate } from '@x/oidc-testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { ask, askWith, startQuickTimer } from './ask-as-browser.ts'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { createFrailStore, type FrailStore } from './frail-store.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { type App, createAppEngine, sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()
let store: FrailStore
let browser: EngineBrowser
/** The refresh tokens that the provider received. */
let sent: string[]

const eventsOf = new WeakMap<Engine, App['events']>()

type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Creates one process of the application. All have the same store. */
function startProcess(send?: Fetch, startTimer = startQuickTimer): Engine {
  const { engine, events } = createAppEngine('https://app.example.com', {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    startTimer,
    options: {
      session: { secret: sessionSecret, idleSeconds: 40_000, store },
      ...(send === undefined ? {} : { fetch: send }),
    },
  })
  eventsOf.set(engine, events)
  return engine
}

beforeEach(async () => {
  store = createFrailStore(() => fixture.now)
  browser = openEngineBrowser(startProcess())
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

const old = 'ROLE_USER'
const renewed = 'ROLE_ADMIN ROLE_USER'

/** Lets a lock expire for a process that looks at it meanwhile, as requests make it do. */
async function outlast(engine: Engine): Promise<void> {
  for (let passed = 0; passed < 110; passed += 10) {
    fixture.now += 10
    await rolesOf(engine)
  }
}

async function rolesOf(engine: Engine): Promise<string | undefined> {
  const { auth } = await askWith(engine, browser.cookies)
  return auth.status === 'authenticated' ? [...auth.roles].join(' ') : undefined
}

/** A process that sends no token request: each one waits for ever, before or after the provider has answered. */
function startDyingProcess(dies: 'before' | 'after'): {
  readonly engine: Engine
  readonly dead: Promise<void>
} {
  const gate = createGate()
  const engine = startProcess(async (url, init) => {
    if (!url.endsWith('/token')) return fetch(url, init)
    if (dies === 'after') await fetch(url, init)
    gate.open()
    return new Promise(() => undefined)
  })
  return { engine, dead: gate.opened.then(() => undefined) }
}

describe('two processes with one store', () => {
  it('refresh a session once for 100 concurrent requests at each', async () => {
    fixture.now += 901
    // Their requests wait for real seconds: all have to see the one refresh.
    const engines = [startProcess(undefined, startRealTimer), startProcess(undefined, startRealTimer)]
    const answers = await Promise.all(
      engines.flatMap((engine) => Array.from({ length: 100 }, () => rolesOf(engine))),
    )
    await Promise.all(engines.map((engine) => expect.poll(() => rolesOf(engine)).toBe(renewed)))
    expect(answers).not.toContain(undefined)
    expect(sent).toHaveLength(1)
  })

  it('give all the same access token', async () => {
    fixture.now += 3590
    const engines = [startProcess(undefined, startRealTimer), startProcess(undefined, startRealTimer)]
    const tokens = await Promise.all(
      engines.flatMap((engine) =>
        Array.from({ length: 20 }, async () => (await askWith(engine, browser.cookies)).tokens()),
      ),
    )
    expect(new Set(tokens.map((reading) => reading.tokens.accessToken)).size).toBe(1)
    expect(sent).toHaveLength(1)
  })
})

it('500 concurrent requests move the idle deadline of a session, and none of them fails', async () => {
  fixture.now += 5000
  fixture.provider.twist({ respond: ({ path }) => (path === '/token' ? { status: 503 } : undefined) })
  const engine = startProcess()
  const answers = await Promise.all(
    Array.from({ length: 500 }, () => askWith(engine, browser.cookies, { refresh: 'never' })),
  )
  expect(answers.filter(({ isFailed }) => isFailed === true)).toEqual([])
  expect(new Set(answers.map(({ auth }) => auth.status))).toEqual(new Set(['authenticated']))
  fixture.now += 38_000
  expect((await askWith(engine, browser.cookies, { refresh: 'never' })).auth.status).toBe('authenticated')
})

it('claims a refresh again at once when another request moved the idle deadline meanwhile', async () => {
  fixture.now += 5000
  const pauses: number[] = []
  const engine = startProcess(undefined, (seconds) => {
    pauses.push(seconds)
    return () => undefined
  })
  const touching = startProcess()
  let isTouched = false
  store.before = async (operation) => {
    if (operation !== 'replace' || isTouched) return
    isTouched = true
    await askWith(touching, browser.cookies, { refresh: 'never' })
  }
  expect(await rolesOf(engine)).toBe(renewed)
  expect(isTouched).toBe(true)
  expect(sent).toHaveLength(1)
  // One timer is of the request that waits for the refresh, none of the refresh.
  expect(pauses.filter((seconds) => seconds === 0.2)).toHaveLength(1)
})

describe('where a process dies with the lock of a session', () => {
  it('before it sent the refresh token, another one refreshes when the lock has expired, not earlier', async () => {
    const { engine, dead } = startDyingProcess('before')
    fixture.now += 901
    void askWith(engine, browser.cookies)
    await dead
    const other = startProcess()
    for (let passed = 0; passed < 80; passed += 10) {
      expect(await rolesOf(other)).toBe(old)
      fixture.now += 10
    }
    expect(sent).toHaveLength(0)
    await outlast(other)
    await expect.poll(() => rolesOf(other)).toBe(renewed)
    expect(sent).toHaveLength(1)
  })

  it('after the provider has answered, the session ends at the next process, and no person sees an error', async () => {
    const { engine, dead } = startDyingProcess('after')
    fixture.now += 901
    void askWith(engine, browser.cookies)
    await dead
    const other = startProcess()
    expect(await rolesOf(other)).toBe(old)
    await outlast(other)
    await expect.poll(() => rolesOf(other)).toBeUndefined()
    expect(sent).toHaveLength(2)
    expect((await ask(other, browser)).auth.status).toBe('anonymous')
    expect(sent).toHaveLength(2)
    expect((await browser.signIn()).status).toBe(303)
  })
})

it('a process whose lock has expired does not release the lock of another process', async () => {
  const [failing, holding] = [createGate(), createGate()]
  let claimed = 0
  const slow = startProcess(async (url, init) => {
    if (!url.endsWith('/token')) return fetch(url, init)
    claimed += 1
    await failing.opened
    throw new TypeError('the connection was reset')
  })
  fixture.now += 901
  void askWith(slow, browser.cookies)
  await expect.poll(() => claimed).toBe(1)
  fixture.provider.twist({
    respond: async ({ path }) => {
      if (path !== '/token') return undefined
      sent.push('held')
      await holding.opened
      return undefined
    },
  })
  const second = startProcess()
  await outlast(second)
  await expect.poll(() => sent.length).toBe(1)

  failing.open()
  // It has released its claim before it reports the failure.
  await expect.poll(() => eventsOf.get(slow)?.map(({ code }) => code)).toContain('session_refresh_failed')
  const third = startProcess()
  expect(await rolesOf(third)).toBe(old)
  expect(sent).toHaveLength(1)
  holding.open()
  await expect.poll(() => rolesOf(third)).toBe(renewed)
  expect(sent).toHaveLength(1)
})

function startRealTimer(seconds: number, onEnd: () => void): () => void {
  const timer = setTimeout(onEnd, seconds * 1000)
  return () => clearTimeout(timer)
}
