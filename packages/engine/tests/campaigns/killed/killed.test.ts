import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { useKilledApp } from './use-killed-app.ts'

// CAMPAIGN=whole kills at 100 random moments; `.ci/run` at three.
const randomKills = process.env['CAMPAIGN'] === 'whole' ? 100 : 3
const seed = Number(process.env['SEED'] ?? 18)
const timeoutMilliseconds = 20 * 60_000

const app = useKilledApp()

const actions: Readonly<Record<string, () => Promise<unknown>>> = {
  'sign-in': () => app.signIn(app.ada, 'ada'),
  refresh: () => app.ask(app.ada),
  'sign-out': () => app.signOut(app.ada),
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
      await app.pass(action === 'refresh' ? 901 : 0, killAt)
      await expect(actions[action]?.()).rejects.toThrow()
      await app.restart()
      expect(await app.settle()).toBe(expected)
      await app.expectUnharmed()
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
        await app.pass(901)
        const milliseconds = random() * 40
        const acting = actions[name]?.().catch(() => undefined)
        await sleep(milliseconds)
        await app.process.kill()
        await acting
        await app.restart()
        const outcome = `${name}: ${await app.settle()}`
        counts[outcome] = (counts[outcome] ?? 0) + 1
        await app.signIn(app.ada, 'ada')
      }
      console.info(`killed: ${randomKills} times, seed ${seed}: ${JSON.stringify(counts)}`)
      await app.expectUnharmed()
    },
    timeoutMilliseconds,
  )
})
