import { createGate } from '@x/oidc-testing'
import { expect, it } from 'vitest'
import { create, listCookies, next, pass, runRoute, signIn, useProvider } from './applications-in-memory.ts'

const readProvider = useProvider()

/** Keeps the handler that calls it, as `after` and the body of a stream do, and reads the token when it may. */
function readLater(read: () => Promise<unknown>) {
  const mayRead = createGate()
  let reading: Promise<unknown> | undefined
  return {
    begin: async () => {
      reading = mayRead.opened.then(read)
    },
    end: async () => {
      mayRead.open()
      return reading
    },
  }
}

it.each([
  ['a route handler', false],
  ['a server action', true],
])('gives a token after the response of %s, with one warning: the cookies are lost', async (_, isAction) => {
  const codes: string[] = []
  const oidc = create('staff', codes)
  await signIn(oidc, 'ada')
  for (let times = 0; times < 2; times += 1) {
    next.isReadOnly = false
    const later = readLater(() => oidc.tokens())
    if (isAction) await oidc.action({}, later.begin)()
    else listCookies(await runRoute(oidc, later.begin))
    next.isReadOnly = true
    pass(3700)
    readProvider().requests.clear()
    expect(await later.end()).toMatchObject({ expiresAt: Math.floor(Date.now() / 1000) + 3600 })
    expect(readProvider().requests.count('/token')).toBe(1)
  }
  expect(codes.filter((code) => code === 'session_cookies_lost')).toHaveLength(1)
})

it('warns of no lost cookies where the handler reads the token before its response', async () => {
  const codes: string[] = []
  const oidc = create('staff', codes)
  await signIn(oidc, 'ada')
  const read = async (): Promise<unknown> => {
    pass(3700)
    return oidc.tokens()
  }
  expect(listCookies(await runRoute(oidc, read)).length).toBeGreaterThan(0)
  const before = new Map(next.jar)
  await oidc.action({}, read)()
  expect(next.jar).not.toEqual(before)
  expect(codes).not.toContain('session_cookies_lost')
})
