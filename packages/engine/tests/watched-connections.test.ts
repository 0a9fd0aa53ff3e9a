import { memoryStore, watchAccess } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import type { EngineBrowser } from './engine-browser.ts'
import { isSignedIn, signInAs, startProcess } from './logout-fixture.ts'
import { createManualTimers } from './manual-timers.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()

interface Lifetimes {
  readonly idleSeconds?: number
  readonly roleMaxAgeSeconds?: number
  readonly roleGraceSeconds?: number
}

/** Opens a connection with a session in a store, and lets its checks run as time passes. */
async function open(session: Lifetimes, refresh: 'due' | 'never' = 'due') {
  const now = () => fixture.now
  const store = memoryStore({ now })
  const { engine } = startProcess(fixture, { session: { secret: sessionSecret, store, ...session } })
  const browser = await signInAs(fixture, engine)
  const timers = createManualTimers()
  const request = buildRequest(browser)
  const gate = { role: 'ROLE_USER' } as const
  const { auth } = await engine.gate(request, gate)
  if (auth === undefined) throw new Error('the gate refuses the handshake')
  const { ended } = watchAccess(engine, request, auth, { gate, refresh }, { ...timers, now })

  const hasEnded = () => ended.aborted
  async function pass(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes && !hasEnded(); minute += 1) {
      const [seconds = 0] = timers.running()
      fixture.now += seconds
      timers.pass(seconds)
      // The check has answered when it runs the next timer, or ends.
      while (timers.running().length === 0 && !hasEnded())
        await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return { browser, ended, engine, pass }
}

function buildRequest({ cookies }: EngineBrowser) {
  const headers: Readonly<Record<string, string>> = {
    cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
  }
  return { method: 'GET', url: 'https://app.example.com/live', header: (name: string) => headers[name] }
}

describe('an open connection', () => {
  it('is no activity: its session ends after idleSeconds, and so does the connection', async () => {
    const { browser, ended, engine, pass } = await open({ idleSeconds: 900 })
    await pass(14)
    expect([ended.aborted, await isSignedIn(engine, browser)]).toEqual([false, true])
    // That was a request of the page.
    await pass(14)
    expect(ended.aborted).toBe(false)
    await pass(3)
    expect([ended.aborted, await isSignedIn(engine, browser)]).toEqual([true, false])
  })

  it('ends when its roles are too old, which is no outage', async () => {
    const { ended, pass } = await open({ roleMaxAgeSeconds: 900, roleGraceSeconds: 300 }, 'never')
    await pass(19)
    expect(ended.aborted).toBe(false)
    await pass(2)
    expect(ended.aborted).toBe(true)
  })
})
