import { memoryReplayStore, memoryStore, type SessionStore, type StreamEvent } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { createFrailStore } from './frail-store.ts'
import { createManualTimers } from './manual-timers.ts'
import { createAppEngine, sessionSecret, type AppOptions } from './start-app.ts'
import { useSignInFixture } from './sign-in-fixture.ts'

const fixture = useSignInFixture()
const session = { secret: sessionSecret, idleSeconds: 40_000 }

/** One process of an application. */
function startProcess(options: AppOptions['options'], startTimer?: AppOptions['startTimer']) {
  const streamed: StreamEvent[] = []
  const app = createAppEngine('https://app.example.com', {
    ...{ issuerUrl: fixture.provider.issuerUrl, now: () => fixture.now },
    ...(startTimer && { startTimer }),
    options: { onEvent: (event) => streamed.push(event), ...options },
  })
  const listOutages = (): readonly unknown[] =>
    streamed.flatMap((event) =>
      event.code === 'store_down' || event.code === 'store_up' ? [[event.code, event.detail]] : [],
    )
  return { ...app, browser: openEngineBrowser(app.engine), listOutages }
}

const buildRequest = (cookies: ReadonlyMap<string, string>) => {
  const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
  const header = (name: string) => (name === 'cookie' ? cookie : undefined)
  return { method: 'GET', url: 'https://app.example.com/', header }
}

const down = ['store_down', { store: 'sessions', operation: 'read' }]
const up = ['store_up', { store: 'sessions', operation: 'read' }]

describe('an outage of a session store', () => {
  it('is one event for twenty requests, and one when it is over, in each process', async () => {
    const store = createFrailStore(() => fixture.now)
    const processes = [1, 2].map(() => startProcess({ session: { ...session, store } }))
    for (const { browser } of processes) await browser.signIn()
    store.before = () => {
      throw new Error('connection refused')
    }
    for (const { browser, engine } of processes) {
      const answers = Array.from({ length: 20 }, async () => engine.gate(buildRequest(browser.cookies), {}))
      expect(new Set((await Promise.all(answers)).map(({ response }) => response?.status))).toEqual(
        new Set([503]),
      )
    }
    store.before = undefined
    fixture.now += 5
    for (const { browser, engine, listOutages } of processes) {
      const answers = Array.from({ length: 20 }, async () => engine.gate(buildRequest(browser.cookies), {}))
      expect((await Promise.all(answers)).every(({ response }) => response === undefined)).toBe(true)
      expect(listOutages()).toEqual([down, up])
    }
  })

  it('begins when the store does not answer, and its late answer does not end it', async () => {
    const store = createFrailStore(() => fixture.now)
    const timers = createManualTimers()
    const { browser, engine, listOutages } = startProcess(
      { session: { ...session, store } },
      timers.startTimer,
    )
    await browser.signIn()
    let answer = (): void => undefined
    store.before = () => new Promise<void>((resolve) => void (answer = resolve))
    const asked = engine.gate(buildRequest(browser.cookies), {})
    // That of the caller, and that of the watch.
    await timers.untilRunning([5, 5])
    timers.pass(5)
    expect((await asked).response?.status).toBe(503)
    fixture.now += 60
    answer()
    await new Promise((resolve) => setImmediate(resolve))
    expect(listOutages()).toEqual([down])
  })

  it('is seen in a store that is a class', async () => {
    class Store implements SessionStore {
      readonly #store = memoryStore({ now: () => fixture.now })
      isDown = false
      #find(): SessionStore {
        if (this.isDown) throw new Error('down')
        return this.#store
      }
      read(key: string) {
        return this.#find().read(key)
      }
      create(...args: Parameters<SessionStore['create']>) {
        return this.#find().create(...args)
      }
      replace(...args: Parameters<SessionStore['replace']>) {
        return this.#find().replace(...args)
      }
      delete(key: string) {
        return this.#find().delete(key)
      }
      deleteAll(index: string) {
        return this.#find().deleteAll(index)
      }
    }
    const store = new Store()
    const { browser, engine, listOutages } = startProcess({ session: { ...session, store } })
    await browser.signIn()
    expect((await engine.authenticate(buildRequest(browser.cookies))).auth.status).toBe('authenticated')
    store.isDown = true
    expect((await engine.gate(buildRequest(browser.cookies), {})).response?.status).toBe(503)
    expect(listOutages()).toEqual([down])
  })
})

describe('an outage of a replay store', () => {
  it('is one event, and one when it is over', async () => {
    const memory = memoryReplayStore({ now: () => fixture.now })
    let isDown = false
    const findRevocation = (keys: readonly string[]): number | undefined => {
      if (isDown) throw new Error('down')
      return memory.findRevocation(keys) as number | undefined
    }
    const replayStore = { ...memory, findRevocation }
    const { browser, engine, listOutages } = startProcess({ session, replayStore })
    await browser.signIn()
    isDown = true
    for (let count = 0; count < 3; count += 1)
      expect((await engine.gate(buildRequest(browser.cookies), {})).response?.status).toBe(503)
    isDown = false
    fixture.now += 5
    for (let count = 0; count < 3; count += 1)
      expect((await engine.gate(buildRequest(browser.cookies), {})).response).toBeUndefined()
    const detail = { store: 'replay', operation: 'findRevocation' }
    expect(listOutages()).toEqual([
      ['store_down', detail],
      ['store_up', detail],
    ])
  })
})

describe('an outage of the provider', () => {
  it('is one event for many requests, and one when it is over', async () => {
    const streamed: StreamEvent[] = []
    const { engine } = createAppEngine('https://app.example.com', {
      ...{ issuerUrl: fixture.provider.issuerUrl, now: () => fixture.now },
      options: { onEvent: (event) => streamed.push(event) },
    })
    const ask = () => openEngineBrowser(engine).get('/oauth2/authorization/main')
    fixture.provider.twist({ respond: () => ({ status: 503 }) })
    for (let count = 0; count < 3; count += 1) {
      expect((await ask()).status).toBe(503)
      fixture.now += 60
    }
    fixture.provider.behave()
    for (let count = 0; count < 3; count += 1) expect((await ask()).status).toBe(302)
    const outages = streamed.filter(({ code }) => /^provider_(?:down|up)$/u.test(code))
    expect(outages.map(({ code, detail }) => [code, detail])).toEqual([
      ['provider_down', { operation: 'discovery' }],
      ['provider_up', { operation: 'discovery' }],
    ])
  })
})
