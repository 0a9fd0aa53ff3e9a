import { createGate } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()

const baseUrl = 'http://localhost:3000'
const login = '/oauth2/authorization/main?returnTo=%2Fme%3Ftab%3D2'
const target = `${baseUrl}/me?tab=2`

/** A process of the application. Several with the same configuration share nothing but their secret. */
function startProcess() {
  return createAppEngine(baseUrl, { issuerUrl: fixture.provider.issuerUrl, now: () => fixture.now })
}

const locationOf = (response: Response): string => response.headers.get('location') ?? ''

/** Goes on at the provider, which answers at once. */
async function passProvider(begun: Response): Promise<string> {
  return locationOf(await fetch(locationOf(begun), { redirect: 'manual' }))
}

async function beginSignIn(engine = startProcess().engine, path = login) {
  const browser = openEngineBrowser(engine)
  return { engine, browser, callback: await passProvider(await browser.get(path)) }
}

/** The same browser, at another process or with the cookies that it had. */
const copyBrowser = (
  engine: ReturnType<typeof startProcess>['engine'],
  cookies: ReadonlyMap<string, string>,
) => openEngineBrowser(engine, new Map(cookies))

const tokenRequests = (): number => fixture.provider.requests.count('/token')

describe('a callback that a browser sends twice', () => {
  it('at once, with a slow token endpoint: the second waits, and both get the same session', async () => {
    const { browser, callback, engine } = await beginSignIn()
    const twin = copyBrowser(engine, browser.cookies)
    const gate = createGate()
    fixture.provider.twist({
      respond: async ({ path }) => {
        if (path === '/token') await gate.opened
        return undefined
      },
    })
    const answers = [browser.get(callback), twin.get(callback)]
    gate.open()
    const [first, second] = await Promise.all(answers)
    expect([first?.status, second?.status]).toEqual([303, 303])
    expect(second && locationOf(second)).toBe(target)
    expect(second?.headers.getSetCookie()).toEqual(first?.headers.getSetCookie())
    expect(tokenRequests()).toBe(1)
    expect((await twin.authenticate()).auth.user?.name).toBe('ada')
  })

  it('the second with its old cookies, after the first was answered: the same answer, for a minute', async () => {
    const { browser, callback, engine } = await beginSignIn()
    const twin = copyBrowser(engine, browser.cookies)
    const first = await browser.get(callback)
    const second = await twin.get(callback)
    expect(second.headers.getSetCookie()).toEqual(first.headers.getSetCookie())
    expect(tokenRequests()).toBe(1)
    fixture.now += 61
    const late = await copyBrowser(engine, new Map()).get(callback)
    expect(late.headers.getSetCookie().join()).not.toContain(first.headers.getSetCookie()[0])
  })

  it('the second at another process that knows nothing: a new sign-in, which the provider answers at once', async () => {
    const { browser, callback } = await beginSignIn()
    const other = startProcess().engine
    const twin = copyBrowser(other, browser.cookies)
    await browser.get(callback)
    const again = await twin.get(callback)
    expect(again.status).toBe(302)
    expect(locationOf(again)).toBe(`${baseUrl}/oauth2/authorization/main?again=1&returnTo=%2Fme%3Ftab%3D2`)
    const end = await twin.get(await passProvider(await twin.get(locationOf(again))))
    expect(locationOf(end)).toBe(target)
  })

  it('the second with the session of the first: to where the sign-in returns, at any process', async () => {
    const { browser, callback } = await beginSignIn()
    await browser.get(callback)
    const answer = await copyBrowser(startProcess().engine, browser.cookies).get(callback)
    expect([answer.status, locationOf(answer)]).toEqual([303, target])
  })

  it('the second after the session has ended: a new sign-in that returns to the same address', async () => {
    const { browser, callback } = await beginSignIn()
    await browser.get(callback)
    await browser.post('/logout')
    const answer = await browser.get(callback)
    expect(locationOf(answer)).toContain('again=1&returnTo=%2Fme%3Ftab%3D2')
  })

  it('the second of a person who was not admitted: the page that says so', async () => {
    fixture.provider.setClaims({ sub: 'eve', name: 'Eve', groups: [] })
    const { browser, callback } = await beginSignIn()
    expect(locationOf(await browser.get(callback))).toBe(`${baseUrl}/login/denied`)
    const second = await browser.get(callback)
    expect([second.status, locationOf(second)]).toEqual([303, `${baseUrl}/login/denied`])
  })

  it('the second after an error of the provider: a new sign-in, not the error again', async () => {
    fixture.provider.twist({ tokenResponse: () => ({}) })
    const { browser, callback } = await beginSignIn()
    expect((await browser.get(callback)).status).toBe(502)
    const second = await browser.get(callback)
    expect([second.status, locationOf(second)]).toEqual([302, expect.stringContaining('again=1')])
  })
})

describe('a sign-in that is lost', () => {
  it('starts again once where the provider refuses the code, then shows why', async () => {
    fixture.provider.twist({ tokenStatus: 400, tokenResponse: () => ({ error: 'invalid_grant' }) })
    const { browser, callback } = await beginSignIn()
    const again = await browser.get(callback)
    expect(locationOf(again)).toContain('again=1&returnTo=%2Fme%3Ftab%3D2')
    const end = await browser.get(await passProvider(await browser.get(locationOf(again))))
    expect(end.status).toBe(400)
    expect(await end.text()).toContain('token_request_failed')
  })

  it.each(['invalid_request', 'unsupported_grant_type'])(
    'shows at once that the provider answers %s',
    async (error) => {
      fixture.provider.twist({ tokenStatus: 400, tokenResponse: () => ({ error }) })
      const { browser, callback } = await beginSignIn()
      expect((await browser.get(callback)).status).toBe(400)
    },
  )

  const expireAtProvider = (): void => {
    fixture.provider.twist({
      authorizationResponse: (parameters) => {
        parameters.delete('code')
        parameters.set('error', 'temporarily_unavailable')
        parameters.set('error_description', 'authentication_expired')
      },
    })
  }

  it('starts again where the page of the provider was too old, once', async () => {
    expireAtProvider()
    const { browser, callback } = await beginSignIn()
    const again = await browser.get(callback)
    expect(again.status).toBe(302)
    expect(locationOf(again)).toContain('again=1&returnTo=%2Fme%3Ftab%3D2')
    const end = await browser.get(await passProvider(await browser.get(locationOf(again))))
    expect(end.status).toBe(400)
    expect(await end.text()).toContain('authorization_failed')
  })

  it('goes on to its address where another tab has signed in meanwhile', async () => {
    const { engine } = startProcess()
    const { browser } = await beginSignIn(engine)
    expireAtProvider()
    const stale = await passProvider(await browser.get(login))
    fixture.provider.behave()
    await browser.signIn()
    const answer = await browser.get(stale)
    expect([answer.status, locationOf(answer)]).toEqual([303, target])
  })

  it('is an outage where the provider says only that', async () => {
    fixture.provider.twist({
      authorizationResponse: (parameters) => {
        parameters.delete('code')
        parameters.set('error', 'temporarily_unavailable')
      },
    })
    const { browser, callback } = await beginSignIn()
    expect((await browser.get(callback)).status).toBe(503)
  })

  it('ends on a page after three times within half a minute, whatever the provider does to state', async () => {
    const { browser } = await beginSignIn()
    const stray = `/login/oauth2/code/main?code=x&state=${'x'.repeat(43)}`
    for (let times = 0; times < 3; times += 1) expect((await browser.get(stray)).status).toBe(302)
    expect((await browser.get(stray)).status).toBe(400)
    fixture.now += 31
    expect((await browser.get(stray)).status).toBe(302)
  })

  it.each(['', 'x', `${'x'.repeat(43)}.again.again`, '../../..'])(
    'is none with the state %j',
    async (state) => {
      const { browser } = await beginSignIn()
      const answer = await browser.get(`/login/oauth2/code/main?code=x&state=${encodeURIComponent(state)}`)
      expect(answer.status).toBe(400)
    },
  )

  it('begins nothing for what no window shows', async () => {
    const { browser } = await beginSignIn()
    const stray = `/login/oauth2/code/main?code=x&state=${'x'.repeat(43)}`
    for (const headers of [
      { accept: 'application/json' },
      { 'sec-fetch-mode': 'no-cors' },
      { purpose: 'prefetch' },
    ])
      expect((await browser.get(stray, headers)).status).toBe(400)
  })
})

describe('many tabs', () => {
  /** Begins sign-ins in as many tabs, then ends them in another order. */
  async function signInWithTabs(count: number, addressOf: (tab: number) => string) {
    const { engine } = startProcess()
    const browser = openEngineBrowser(engine)
    const callbacks: string[] = []
    for (let tab = 0; tab < count; tab += 1) {
      const path = `/oauth2/authorization/main?${new URLSearchParams({ returnTo: addressOf(tab) }).toString()}`
      callbacks.push(await passProvider(await browser.get(path)))
    }
    const ends: string[] = []
    for (const callback of callbacks) {
      let answer = await browser.get(callback)
      // A tab whose sign-in went away starts again by itself.
      for (let hops = 0; hops < 3 && answer.status === 302; hops += 1)
        answer = await browser.get(await passProvider(await browser.get(locationOf(answer))))
      expect(answer.status).toBe(303)
      ends.push(locationOf(answer))
    }
    return ends
  }

  it('ten with addresses of 256 characters all return there', async () => {
    const addressOf = (tab: number): string => `/me?tab=${tab}&x=`.padEnd(256, 'x')
    const ends = await signInWithTabs(10, addressOf)
    expect(ends).toEqual(Array.from({ length: 10 }, (_, tab) => baseUrl + addressOf(tab)))
  })

  it('ten with addresses of 2,048 characters all end signed in, and the newest returns there', async () => {
    const addressOf = (tab: number): string => `/me?tab=${tab}&x=`.padEnd(2048, 'x')
    const ends = await signInWithTabs(10, addressOf)
    expect(ends.at(-1)).toBe(baseUrl + addressOf(9))
    ends.forEach((end, tab) => expect([`${baseUrl}/`, baseUrl + addressOf(tab)]).toContain(end))
  })
})

it('a return address of 341 Cyrillic letters survives, and one letter more does not', async () => {
  const { engine } = startProcess()
  for (const [letters, isKept] of [
    [341, true],
    [342, false],
  ] as const) {
    const address = `/${'ж'.repeat(letters)}`
    const { browser, callback } = await beginSignIn(
      engine,
      `/oauth2/authorization/main?${new URLSearchParams({ returnTo: address }).toString()}`,
    )
    const end = locationOf(await browser.get(callback))
    expect(end).toBe(isKept ? new URL(address, baseUrl).href : `${baseUrl}/`)
  }
})

describe('another account, where the sign-in is lost', () => {
  const switching = '/oauth2/authorization/main?switch=1&returnTo=%2Fme'

  async function loseSwitch(twist: () => void) {
    const { engine, events } = startProcess()
    const { browser } = await beginSignIn(engine)
    await browser.signIn()
    twist()
    const callback = await passProvider(await browser.get(switching))
    return { answer: await browser.get(callback), browser, events }
  }

  it('starts again with the wish, and does not go on with the account of the session', async () => {
    const { answer, events } = await loseSwitch(() => {
      fixture.provider.twist({ tokenStatus: 400, tokenResponse: () => ({ error: 'invalid_grant' }) })
    })
    expect(answer.status).toBe(302)
    expect(locationOf(answer)).toBe(`${baseUrl}/oauth2/authorization/main?switch=1&again=1&returnTo=%2Fme`)
    expect(events.at(-1)).toMatchObject({ level: 'warn', code: 'token_request_failed' })
  })

  it('does so after too long a time, too', async () => {
    const { engine } = startProcess()
    const { browser } = await beginSignIn(engine)
    await browser.signIn()
    const callback = await passProvider(await browser.get(switching))
    fixture.now += 3000
    await browser.authenticate()
    fixture.now += 700
    expect(locationOf(await browser.get(callback))).toContain('switch=1&again=1')
  })
})

describe('the cookies of a browser', () => {
  it('stay below 8 KiB after a sign-in beside nine others, however long their addresses are', async () => {
    fixture.provider.setClaims({ sub: 'ada', groups: ['staff'], note: 'x'.repeat(1200) })
    for (const length of [256, 2048]) {
      const { engine } = createAppEngine(baseUrl, {
        issuerUrl: fixture.provider.issuerUrl,
        now: () => fixture.now,
        options: { session: { secret: sessionSecret, keep: { claims: true } } },
      })
      const browser = openEngineBrowser(engine)
      let callback = ''
      for (let tab = 0; tab < 10; tab += 1) {
        const returnTo = `/me?tab=${tab}&x=`.padEnd(length, 'x')
        const begun = await browser.get(
          `/oauth2/authorization/main?${new URLSearchParams({ returnTo }).toString()}`,
        )
        callback = await passProvider(begun)
      }
      expect((await browser.get(callback)).status).toBe(303)
      // The ID Token for the sign-out has a path of its own.
      const sent = [...browser.cookies].filter(([name]) => !name.endsWith('-logout'))
      const header = sent.map((pair) => pair.join('=')).join('; ')
      expect(header).toContain('-used=')
      expect(header.length).toBeLessThan(8192)
    }
  })
})

it('a person who is not admitted and tries again and again sees why each time', async () => {
  fixture.provider.setClaims({ sub: 'eve', groups: [] })
  const { engine } = startProcess()
  const browser = openEngineBrowser(engine)
  for (let times = 0; times < 4; times += 1) {
    const answer = await browser.signIn()
    expect(locationOf(answer)).toBe(`${baseUrl}/login/denied`)
    expect((await browser.get('/login/denied')).status).toBe(403)
  }
})
