import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { buildAda, json, openFakeBrowser, type FakeBrowser } from '../tests/fake-browser.ts'
import { createSessionStore, type SessionStore } from './session-store.ts'

const began = 1_793_000_000
let browser: FakeBrowser
let store: SessionStore
let leave: (() => void)[]

beforeEach(() => {
  vi.useFakeTimers({ now: began * 1000 })
  browser = openFakeBrowser()
  store = createSessionStore('/oauth2/session')
  leave = []
})
afterEach(() => {
  for (const each of leave) each()
  expect(browser.countOpen()).toBe(0)
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

/** Mounts a component. */
function subscribe(listener = (): void => undefined): void {
  leave.push(store.subscribe(listener))
}

/** Lets the answer arrive. */
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)

async function showAda(expiresAt = began + 3600): Promise<void> {
  browser.answer = () => json(buildAda(expiresAt))
  subscribe()
  await settle()
  expect(store.get()).toMatchObject({ status: 'authenticated', isStale: false })
}

describe('the session of a page', () => {
  it('is asked for once by all components, and not before the first', async () => {
    expect(browser.requests).toEqual([])
    for (const _ of [1, 2, 3]) subscribe()
    expect(store.get()).toBeUndefined()
    await settle()
    expect(browser.requests).toHaveLength(1)
    expect(browser.requests[0]).toMatchObject({
      url: '/oauth2/session?optional=1',
      init: { redirect: 'error', cache: 'no-store' },
    })
    expect(store.get()).toMatchObject({ status: 'anonymous', isStale: false })
  })

  it('has the user and the roles', async () => {
    await showAda()
    const state = store.get()
    expect(state?.user?.name).toBe('Ada')
    expect([state?.hasRole('ROLE_USER'), state?.hasRole('ROLE_ADMIN')]).toEqual([true, false])
  })

  it('is asked for again when the window gets the focus, every two seconds at most, and at last', async () => {
    await showAda()
    browser.answer = () => json({ authenticated: false })
    for (const _ of [1, 2, 3]) browser.fire('focus')
    expect(browser.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1999)
    expect(browser.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(browser.requests).toHaveLength(2)
    expect(store.get()?.status).toBe('anonymous')
    await vi.advanceTimersByTimeAsync(5000)
    expect(browser.requests).toHaveLength(2)
  })

  it('is not asked for by a hidden page', async () => {
    await showAda()
    await vi.advanceTimersByTimeAsync(10_000)
    browser.hide(true)
    browser.fire('visibilitychange')
    expect(browser.requests).toHaveLength(1)
    browser.hide(false)
    browser.fire('visibilitychange')
    expect(browser.requests).toHaveLength(2)
  })

  it('is asked for at once when the page comes back from the history', async () => {
    await showAda()
    browser.fire('pagehide')
    browser.fire('pageshow', { persisted: true })
    expect(browser.requests).toHaveLength(2)
    await settle()
    browser.fire('pageshow', { persisted: false })
    expect(browser.requests).toHaveLength(2)
  })

  it('is asked for when another tab found another one, which is not told again', async () => {
    await showAda()
    const [told] = browser.sent
    browser.receive(told)
    expect(browser.requests).toHaveLength(1)
    browser.answer = () => json({ authenticated: false })
    browser.receive('["anonymous",null,null,[],null]')
    await settle()
    expect(store.get()?.status).toBe('anonymous')
    expect([browser.requests.length, browser.sent.length]).toEqual([2, 1])
  })

  it('is asked for once more if something happened while a request was under way', async () => {
    await showAda()
    browser.receive('something')
    browser.receive('something')
    await settle()
    expect(browser.requests).toHaveLength(3)
  })

  it('is kept while no component is there, and asked for by the next', async () => {
    await showAda()
    leave.splice(0).forEach((each) => each())
    expect(browser.countOpen()).toBe(0)
    await vi.advanceTimersByTimeAsync(60_000)
    subscribe()
    expect(store.get()?.status).toBe('authenticated')
    expect(browser.requests).toHaveLength(2)
    await settle()
  })

  it('is that of the server without a request, until the window gets the focus', async () => {
    store.offer(buildAda(began + 60))
    subscribe()
    await settle()
    expect(browser.requests).toHaveLength(0)
    expect(store.get()?.user?.name).toBe('Ada')
    // A page that the router kept says something older: the server is asked.
    store.offer({ authenticated: false })
    expect(store.get()?.user?.name).toBe('Ada')
    await vi.advanceTimersByTimeAsync(2000)
    expect(browser.requests).toHaveLength(1)
  })
})

describe('a session that is over', () => {
  it('is anonymous at its end, and asked for again', async () => {
    await showAda(began + 60)
    browser.answer = () => new Promise(() => undefined)
    await vi.advanceTimersByTimeAsync(59_999)
    expect(store.get()?.status).toBe('authenticated')
    await vi.advanceTimersByTimeAsync(1)
    expect(store.get()).toMatchObject({ status: 'anonymous', isStale: true })
    expect(store.get()?.hasRole('ROLE_USER')).toBe(false)
    expect(browser.requests).toHaveLength(2)
  })

  it('is anonymous while the network is down', async () => {
    await showAda(began + 60)
    browser.answer = () => new TypeError('Failed to fetch')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(store.get()).toMatchObject({ status: 'anonymous', isStale: true })
  })

  it('is anonymous when a page wakes up whose timers slept', async () => {
    await showAda(began + 60)
    vi.setSystemTime((began + 61) * 1000)
    browser.fire('focus')
    expect(store.get()).toMatchObject({ status: 'anonymous' })
  })

  it('ends by the clock of the server, and asks no second time for an end that has passed', async () => {
    const date = new Date((began - 7200) * 1000).toUTCString()
    browser.answer = () => json(buildAda(began - 7140), { date })
    subscribe()
    await settle()
    expect(store.get()?.status).toBe('authenticated')
    browser.answer = () => json(buildAda(began - 7140))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(store.get()?.status).toBe('anonymous')
    const asked = browser.requests.length
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(browser.requests).toHaveLength(asked)
  })

  it('may be months away', async () => {
    await showAda(began + 90 * 86_400)
    await vi.advanceTimersByTimeAsync(89 * 86_400_000)
    expect([store.get()?.status, browser.requests.length]).toEqual(['authenticated', 1])
    await vi.advanceTimersByTimeAsync(86_400_000)
    expect(store.get()?.status).toBe('anonymous')
  })
})

const hostile: readonly (readonly [string, () => Error | Response])[] = [
  ['no network', () => new TypeError('Failed to fetch')],
  [
    'HTML',
    () => new Response('<!doctype html><title>Sign in</title>', { headers: { 'content-type': 'text/html' } }),
  ],
  ['a session without a person', () => json({ authenticated: true })],
  ['500 with a session', () => Response.json(buildAda(began + 60), { status: 500 })],
  ['401', () => Response.json({ code: 'anonymous' }, { status: 401 })],
  ['nothing', () => new Response('')],
  ['null', () => json(null)],
  ['a list', () => json([])],
  ['another shape', () => json({ user: { name: 'Eve' } })],
  ['roles as a text', () => json({ ...buildAda(began + 60), roles: 'ROLE_ADMIN' })],
  ['roles as numbers', () => json({ ...buildAda(began + 60), roles: [1] })],
  ['an end as a text', () => json({ ...buildAda(began + 60), expiresAt: 'never' })],
  ['no end', () => json({ ...buildAda(began + 60), expiresAt: undefined })],
  ['a truthy text', () => json({ ...buildAda(began + 60), authenticated: 'yes' })],
  [
    'a user without a name',
    () => json({ ...buildAda(began + 60), user: { issuer: 'a', subject: 'b', claims: {} } }),
  ],
  ['a megabyte', () => json({ ...buildAda(began + 60), more: 'x'.repeat(1_000_000) })],
]

describe.each(hostile)('an answer with %s', (_, answer) => {
  it('is an error for a page that knows no session', async () => {
    browser.answer = answer
    subscribe()
    await settle()
    expect(store.get()).toMatchObject({ status: 'error', isStale: true })
    expect([...(store.get()?.roles ?? [])]).toEqual([])
    browser.answer = () => json(buildAda(began + 3600))
    browser.fire('focus')
    await vi.advanceTimersByTimeAsync(2000)
    expect(store.get()?.status).toBe('authenticated')
  })

  it('keeps the session that the page knows, marked as stale, and tells no other tab', async () => {
    await showAda()
    const told = browser.sent.length
    browser.answer = answer
    await vi.advanceTimersByTimeAsync(5000)
    browser.fire('focus')
    await settle()
    expect(store.get()).toMatchObject({ status: 'authenticated', isStale: true, user: { subject: 'ada' } })
    expect(store.get()?.hasRole('ROLE_USER')).toBe(true)
    expect(browser.sent).toHaveLength(told)
  })
})
