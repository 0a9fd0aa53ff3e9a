import { explainAccess, type OnSignIn, type SignInToAdmit } from '@x/oidc-engine'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createManualTimers } from './manual-timers.ts'
import { answeredCookie, useSignInFixture } from './sign-in-fixture.ts'
import { sessionSecret, startApp } from './start-app.ts'

let hook: (signIn: SignInToAdmit) => unknown = () => undefined
let calls: SignInToAdmit[] = []
const timers = createManualTimers()
const fixture = useSignInFixture({
  startTimer: timers.startTimer,
  options: {
    onSignIn: ((signIn) => {
      calls.push(signIn)
      return hook(signIn)
    }) as OnSignIn,
    session: { secret: sessionSecret, keep: { trace: true } },
    pages: { locale: 'auto' },
  },
})
beforeEach(() => {
  hook = () => undefined
  calls = []
})

async function signIn(browser = fixture.openBrowser()) {
  const before = fixture.app.events.length
  const landed = await browser.get(`${fixture.app.origin}/oauth2/authorization/main?returnTo=/me`)
  const read = async () => {
    const cookie = browser.cookies(fixture.app.origin).map((each) => each.cookieString())
    return fixture.app.engine.authenticate(
      new Request(fixture.app.origin, { headers: { cookie: cookie.join('; ') } }),
    )
  }
  return { browser, landed, read, events: fixture.app.events.slice(before) }
}

const canary = 'postgres://canary:password@db'

describe('onSignIn', () => {
  it('gets the decision, all claims, the provider and that it is a sign-in, and adds extra to the session', async () => {
    fixture.provider.setClaims({ sub: 'ada', name: 'Ada', groups: ['staff'], department: { id: 7 } })
    hook = () => Promise.resolve({ extra: { accountId: 7, tags: ['new', null, true] } })
    const { read } = await signIn()
    expect(calls).toHaveLength(1)
    expect(calls[0]).toMatchObject({
      decision: { admitted: true, subject: 'ada', roles: ['ROLE_USER'] },
      claims: { sub: 'ada', department: { id: 7 } },
      providerId: 'main',
      isRefresh: false,
    })
    const { auth } = await read()
    expect(auth.user?.extra).toEqual({ accountId: 7, tags: ['new', null, true] })
    expect(Object.isFrozen(auth.user?.extra)).toBe(true)
    expect(Object.isFrozen(auth.user?.extra?.['tags'])).toBe(true)
  })

  it('gets no token, and nothing of it can be changed', async () => {
    fixture.provider.setClaims({
      ...{ sub: 'ada', name: 'Ada', groups: ['staff'] },
      _claim_sources: { src1: { endpoint: 'https://claims.example.com', access_token: canary } },
    })
    hook = ({ decision }) => {
      ;(decision.roles as string[]).push('ROLE_ADMIN')
    }
    const { landed } = await signIn()
    expect(landed.status).toBe(503)
    expect(JSON.stringify(calls)).not.toContain(canary)
    expect(JSON.stringify(calls)).not.toMatch(/eyJ/u)
    const [call] = calls
    for (const part of [call, call?.decision, call?.decision.trace, call?.claims, call?.claims['groups']])
      expect(Object.isFrozen(part)).toBe(true)
  })

  it('keeps extra when the idle deadline moves, and shows it at no path of the library', async () => {
    hook = () => ({ extra: { accountId: 'the account' } })
    const { browser, read } = await signIn()
    fixture.now += 1200
    const session = await browser.get(`${fixture.app.origin}/oauth2/session`)
    expect(session.setCookies.join()).toContain('Max-Age')
    expect(session.text).toContain('"subject":"ada"')
    expect(session.text).not.toContain('extra')
    expect(session.text).not.toContain('the account')
    expect((await read()).auth.user?.extra).toEqual({ accountId: 'the account' })
  })

  it('may add nothing: extra is then an own member without a value', async () => {
    for (const answer of [undefined, {}, { extra: undefined }, { deny: undefined }]) {
      hook = () => answer
      const { auth } = await (await signIn()).read()
      expect(auth.status).toBe('authenticated')
      expect(Object.getOwnPropertyDescriptor(auth.user, 'extra')?.value).toBeUndefined()
      expect(Object.hasOwn(auth.user ?? {}, 'extra')).toBe(true)
    }
  })

  it('is not called for a person whom the claims do not admit', async () => {
    fixture.provider.setClaims({ sub: 'cleo', name: 'Cleo', groups: ['guests'] })
    hook = () => ({ extra: { accountId: 7 } })
    const { landed } = await signIn()
    expect(landed.status).toBe(403)
    expect(calls).toEqual([])
  })

  it('keeps a member named __proto__ as data', async () => {
    hook = () => ({ extra: JSON.parse('{"__proto__":{"isAdmin":true}}') as object })
    const { auth } = await (await signIn()).read()
    expect(JSON.stringify(auth.user?.extra)).toBe('{"__proto__":{"isAdmin":true}}')
    expect((auth.user?.extra as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  })
})

const cyclic: Record<string, unknown> = {}
Object.assign(cyclic, { one: cyclic, other: cyclic })
const deep = (levels: number): unknown => (levels === 0 ? 1 : { in: deep(levels - 1) })

describe('onSignIn that fails', () => {
  it.each<[string, () => unknown, string]>([
    [
      'throws',
      () => {
        throw new Error(canary)
      },
      'it failed',
    ],
    ['rejects', () => Promise.reject(new Error(canary)), 'it failed'],
    ['returns a thenable that throws', () => ({ then: () => JSON.parse(canary) as unknown }), 'it failed'],
    ['never answers', () => timers.hangFor(10), 'it returned no value within 10 seconds'],
    ['returns null', () => null, 'neither an object with extra or deny'],
    ['returns true', () => true, 'neither an object with extra or deny'],
    ['returns a text', () => canary, 'neither an object with extra or deny'],
    ['returns a list', () => [{ extra: {} }], 'neither an object with extra or deny'],
    ['returns another member', () => ({ roles: ['ROLE_ADMIN'] }), 'a member besides extra and deny'],
    ['returns both', () => ({ extra: {}, deny: canary }), 'both extra and deny'],
    ['denies without a text', () => ({ deny: '' }), 'deny is an empty text'],
    ['denies with white space', () => ({ deny: ' \n\u0000\u202e ' }), 'deny is an empty text'],
    ['denies with true', () => ({ deny: true }), 'deny is of type boolean'],
    ['denies with null', () => ({ deny: null }), 'deny is of type object'],
    ['adds a text', () => ({ extra: canary }), 'extra is not an object'],
    ['adds a list', () => ({ extra: [canary] }), 'extra is not an object'],
    ['adds null', () => ({ extra: null }), 'extra is not an object'],
    ['adds a date', () => ({ extra: { since: new Date(0) } }), 'extra.since is an instance of a class'],
    ['adds a map', () => ({ extra: new Map([[canary, 1]]) }), 'extra is an instance of a class'],
    ['adds undefined', () => ({ extra: { id: undefined } }), 'extra.id is of type undefined'],
    ['adds a bigint', () => ({ extra: { id: 7n } }), 'extra.id is of type bigint'],
    ['adds NaN', () => ({ extra: { id: NaN } }), 'extra.id is not a finite number'],
    ['adds a hole', () => ({ extra: { ids: Array(2) } }), 'extra.ids.0 is of type undefined'],
    ['adds a function', () => ({ extra: { toJSON: () => canary } }), 'extra.toJSON is of type function'],
    ['adds a cycle', () => ({ extra: cyclic }), 'or refers to itself'],
    ['adds 1,000 levels', () => ({ extra: deep(1000) }), 'extra has more than 50 levels'],
    ['adds 3 kB', () => ({ extra: { text: 'x'.repeat(3000) } }), 'extra takes more than 2048 bytes'],
    ['adds 2 kB of umlauts', () => ({ extra: { text: 'ü'.repeat(1100) } }), 'extra takes 2211 bytes of JSON'],
    [
      'adds an endless list',
      () => ({ extra: { list: { length: 4e9, __proto__: [] } } }),
      'instance of a class',
    ],
    [
      'returns what cannot be read',
      () => ({
        get extra() {
          throw new Error(canary)
        },
      }),
      'the value that it returned cannot be read',
    ],
    [
      'adds what cannot be read',
      () => ({
        extra: {
          get id() {
            throw new Error(canary)
          },
        },
      }),
      'extra cannot be read',
    ],
  ])('(%s) is 503, writes no session, and says nothing foreign', async (_, broken, why) => {
    hook = broken
    const { browser, landed, read, events } = await signIn()
    expect(landed.status).toBe(503)
    expect(landed.headers.get('retry-after')).toBe('10')
    expect(landed.text).toContain('/oauth2/authorization/main?returnTo=%2Fme')
    expect(browser.cookies(fixture.app.origin).map(({ key }) => key)).toEqual([answeredCookie])
    expect((await read()).auth.status).toBe('anonymous')
    const failed = events.filter(({ code }) => code === 'sign_in_hook_failed')
    expect(failed).toHaveLength(1)
    expect(failed[0]?.message).toContain(why)
    expect(landed.text + JSON.stringify(events)).not.toContain(canary)
    expect(events.some(({ code }) => code === 'signed_in')).toBe(false)
  })

  it('is over with the next sign-in of the same browser', async () => {
    hook = () => Promise.reject(new Error(canary))
    const { browser, landed } = await signIn()
    expect(landed.status).toBe(503)
    hook = () => ({ extra: { accountId: 7 } })
    const { read } = await signIn(browser)
    expect((await read()).auth.user?.extra).toEqual({ accountId: 7 })
  })

  it('leaves an earlier session of the browser as it was', async () => {
    hook = () => ({ extra: { accountId: 7 } })
    const { browser, read } = await signIn()
    hook = () => Promise.reject(new Error(canary))
    await signIn(browser)
    expect((await read()).auth.user?.extra).toEqual({ accountId: 7 })
  })
})

describe('onSignIn that denies', () => {
  it('shows the text, ends the session of the browser, and says so in the log and in explain', async () => {
    const { browser } = await signIn()
    hook = () => ({ deny: 'Your <b>contract</b> is\u0000 over.\n' })
    const { landed, read, events } = await signIn(browser)
    expect([landed.status, landed.url]).toEqual([403, `${fixture.app.origin}/login/denied`])
    expect(landed.text).toContain('This application does not admit your account.')
    expect(landed.text).toContain('<p dir="auto">Your &lt;b&gt;contract&lt;/b&gt; is  over.</p>')
    const requestAuth = await read()
    expect(requestAuth.auth).toMatchObject({ status: 'anonymous', user: undefined })
    const event = events.find(({ code }) => code === 'access_denied')
    expect(event).toMatchObject({ subject: 'ada', detail: { reason: 'denied_by_application' } })
    expect(JSON.stringify(events)).not.toContain('contract')
    const decision = requestAuth.explain()
    expect(decision).toMatchObject({ admitted: false, reason: 'denied_by_application', roles: [] })
    expect(decision && explainAccess(decision)).toBe(event?.explanation)
    expect(event?.explanation).toContain('would have been granted: "ROLE_USER"')
    expect(events.some(({ code }) => code === 'signed_in')).toBe(false)
  })

  it('shows the page in German, and a script gets the code', async () => {
    hook = () => ({ deny: 'Vertrag beendet' })
    const { browser } = await signIn()
    const denied = `${fixture.app.origin}/login/denied`
    const german = await browser.get(denied, { headers: { 'accept-language': 'de' } })
    expect(german.text).toContain('Diese Anwendung lässt Ihr Konto nicht zu.')
    expect(german.text).toContain('Vertrag beendet')
    const script = await browser.get(denied, { headers: { accept: 'application/json' } })
    expect(JSON.parse(script.text)).toMatchObject({ status: 403, code: 'denied_by_application' })
  })

  it('cuts the text after 200 characters, and no character in two', async () => {
    hook = () => ({ deny: `a${'😀'.repeat(300)}` })
    const { landed } = await signIn()
    const shown = /<p dir="auto">([^<]*)<\/p>/u.exec(landed.text)?.[1] ?? ''
    expect(shown).toBe(`a${'😀'.repeat(99)}…`)
    expect(shown.length).toBe(200)
  })
})

it('session_too_large names extra, which is never left out', async () => {
  const groups = Array.from({ length: 100 }, (_, index) => `group-${index}`)
  const app = await startApp({
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    options: {
      onSignIn: () => ({ extra: { text: 'x'.repeat(2000) } }),
      security: {
        roleMapping: Object.fromEntries(
          groups.map((group) => [group, ['ROLE_USER', `${group}-`.padEnd(90, 'r')]]),
        ),
      },
    },
  })
  onTestFinished(app.close)
  fixture.provider.setClaims({ sub: 'ada', name: 'Ada', groups })
  const landed = await fixture.openBrowser().get(`${app.origin}/oauth2/authorization/main`)
  expect(landed.status).toBe(500)
  const event = app.events.find(({ code }) => code === 'session_too_large')
  expect(event?.message).toContain('most of it is roles')
  expect(event?.message).toContain('The extra of onSignIn, 2011 characters, is never left out either')
})
