import type { Engine } from '@x/oidc-engine'
import { createGate } from '@x/oidc-testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { askWith, startQuickTimer } from './ask-as-browser.ts'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { createFrailStore, type FrailStore } from './frail-store.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()
let store: FrailStore
let browser: EngineBrowser
/** The refresh tokens that the provider received. */
let sent: string[]
/** The clock of the process that sent the last request to the provider. */
let clockOfSender: number
/** The key of the one session in the store. */
let sessionKey: string

/** One process of the application, with a clock of its own. All have the same store. */
interface Process {
  readonly engine: Engine
  /** Lets time pass for this process, and asks it for the person at each step, as a page that polls does. */
  readonly pass: (seconds: number) => Promise<string | undefined>
  readonly rolesOf: () => Promise<string | undefined>
  /** How far its clock is ahead of the provider's, in seconds. */
  ahead: number
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>

function startProcess(ahead: number, send?: Fetch): Process {
  const { engine } = createAppEngine('https://app.example.com', {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now + process.ahead,
    startTimer: startQuickTimer,
    options: {
      session: {
        ...{ secret: sessionSecret, store, roleGraceSeconds: 40_000 },
        // No process moves the idle deadline: a session of a later time is not valid for a clock that is behind.
        ...{ absoluteSeconds: 200_000, idleSeconds: 100_000 },
      },
      async fetch(url, init) {
        clockOfSender = fixture.now + process.ahead
        return (send ?? fetch)(url, init)
      },
    },
  })
  const rolesOf = async (): Promise<string | undefined> => {
    const { auth } = await askWith(engine, browser.cookies)
    return auth.status === 'authenticated' ? [...auth.roles].join(' ') : undefined
  }
  const process: Process = {
    ...{ engine, ahead, rolesOf },
    async pass(seconds) {
      for (let passed = 0; passed < seconds; passed += 10) {
        fixture.now += 10
        await rolesOf()
      }
      return rolesOf()
    },
  }
  return process
}

/** A provider that is slow for one process: its answer arrives when the gate is opened. */
function createSlowFetch(): {
  readonly send: Fetch
  readonly gate: ReturnType<typeof createGate>
  calls: number
} {
  const gate = createGate()
  const slow = {
    gate,
    calls: 0,
    send: async (url: string, init: RequestInit) => {
      if (!url.endsWith('/token')) return fetch(url, init)
      const response = await fetch(url, init)
      slow.calls += 1
      await gate.opened
      return response
    },
  }
  return slow
}

beforeEach(async () => {
  store = createFrailStore(() => fixture.now)
  store.before = (operation, key) => {
    if (operation === 'create') sessionKey = key
  }
  browser = openEngineBrowser(startProcess(0).engine)
  sent = []
  expect((await browser.signIn()).status).toBe(303)
  fixture.provider.twist({
    // A clock that is an hour ahead refuses an ID Token of now. These tests are about the lock alone.
    refreshedIdTokenClaims: (claims) => ({
      ...claims,
      ...{ groups: ['admins'], iat: clockOfSender, exp: clockOfSender + 7200 },
    }),
    respond: ({ body, path }) => {
      const token = new URLSearchParams(body).get('refresh_token')
      if (path === '/token' && token !== null) sent.push(token)
      return undefined
    },
  })
})

const old = 'ROLE_USER'
const renewed = 'ROLE_ADMIN ROLE_USER'
const differences = [120, -120, 3600, -3600]

describe.each(differences)('two processes whose clocks differ by %i seconds', (ahead) => {
  it('do not refresh at the same time: a held lock is respected (S-02)', async () => {
    const slow = createSlowFetch()
    const holder = startProcess(0, slow.send)
    const other = startProcess(ahead)
    fixture.now += 5000
    void askWith(holder.engine, browser.cookies)
    await expect.poll(() => slow.calls).toBe(1)
    // The first look of the other process is late: what its clock says of the time before does not count.
    expect(await other.pass(80)).toBe(old)
    expect(sent).toHaveLength(1)
    slow.gate.open()
    await expect.poll(() => holder.rolesOf()).toBe(renewed)
    expect(sent).toHaveLength(1)
  })

  it('do not wait longer than the lock lasts when the process that holds it has died', async () => {
    const holder = startProcess(0, () => new Promise(() => undefined))
    const other = startProcess(ahead)
    fixture.now += 5000
    await holder.rolesOf()
    await expect.poll(() => store.asked.filter((name) => name === 'replace').length).toBeGreaterThan(0)
    expect(await other.rolesOf()).toBe(old)
    await other.pass(110)
    await expect.poll(() => other.rolesOf()).toBe(renewed)
    expect(sent).toHaveLength(1)
  })
})

it.each([3600, -3600])('a clock that is set by %i seconds does not end a lock', async (step) => {
  const slow = createSlowFetch()
  const holder = startProcess(0, slow.send)
  const other = startProcess(0)
  fixture.now += 5000
  void askWith(holder.engine, browser.cookies)
  await expect.poll(() => slow.calls).toBe(1)
  await other.pass(20)
  other.ahead += step
  await other.pass(20)
  expect(sent).toHaveLength(1)
  slow.gate.open()
  await expect.poll(() => holder.rolesOf()).toBe(renewed)
})

/** Whether a process holds the lock of the one session. */
async function isLocked(): Promise<boolean> {
  const entry = await store.read(sessionKey)
  if (entry === undefined) throw new Error('there is no session')
  return entry.lockVersion !== 0
}

describe('a process that was slower than its lock', () => {
  /** Both get tokens from a provider that accepts the old refresh token again for a while. */
  async function startRace(): Promise<{
    readonly slow: ReturnType<typeof createSlowFetch>
    readonly late: Process
    readonly other: Process
    readonly otherSlow: ReturnType<typeof createSlowFetch>
  }> {
    let issued = 0
    fixture.provider.twist({
      respond: ({ body, path }) => {
        const token = path === '/token' ? new URLSearchParams(body).get('refresh_token') : null
        if (token === null) return undefined
        sent.push(token)
        issued += 1
        return {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            ...{ access_token: `access-${issued}`, refresh_token: `refresh-${issued}` },
            ...{ token_type: 'Bearer', expires_in: 3600 },
          }),
        }
      },
    })
    const slow = createSlowFetch()
    const otherSlow = createSlowFetch()
    const late = startProcess(0, slow.send)
    const other = startProcess(0, otherSlow.send)
    fixture.now += 5000
    void askWith(late.engine, browser.cookies)
    await expect.poll(() => slow.calls).toBe(1)
    await other.pass(110)
    await expect.poll(() => otherSlow.calls).toBe(1)
    return { slow, late, other, otherSlow }
  }

  const tokenOf = async (): Promise<string> => {
    const reading = await (await askWith(startProcess(0).engine, browser.cookies)).tokens()
    return reading.tokens.accessToken
  }

  it('does not overwrite what the process after it has written (S-02)', async () => {
    const { slow, otherSlow } = await startRace()
    otherSlow.gate.open()
    await expect.poll(tokenOf).toBe('access-2')
    const writes = store.asked.filter((name) => name === 'replace').length
    slow.gate.open()
    // It looks at the entry before it would write.
    const before = store.asked.length
    await expect.poll(() => store.asked.slice(before)).toContain('read')
    expect(await tokenOf()).toBe('access-2')
    expect(store.asked.filter((name) => name === 'replace')).toHaveLength(writes)
  })

  it('writes its answer while the next one waits for its own, which then counts', async () => {
    const { slow, otherSlow } = await startRace()
    slow.gate.open()
    await expect.poll(tokenOf).toBe('access-1')
    expect(await isLocked()).toBe(true)
    otherSlow.gate.open()
    await expect.poll(tokenOf).toBe('access-2')
    expect(await isLocked()).toBe(false)
  })

  it('keeps the session if the provider refuses the next one, because the refresh token is used up', async () => {
    const { slow, late, other } = await startStrictRace()
    slow.gate.open()
    await expect.poll(() => late.rolesOf()).toBe(renewed)
    otherGate.open()
    await expect.poll(() => sentTwice()).toBe(true)
    await expect.poll(() => other.rolesOf()).toBe(renewed)
    expect(await startProcess(0).rolesOf()).toBe(renewed)
  })

  let otherGate = createGate()
  const sentTwice = (): boolean => sent.length === 2 && sent[0] === sent[1]

  /** The second process sends its refresh token when its gate is opened. */
  async function startStrictRace(): Promise<
    Readonly<Record<'late' | 'other', Process>> & {
      readonly slow: ReturnType<typeof createSlowFetch>
    }
  > {
    otherGate = createGate()
    let waiting = 0
    const slow = createSlowFetch()
    const late = startProcess(0, slow.send)
    const other = startProcess(0, async (url, init) => {
      if (url.endsWith('/token')) {
        waiting += 1
        await otherGate.opened
      }
      return fetch(url, init)
    })
    fixture.now += 5000
    void askWith(late.engine, browser.cookies)
    await expect.poll(() => slow.calls).toBe(1)
    await other.pass(110)
    await expect.poll(() => waiting).toBe(1)
    return { slow, late, other }
  }
})
