import { createEngine, type SecuritySource } from '@x/oidc-engine'
import type { SecurityOptions } from '@x/oidc-core'
import { describe, expect, it } from 'vitest'
import { createManualTimers } from './manual-timers.ts'
import { sessionSecret } from './start-app.ts'
import { answeredCookie, useSignInFixture } from './sign-in-fixture.ts'

const usual: SecurityOptions = { roleMapping: { staff: ['ROLE_USER'] } }
let source: () => unknown = () => usual
let calls = 0

const timers = createManualTimers()

const fixture = useSignInFixture({
  startTimer: timers.startTimer,
  options: {
    security: (() => {
      calls += 1
      return source()
    }) as SecuritySource,
  },
})

async function stopAtCallback() {
  const browser = fixture.openBrowser()
  const { origin } = fixture.app
  const stopped = await browser.get(`${origin}/oauth2/authorization/main?returnTo=/me`, {
    stopBefore: `${origin}/login/oauth2/code/`,
  })
  return { browser, callback: stopped.chain.at(-1)?.location ?? '' }
}

const canary = 'postgres://canary:password@db'

describe('security as a function that fails', () => {
  it.each<[string, () => unknown, string]>([
    [
      'throws',
      () => {
        throw new Error(canary)
      },
      'it failed',
    ],
    ['rejects', () => Promise.reject(new Error(canary)), 'it failed'],
    ['gives a thenable that throws', () => ({ then: () => JSON.parse(canary) as unknown }), 'it failed'],
    ['never answers', () => timers.hangFor(10), 'it returned no value within 10 seconds'],
    ['gives undefined', () => undefined, 'it did not return an object'],
    ['gives null', () => null, 'it did not return an object'],
    ['gives text', () => canary, 'it did not return an object'],
    ['gives a function', () => () => usual, 'it did not return an object'],
    ['gives a list', () => [usual], 'the value that it returned has errors'],
    ['gives an unknown key', () => ({ rolesMapping: {} }), 'the value that it returned has errors'],
    [
      'gives a text for a list of roles',
      () => ({ roleMapping: { staff: canary } }),
      'the value that it returned has errors',
    ],
    [
      'gives an object that cannot be read',
      () => ({
        get roleMapping() {
          throw new Error(canary)
        },
      }),
      'the value that it returned has errors',
    ],
  ])('(%s) is 503, writes nothing, and says nothing foreign', async (_, broken, why) => {
    const { browser, callback } = await stopAtCallback()
    const { origin } = fixture.app
    const before = fixture.app.events.length
    source = broken
    const page = await browser.get(callback)
    source = () => usual
    expect(page.status).toBe(503)
    expect(page.headers.get('retry-after')).toBe('10')
    expect(page.text).toContain('security_unavailable')
    const events = fixture.app.events.slice(before)
    expect(events).toMatchObject([{ level: 'error', code: 'security_unavailable', detail: { why } }])
    expect(page.text).toContain(events[0]?.reference)
    expect(JSON.stringify(events) + page.text).not.toContain('canary')
    // The sign-in is used up: the code was exchanged, because only the claims say who the person is.
    expect(browser.cookies(`${origin}/`).map(({ key }) => key)).toEqual([answeredCookie])

    const start = `${origin}/oauth2/authorization/main?returnTo=%2Fme`
    expect(page.text).toContain(`href="${start}"`)
    const landed = await browser.get(start)
    expect(landed.url).toBe(`${origin}/me`)
    expect(landed.status).toBe(200)
  })

  it('is asked again when the person reloads the page: the sign-in starts again', async () => {
    const { browser, callback } = await stopAtCallback()
    source = () => Promise.reject(new Error(canary))
    expect((await browser.get(callback)).status).toBe(503)
    source = () => usual
    expect((await browser.get(callback)).text).toBe('/me of ada: ROLE_USER')
  })

  it('leaves the session of before as it is', async () => {
    const { browser, callback } = await stopAtCallback()
    await browser.get(callback)
    source = () => Promise.reject(new Error(canary))
    expect((await browser.get(`${fixture.app.origin}/oauth2/authorization/main`)).status).toBe(503)
    source = () => usual
    expect((await browser.get(`${fixture.app.origin}/me`)).text).toBe('/me of ada: ROLE_USER')
  })
})

describe('security as a function', () => {
  it('decides each sign-in by what it gives then', async () => {
    source = () => Promise.resolve({ roleMapping: { staff: ['ROLE_USER', 'ROLE_NEW'] } })
    const page = await fixture.openBrowser().get(`${fixture.app.origin}/me`)
    expect(page.text).toBe('/me of ada: ROLE_NEW ROLE_USER')

    source = () => ({ roleMapping: {} })
    expect((await fixture.openBrowser().get(`${fixture.app.origin}/me`)).status).toBe(403)
    source = () => usual
  })

  it('is asked at every sign-in once, and neither before nor on a request with a session', async () => {
    calls = 0
    const browser = fixture.openBrowser()
    await browser.get(`${fixture.app.origin}/plain`)
    const { origin } = fixture.app
    await browser.get(`${origin}/oauth2/authorization/main`, { stopBefore: `${origin}/login/oauth2/code/` })
    expect(calls).toBe(0)
    await browser.get(`${origin}/me`)
    await browser.get(`${origin}/me`)
    expect(calls).toBe(1)
    await fixture.openBrowser().get(`${origin}/me`)
    expect(calls).toBe(2)
  })

  it('is read again at each sign-in, where the same object may have changed', async () => {
    const roleMapping = { staff: ['ROLE_USER'] }
    source = () => ({ roleMapping })
    expect((await fixture.openBrowser().get(`${fixture.app.origin}/me`)).text).toBe('/me of ada: ROLE_USER')
    roleMapping.staff = ['ROLE_USER', 'ROLE_NEW']
    const page = await fixture.openBrowser().get(`${fixture.app.origin}/me`)
    source = () => usual
    expect(page.text).toBe('/me of ada: ROLE_NEW ROLE_USER')
  })

  it('has its warnings logged once, also when every value is a new object', async () => {
    const before = fixture.app.events.length
    source = () => ({ requiredRoles: [] })
    await fixture.openBrowser().get(`${fixture.app.origin}/me`)
    await fixture.openBrowser().get(`${fixture.app.origin}/me`)
    source = () => usual
    const codes = fixture.app.events.slice(before).map(({ code }) => code)
    expect(codes.filter((code) => code === 'gate_open')).toHaveLength(1)
  })
})

const provider = { providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }
const least = {
  baseUrl: 'https://app.example.com',
  providers: [provider],
  session: { secret: sessionSecret },
  log: () => undefined,
}

describe('an engine whose security is a function', () => {
  it('checks everything else at once, and does not call it', () => {
    const security = (): never => {
      throw new Error('too early')
    }
    expect(() => createEngine({ ...least, security, baseUrl: 'http://app.example.com' })).toThrow('baseUrl')
    expect(() => createEngine({ ...least, security }).config).not.toThrow()
  })

  it('admits no person by the configuration that it shows', () => {
    const { security } = createEngine({ ...least, security: () => ({ requiredRoles: [] }) }).config
      .providers[0]
    expect(security.requiredRoles).toEqual(['ROLE_USER'])
    expect(Object.values(security.roleMapping).flat()).toEqual([])
  })

  it('refuses one that several providers share without saying so', () => {
    const providers = [provider, { ...provider, providerId: 'other' }]
    expect(() => createEngine({ ...least, providers, security: () => usual })).toThrow('shareSecurity')
    const own = providers.map((each) => ({ ...each, security: () => usual }))
    expect(createEngine({ ...least, providers: own }).config.providers).toHaveLength(2)
  })

  it.each([undefined, null, 'text', { providers: 7 }, { providers: [null] }])(
    'is told by core what is wrong with %j',
    (options) => {
      expect(() => createEngine(options as never)).toThrow('The OIDC configuration')
    },
  )
})
