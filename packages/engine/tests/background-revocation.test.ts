import { memoryStore, type SessionStore } from '@x/oidc-engine'
import { createGate, type Gate } from '@x/oidc-testing'
import { beforeEach, expect, it } from 'vitest'
import { askWith } from './ask-as-browser.ts'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { type App, createAppEngine, sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()
let app: Pick<App, 'engine' | 'events'>
let browser: EngineBrowser
let endSession: () => void
let revocation: Gate
/** Called when the provider receives a refresh. */
let onRefresh: () => void

beforeEach(async () => {
  const store = memoryStore({ now: () => fixture.now })
  let key = ''
  const watched: SessionStore = {
    ...store,
    create: (at, entry) => {
      key = at
      return store.create(at, entry)
    },
  }
  endSession = () => void store.delete(key)
  onRefresh = () => undefined
  app = createAppEngine('https://app.example.com', {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    options: { session: { secret: sessionSecret, store: watched } },
  })
  browser = openEngineBrowser(app.engine)
  expect((await browser.signIn()).status).toBe(303)
  revocation = createGate()
  fixture.provider.requests.clear()
  fixture.provider.twist({
    respond: async ({ path }) => {
      if (path === '/token') onRefresh()
      if (path === '/revoke') await revocation.opened
      return undefined
    },
  })
})

it.each([
  ['that was ended during its refresh', () => (onRefresh = endSession)],
  [
    'of a person who is no longer admitted',
    () => fixture.provider.twist({ refreshedIdTokenClaims: (claims) => ({ ...claims, groups: [] }) }),
  ],
  [
    'whose refreshed ID Token is of another person',
    () => fixture.provider.twist({ refreshedIdTokenClaims: (claims) => ({ ...claims, sub: 'eve' }) }),
  ],
])('S-04: keeps the revocation of a session alive %s', async (_, prepare) => {
  prepare()
  fixture.now += 901
  const works: Promise<unknown>[] = []
  const waitUntil = (work: Promise<unknown>): void => void works.push(work)
  expect((await askWith(app.engine, browser.cookies, { waitUntil })).auth.status).toBe('anonymous')
  await expect.poll(() => fixture.provider.requests.count('/revoke')).toBe(1)
  let isOver = false
  const over = Promise.all(works).then(() => (isOver = true))
  await new Promise((resolve) => {
    setImmediate(resolve)
  })
  expect(isOver).toBe(false)
  revocation.open()
  await over
})
