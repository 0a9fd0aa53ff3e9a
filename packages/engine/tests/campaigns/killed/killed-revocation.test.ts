import { createGate, type Gate } from '@x/oidc-testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useKilledApp } from './use-killed-app.ts'

const timeoutMilliseconds = 20 * 60_000

const app = useKilledApp()

/** The refresh tokens that refreshes of a case gave, and those that the provider was asked to revoke. */
let issued: string[]
let revoked: string[]
/** Opens where the provider receives the revocation at which the test kills the process. */
let isRevoking: Gate
/** Where a case holds the response to a refresh back. */
let refreshing: { readonly began: Gate; readonly goesOn: Gate } | undefined

/** @param killedRevocation the revocation that the provider answers when the process is gone. 0: none */
function watchProvider(killedRevocation: number): void {
  app.provider.twist({
    async respond({ body, path }) {
      const form = new URLSearchParams(body)
      if (form.get('grant_type') === 'refresh_token') {
        refreshing?.began.open()
        await refreshing?.goesOn.opened
      }
      if (path !== '/revoke') return undefined
      revoked.push(form.get('token') ?? '')
      if (revoked.length === killedRevocation) {
        isRevoking.open()
        await app.process.ended
      }
      // The refresh that is held back has used the token up already.
      return refreshing === undefined ? undefined : { status: 200 }
    },
    refreshResponse: (response) => {
      issued.push(String(response['refresh_token']))
      return response
    },
  })
}

beforeEach(() => {
  issued = []
  revoked = []
  isRevoking = createGate()
  refreshing = undefined
})
afterEach(() => {
  app.provider.behave()
})

/** The provider refuses the session at its refresh, with the ID Token of another person. */
async function refuseRefresh(): Promise<void> {
  app.provider.twist({ refreshedIdTokenClaims: (claims) => ({ ...claims, sub: 'mallory' }) })
  await app.ask(app.ada)
}

/** The refresh takes longer than the sign-out, and finds its session ended. */
async function signOutDuringRefresh(): Promise<void> {
  const held = { began: createGate(), goesOn: createGate() }
  refreshing = held
  const asking = app.ask(app.ada)
  await held.began.opened
  await app.signOut(app.ada)
  held.goesOn.open()
  await asking
}

const actions: Readonly<Record<string, () => Promise<unknown>>> = {
  'sign-out': () => app.signOut(app.ada),
  'refresh that the provider refuses': refuseRefresh,
  'sign-out during a refresh': signOutDuringRefresh,
}

describe('kill -9 around a revocation', () => {
  it.each([
    ['sign-out', 'before revoke', 0],
    ['sign-out', 'during revoke', 1],
    ['sign-out', 'after revoke', 1],
    ['refresh that the provider refuses', 'before delete', undefined],
    ['refresh that the provider refuses', 'after delete', undefined],
    ['refresh that the provider refuses', 'before revoke', 0],
    ['refresh that the provider refuses', 'during revoke', 1],
    ['refresh that the provider refuses', 'after revoke', 1],
    ['sign-out during a refresh', 'before revoke 2', 1],
    ['sign-out during a refresh', 'during revoke 2', 2],
    ['sign-out during a refresh', 'after revoke 2', 2],
  ])(
    'during a %s, %s: the person is signed out afterwards',
    async (action, point, revocations) => {
      const during = /^during revoke ?(?<number>\d?)$/u.exec(point)?.groups?.['number']
      watchProvider(during === undefined ? 0 : Number(during || 1))
      await app.pass(action === 'sign-out' ? 0 : 901, during === undefined ? point : undefined)
      const acting = actions[action]?.().catch(() => undefined)
      if (during !== undefined) {
        await isRevoking.opened
        await app.process.kill()
      }
      await app.process.ended
      await acting
      if (revocations !== undefined) expect(revoked).toHaveLength(revocations)
      // After the token of the session that a sign-out ends, those that a refresh gave too late.
      const late = action.startsWith('sign-out') ? revoked.slice(1) : revoked
      expect(late).toEqual(issued.slice(0, late.length))
      app.provider.behave()
      await app.restart()
      expect(await app.settle()).toBe('anonymous')
      await app.expectUnharmed()
    },
    timeoutMilliseconds,
  )
})
