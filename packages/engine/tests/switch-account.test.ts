import { describe, expect, it, onTestFinished } from 'vitest'
import type { Twists } from '@x/oidc-testing'
import { openEngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, startApp } from './start-app.ts'

const fixture = useSignInFixture()

/**
 * Starts an application at a provider as Keycloak is, and signs a person in there: `login` asks the same person again, and there
 * is no `select_account`.
 */
async function startAtKeycloak() {
  fixture.provider.twist({
    metadata: (metadata) => ({ ...metadata, prompt_values_supported: ['none', 'login', 'consent'] }),
  })
  const { origin, close } = await startApp({ issuerUrl: fixture.provider.issuerUrl, now: () => fixture.now })
  onTestFinished(close)
  const browser = fixture.openBrowser()
  await browser.get(`${origin}/me`)

  /** Opens the page that asks before another account can be chosen. */
  const openQuestion = (returnTo?: string) => {
    const query = new URLSearchParams({ switch: '1', ...(returnTo !== undefined && { returnTo }) })
    return browser.get(`${origin}/oauth2/authorization/main?${query.toString()}`)
  }

  /** Signs out there, up to the way back from the provider; `changeCookie` may change what was kept for it. */
  async function comeBack(returnTo?: string, changeCookie?: (state: string) => string) {
    const out = await browser.submitForm(await openQuestion(returnTo), {}, { followRedirects: false })
    const state = new URL(out.headers.get('location') ?? '').searchParams.get('state') ?? ''
    if (changeCookie !== undefined) {
      const cookies = browser.cookies(`${origin}/logout/done`)
      const name = cookies.find(({ key }) => key.endsWith('-state'))?.key ?? ''
      browser.setCookie(`${name}=${changeCookie(state)}; Path=/logout/done`, origin)
    }
    return browser.get(`${origin}/logout/done?state=${state}`, { followRedirects: false })
  }

  const sessionStatus = async (): Promise<number> => (await browser.get(`${origin}/oauth2/session`)).status
  return { origin, browser, openQuestion, comeBack, sessionStatus }
}

describe('another account, where the provider has no select_account', () => {
  it('is reached by signing out there first, and the way back is kept', async () => {
    const { origin, browser, openQuestion, sessionStatus } = await startAtKeycloak()
    const page = await openQuestion('/me?tab=2')
    expect(page.status).toBe(200)
    expect(page.text).toContain('Sign out and choose')
    expect(await sessionStatus()).toBe(200)

    fixture.provider.setClaims({ sub: 'bob', groups: ['staff'] })
    const landed = await browser.submitForm(page)
    expect(landed.chain.some(({ url }) => url.includes('id_token_hint='))).toBe(true)
    expect(landed.url).toBe(`${origin}/me?tab=2`)
    expect(landed.text).toBe('/me of bob: ROLE_USER')
  })

  it('ends the session here at once, whatever the provider does then', async () => {
    const { origin, browser, sessionStatus } = await startAtKeycloak()
    const answer = await browser.post(
      `${origin}/logout?switch=1&returnTo=%2Fme`,
      {},
      { headers: { origin, 'sec-fetch-site': 'same-origin' }, followRedirects: false },
    )
    expect(answer.headers.get('location')).toContain('post_logout_redirect_uri=')
    expect(await sessionStatus()).toBe(401)
  })

  it('C-17: signs no one out by a link, nor from another site', async () => {
    const { origin, browser, sessionStatus } = await startAtKeycloak()
    await browser.get(`${origin}/logout?switch=1&returnTo=%2Fme`)
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    expect((await browser.post(`${origin}/logout?switch=1`, {}, { headers })).status).toBe(403)
    expect(await sessionStatus()).toBe(200)
  })

  it.each(['/files/report.v1.2.pdf?at=1.5', '/a.b/c.d#e.f', '/...'])(
    'returns to %s, dots and all',
    async (returnTo) => {
      const { comeBack } = await startAtKeycloak()
      const location = (await comeBack(returnTo)).headers.get('location')
      expect(new URL(location ?? '').searchParams.get('returnTo')).toBe(returnTo)
    },
  )

  it.each(['other', '..', '%2e%2e', 'main/../../..', 'main?switch=1', ''])(
    'C-09: begins no sign-in at a provider that is not configured, as in a cookie that says "%s"',
    async (providerId) => {
      const { comeBack } = await startAtKeycloak()
      const done = await comeBack(undefined, (state) => `${state}.${providerId}.%2Fme`)
      expect(done.status).toBe(200)
      expect(done.headers.get('location')).toBeNull()
    },
  )

  it.each(['//evil.example', 'https://evil.example/', 'javascript:alert(1)', '%'])(
    'C-09: goes nowhere else with a cookie that says %s',
    async (returnTo) => {
      const { origin, comeBack } = await startAtKeycloak()
      const text = returnTo === '%' ? '%' : encodeURIComponent(returnTo)
      const done = await comeBack(undefined, (state) => `${state}.main.${text}`)
      expect(done.headers.get('location')).toBe(`${origin}/oauth2/authorization/main`)
    },
  )
})

it('a request that the provider does not understand is an error of the set-up, and the log says which', async () => {
  const before = fixture.app.events.length
  fixture.provider.twist({
    authorizationResponse: (parameters) => {
      parameters.delete('code')
      parameters.set('error', 'invalid_scope')
    },
  })
  const page = await fixture.openBrowser().get(`${fixture.app.origin}/me`)
  expect(page.status).toBe(502)
  expect(fixture.app.events.slice(before)).toMatchObject([{ code: 'client_rejected', level: 'error' }])
  expect(fixture.app.events.at(-1)?.message).toContain('invalid_scope')
})

it('a trace that does not fit is left out, and the sign-in goes on', async () => {
  const groups = ['staff', ...Array.from({ length: 400 }, (_, index) => `a-group-with-a-long-name-${index}`)]
  fixture.provider.setClaims({ sub: 'ada', groups })
  const app = await startApp({
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    options: { session: { secret: 'a secret of more than thirty-two bytes', keep: { trace: true } } },
  })
  try {
    expect((await fixture.openBrowser().get(`${app.origin}/me`)).text).toBe('/me of ada: ROLE_USER')
    expect(app.events).toContainEqual(
      expect.objectContaining({
        code: 'session_reduced',
        detail: { claims: [], moreClaims: 0, trace: true, roleKeys: true },
      }),
    )
  } finally {
    await app.close()
  }
})

describe('at a provider whose metadata do not say which prompts there are', () => {
  const silent: Twists = { metadata: ({ prompt_values_supported: _, ...metadata }) => metadata }
  const switching = '/oauth2/authorization/main?switch=1&returnTo=%2Fadmin'
  const question = 'Sign out and choose'

  function start(twists: Twists = {}) {
    fixture.provider.twist({ ...silent, ...twists })
    const { engine } = createAppEngine('http://localhost:3000', {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
    })
    return openEngineBrowser(engine)
  }

  type Browser = ReturnType<typeof start>
  const locationOf = (response: Response): string => response.headers.get('location') ?? ''

  /** Asks for another account, and gives the answer of the callback. */
  async function switchAccount(browser: Browser): Promise<Response> {
    const begun = locationOf(await browser.get(switching))
    expect(new URL(begun).searchParams.get('prompt')).toBe('select_account')
    const atProvider = await fetch(begun, { redirect: 'manual' })
    return browser.get(locationOf(atProvider))
  }

  it('one that refuses select_account leads to the page that signs out first', async () => {
    const browser = start()
    await browser.signIn()
    fixture.provider.twist({
      ...silent,
      authorizationResponse: (parameters) => {
        parameters.delete('code')
        parameters.set('error', 'invalid_request')
      },
    })
    const answer = await switchAccount(browser)
    expect(answer.status).toBe(303)
    const page = await browser.get(locationOf(answer))
    expect(await page.text()).toContain(question)
    expect((await browser.authenticate()).auth.status).toBe('authenticated')
  })

  it('one that ignores it and returns the same person does so, too, and the session stays', async () => {
    const browser = start()
    await browser.signIn()
    const page = await browser.get(locationOf(await switchAccount(browser)))
    expect(await page.text()).toContain(question)
    expect((await browser.authenticate()).auth.user?.subject).toBe('ada')
  })

  it('another person is signed in at once', async () => {
    const browser = start()
    await browser.signIn()
    fixture.provider.setClaims({ sub: 'ben', name: 'Ben', groups: ['admins'] })
    const answer = await switchAccount(browser)
    expect([answer.status, locationOf(answer)]).toEqual([303, 'http://localhost:3000/admin'])
    expect((await browser.authenticate()).auth.user?.subject).toBe('ben')
  })

  it('a person who is denied a second time is asked to sign out first', async () => {
    fixture.provider.setClaims({ sub: 'eve', name: 'Eve', groups: [] })
    const browser = start()
    await browser.signIn()
    expect(locationOf(await switchAccount(browser))).toBe('http://localhost:3000/login/denied')
    expect(await (await browser.get(switching)).text()).toContain(question)
  })

  it('without a sign-out at the provider, the error is shown, and the same person goes on', async () => {
    const metadata: Twists['metadata'] = ({
      prompt_values_supported: _,
      end_session_endpoint: _end,
      ...own
    }) => own
    const browser = start({ metadata })
    await browser.signIn()
    expect(locationOf(await switchAccount(browser))).toBe('http://localhost:3000/admin')
    fixture.provider.twist({
      metadata,
      authorizationResponse: (parameters) => {
        parameters.delete('code')
        parameters.set('error', 'invalid_request')
      },
    })
    expect((await switchAccount(browser)).status).toBe(502)
  })
})
