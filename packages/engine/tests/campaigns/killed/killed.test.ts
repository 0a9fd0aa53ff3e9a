import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  createUserAgent,
  type MisbehavingProvider,
  startMisbehavingProvider,
  type UserAgent,
} from '@x/oidc-testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PersonAnswer } from '../refresh/people-app.ts'
import { type AppProcess, startAppProcess } from './app-process.ts'

// CAMPAIGN=whole kills at 100 random moments; `.ci/run` at three.
const randomKills = process.env['CAMPAIGN'] === 'whole' ? 100 : 3
const seed = Number(process.env['SEED'] ?? 18)
const timeoutMilliseconds = 20 * 60_000
/** A lock of a process that is gone expires before. */
const settledSeconds = 60

let provider: MisbehavingProvider
let folder: string
let app: AppProcess
let now = 1_793_000_000
let ada: UserAgent
let eve: UserAgent

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

function start(port: string): Promise<AppProcess> {
  return startAppProcess({ ISSUER_URL: provider.issuerUrl, STORE: folder, PORT: port }, { now })
}

/** Restarts the application at its address. */
async function restart(): Promise<void> {
  await app.ended
  app = await start(new URL(app.origin).port)
}

async function signIn(agent: UserAgent, sub: string): Promise<void> {
  provider.setClaims({ sub, name: sub, groups: [`ROLE_OF_${sub}`] })
  expect(JSON.parse((await agent.get(`${app.origin}/oauth2/authorization/main`)).text)).toMatchObject({
    subject: sub,
  })
}

async function signOut(agent: UserAgent): Promise<void> {
  await agent.submitForm(await agent.get(`${app.origin}/logout`))
}

async function ask(agent: UserAgent): Promise<{ readonly http: number; readonly person: PersonAnswer }> {
  const { status, text } = await agent.get(`${app.origin}/`)
  return { http: status, person: JSON.parse(text) as PersonAnswer }
}

const actions: Readonly<Record<string, () => Promise<unknown>>> = {
  'sign-in': () => signIn(ada, 'ada'),
  refresh: () => ask(ada),
  'sign-out': () => signOut(ada),
}

/** What a person sees after the restart, until it no longer changes. Fails at a loop, another person, or an error that stays. */
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
      if (person.status === 'authenticated') expect(person.roles).toEqual(['ROLE_OF_ada'])
      if (person.status === 'authenticated') expect(person.token).toMatch(/^[\w-]{32}$/u)
      if (last !== undefined) expect(person).toEqual(last)
      last = person
    }
    now += 11
    await app.tell({ now })
  }
  // A refresh and the one that the provider refuses.
  expect(provider.requests.count('/token')).toBeLessThanOrEqual(2)
  return last?.status ?? 'anonymous'
}

async function expectUnharmed(): Promise<void> {
  const { person } = await ask(eve)
  expect([person.status, person.subject, ...person.roles]).toEqual(['authenticated', 'eve', 'ROLE_OF_eve'])
  await signIn(ada, 'ada')
  expect((await ask(ada)).person.subject).toBe('ada')
  await signOut(ada)
  expect((await ask(ada)).person.status).toBe('anonymous')
}

const signedIn = 'authenticated'
const signedOut = 'anonymous'

describe('kill -9', () => {
  it.each([
    ['sign-in', 'before token', signedIn],
    ['sign-in', 'after token', signedIn],
    ['sign-in', 'before create', signedIn],
    ['sign-in', 'after create', signedIn],
    ['sign-in', 'before delete', signedIn],
    // The browser has the id of the session that the new one replaced.
    ['sign-in', 'after delete', signedOut],
    ['refresh', 'before replace 1', signedIn],
    ['refresh', 'after replace 1', signedIn],
    ['refresh', 'before token', signedIn],
    // The provider has used the refresh token up.
    ['refresh', 'after token', signedOut],
    ['refresh', 'before replace 2', signedOut],
    ['refresh', 'after replace 2', signedIn],
    ['sign-out', 'before delete', signedIn],
    ['sign-out', 'after delete', signedOut],
  ])(
    'during a %s, %s: the person is %s afterwards',
    async (action, killAt, expected) => {
      if (action === 'refresh') now += 901
      await app.tell({ now, killAt })
      await expect(actions[action]?.()).rejects.toThrow()
      await restart()
      expect(await settle()).toBe(expected)
      await expectUnharmed()
    },
    timeoutMilliseconds,
  )

  it(
    `at ${randomKills} random moments leaves every person signed in or signed out (rounds of sign-in, refresh and sign-out)`,
    async () => {
      let state = seed
      const random = (): number => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
        return (state >>> 8) / 2 ** 24
      }
      const counts: Record<string, number> = {}
      for (let kill = 0; kill < randomKills; kill += 1) {
        const names = Object.keys(actions)
        const name = names[Math.floor(random() * names.length)] ?? 'refresh'
        now += 901
        await app.tell({ now })
        const milliseconds = random() * 40
        const acting = actions[name]?.().catch(() => undefined)
        await sleep(milliseconds)
        await app.kill()
        await acting
        await restart()
        const outcome = `${name}: ${await settle()}`
        counts[outcome] = (counts[outcome] ?? 0) + 1
        await signIn(ada, 'ada')
        expect((await ask(eve)).person.subject).toBe('eve')
      }
      console.info(`killed: ${randomKills} times, seed ${seed}: ${JSON.stringify(counts)}`)
      await expectUnharmed()
    },
    timeoutMilliseconds,
  )
})
