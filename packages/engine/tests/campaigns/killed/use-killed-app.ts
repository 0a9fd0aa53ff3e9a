import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createUserAgent,
  type MisbehavingProvider,
  startMisbehavingProvider,
  type UserAgent,
} from '@x/oidc-testing'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import type { PersonAnswer } from '../refresh/people-app.ts'
import { type AppMessage, type AppProcess, startAppProcess } from './app-process.ts'

/** A lock of a process that is gone expires before, for a process that has seen it for 90 seconds. */
const settledSeconds = 115

/** An application with its sessions on disk, whose process a test kills, and two people who are signed in to it. */
export interface KilledApp {
  readonly provider: MisbehavingProvider
  readonly process: AppProcess
  readonly ada: UserAgent
  readonly signIn: (agent: UserAgent, sub: string) => Promise<void>
  readonly signOut: (agent: UserAgent) => Promise<void>
  readonly ask: (agent: UserAgent) => Promise<PersonRequest>
  /** Sets the clock forward, and names the next point at which the process kills itself. */
  readonly pass: (seconds: number, killAt?: string) => Promise<void>
  /** Waits for the end of the process, and starts the next one at its address. */
  readonly restart: () => Promise<void>
  /** What Ada sees after the restart, until it no longer changes. Fails at a loop, another person, or an error that stays. */
  readonly settle: () => Promise<PersonAnswer['status']>
  /** Eve is signed in, and Ada can sign in and out. */
  readonly expectUnharmed: () => Promise<void>
}

export interface PersonRequest {
  readonly http: number
  readonly person: PersonAnswer
}

/** Starts the application for the tests of a file. Both people sign in before each test. */
export function useKilledApp(): KilledApp {
  let provider: MisbehavingProvider
  let folder: string
  let app: AppProcess
  let now = 1_793_000_000
  let ada: UserAgent
  let eve: UserAgent

  const start = (port: string): Promise<AppProcess> =>
    startAppProcess({ ISSUER_URL: provider.issuerUrl, STORE: folder, PORT: port }, { now })

  beforeAll(async () => {
    provider = await startMisbehavingProvider({ now: () => now })
    folder = mkdtempSync(join(tmpdir(), 'oidc-killed-'))
    app = await start('0')
  })
  afterAll(async () => {
    await app.kill()
    await provider.close()
    rmSync(folder, { recursive: true })
  })
  beforeEach(async () => {
    ada = createUserAgent()
    eve = createUserAgent()
    await signIn(ada, 'ada')
    await signIn(eve, 'eve')
  })

  async function signIn(agent: UserAgent, sub: string): Promise<void> {
    provider.setClaims({ sub, name: sub, groups: [`ROLE_OF_${sub}`] })
    const { status, text } = await agent.get(`${app.origin}/oauth2/authorization/main`)
    // An error page says why.
    expect(`${status} ${text}`).toMatch(/^200 \{/u)
    expect(JSON.parse(text)).toMatchObject({ subject: sub })
  }

  async function signOut(agent: UserAgent): Promise<void> {
    await agent.submitForm(await agent.get(`${app.origin}/logout`))
  }

  async function ask(agent: UserAgent): Promise<PersonRequest> {
    const { status, text } = await agent.get(`${app.origin}/`)
    return { http: status, person: JSON.parse(text) as PersonAnswer }
  }

  async function pass(seconds: number, killAt?: string): Promise<void> {
    now += seconds
    const message: AppMessage = { now, killAt }
    await app.tell(message)
  }

  async function restart(): Promise<void> {
    await app.ended
    app = await start(new URL(app.origin).port)
  }

  async function settle(): Promise<PersonAnswer['status']> {
    provider.requests.clear()
    const seen: string[] = []
    let last: PersonAnswer | undefined
    for (let waited = 0; waited <= settledSeconds + 33; waited += 11) {
      const { http, person } = await ask(ada)
      seen.push(`${http} ${person.status}`)
      if (person.status === 'authenticated') expect(person.subject).toBe('ada')
      if (waited > settledSeconds) {
        expect({ http, seen }).toEqual({ http: 200, seen })
        if (person.status === 'authenticated') expectWhole(person)
        if (last !== undefined) expect(person).toEqual(last)
        last = person
      }
      await pass(11)
    }
    // A refresh and the one that the provider refuses.
    expect(provider.requests.count('/token')).toBeLessThanOrEqual(2)
    return last?.status ?? 'anonymous'
  }

  function expectWhole({ roles, token }: PersonAnswer): void {
    expect(roles).toEqual(['ROLE_OF_ada'])
    expect(token).toMatch(/^[\w-]{32}$/u)
  }

  async function expectUnharmed(): Promise<void> {
    const { person } = await ask(eve)
    expect([person.status, person.subject, ...person.roles]).toEqual(['authenticated', 'eve', 'ROLE_OF_eve'])
    await signIn(ada, 'ada')
    expect((await ask(ada)).person.subject).toBe('ada')
    await signOut(ada)
    expect((await ask(ada)).person.status).toBe('anonymous')
  }

  return {
    get provider() {
      return provider
    },
    get process() {
      return app
    },
    get ada() {
      return ada
    },
    ...{ signIn, signOut, ask, pass, restart, settle, expectUnharmed },
  }
}
