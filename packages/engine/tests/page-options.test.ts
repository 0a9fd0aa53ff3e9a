import type { PageToRender, RenderPage } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { createManualTimers } from './manual-timers.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { clientSecret, createAppEngine, sessionSecret, type AppOptions } from './start-app.ts'

const fixture = useSignInFixture()
const baseUrl = 'http://localhost:3000'

type Pages = NonNullable<NonNullable<AppOptions['options']>['pages']>

/** An application with two providers, one of which is called. */
function openApp(pages: Pages, options: Partial<AppOptions> = {}) {
  const { engine, events } = createAppEngine(baseUrl, {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    provider: { label: 'Company <account>' },
    providers: [{ providerId: 'second', issuerUrl: 'https://second.example.com', clientId: 'app' }],
    ...options,
    options: { pages, shareSecurity: true, ...options.options },
  })
  return { engine, events, browser: openEngineBrowser(engine) }
}

type App = ReturnType<typeof openApp>

/** What a gate answers to the person of a browser. */
async function askGate(
  { engine, browser }: App,
  gate: Parameters<App['engine']['gate']>[1],
  sent: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<Response> {
  const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
  const headers: Readonly<Record<string, string>> = { accept: 'text/html', cookie, ...sent }
  const { response } = await engine.gate(
    { method, url: `${baseUrl}/admin`, header: (name) => headers[name] },
    gate,
  )
  if (response === undefined) throw new Error('The gate let the request through')
  return response
}

async function deny(browser: EngineBrowser): Promise<void> {
  fixture.provider.setClaims({ sub: 'ada', groups: ['guests'] })
  await browser.signIn()
}

/** How to reach each page, with its status, its heading in German, and whether it has a form. */
const ways: Readonly<
  Record<string, readonly [number, string, boolean, (app: App) => Promise<Response>, Partial<AppOptions>?]>
> = {
  chooseProvider: [200, 'Anmelden', false, ({ browser }) => browser.get('/login')],
  denied: [
    403,
    'Dieses Konto hat keinen Zugang',
    true,
    async ({ browser }) => {
      await deny(browser)
      return browser.get('/login/denied')
    },
  ],
  forbidden: [
    403,
    'Sie können diese Seite nicht öffnen',
    true,
    async (app) => {
      await app.browser.signIn()
      return askGate(app, { role: 'ROLE_ADMIN' })
    },
  ],
  signInRequired: [401, 'Bitte melden Sie sich an', false, (app) => askGate(app, {}, {}, 'POST')],
  switchAccount: [
    200,
    'Anderes Konto verwenden',
    true,
    async ({ browser }) => {
      await deny(browser)
      await browser.get(await browser.obtainCallback())
      return browser.get('/oauth2/authorization/main?switch=1&out=1')
    },
  ],
  confirmLogout: [
    200,
    'Möchten Sie sich abmelden?',
    true,
    async ({ browser }) => {
      await browser.signIn()
      return browser.get('/logout')
    },
  ],
  loggedOut: [200, 'Sie sind abgemeldet', false, ({ browser }) => browser.get('/logout/done')],
  error: [
    404,
    'Diesen Anmeldedienst gibt es hier nicht',
    false,
    ({ browser }) => browser.get('/oauth2/authorization/other'),
  ],
  unavailable: [
    503,
    'Zurzeit nicht verfügbar',
    false,
    ({ browser }) => browser.get('/oauth2/authorization/main'),
    { options: { fetch: () => Promise.reject(new Error('down')) } },
  ],
}

describe.each(Object.entries(ways))('the page %s', (kind, [status, heading, hasForm, open, options]) => {
  const pages = { appName: 'Orders & Bills', logoUrl: '/logo.svg?v=1', locale: 'de' } as const
  const openOwn = (more: Pages): App => openApp(more, options)

  it('names the application, and is in its language', async () => {
    const response = await open(openOwn(pages))
    const text = await response.text()
    expect(response.status).toBe(status)
    expect(text).toContain('<html lang="de">')
    expect(text).toContain(`<h1>${heading}</h1>`)
    expect(text).toContain(' · Orders &amp; Bills</title>')
    expect(text).toContain('<img src="http://localhost:3000/logo.svg?v=1" alt="" />')
  })

  it('C-08: allows the logo by its policy, and loads nothing else', async () => {
    const policy = (await open(openOwn(pages))).headers.get('content-security-policy') ?? ''
    const formAction = hasForm ? "'self' https: http:" : "'none'"
    expect(policy.replace(/'sha256-[^']+'/u, 'hash')).toBe(
      `default-src 'none'; style-src hash; img-src http://localhost:3000/logo.svg; form-action ${formAction}; ` +
        "frame-ancestors 'none'; base-uri 'none'",
    )
    expect((await open(openOwn({}))).headers.get('content-security-policy')).not.toContain('img-src')
  })

  it('follows Accept-Language where the application says so, and varies by it', async () => {
    const english = await open(openOwn({ locale: 'auto' }))
    expect(await english.text()).toContain('<html lang="en">')
    expect(english.headers.get('vary')).toBe('Cookie, Accept-Language')
    expect((await open(openOwn({}))).headers.get('vary')).toBe('Cookie')
  })

  it('is the document that render returns, with the status and the headers of the library', async () => {
    const seen: PageToRender[] = []
    const render: RenderPage = async (page) => {
      seen.push(page)
      await Promise.resolve()
      return `<!doctype html><p>mine</p>${page.main}`
    }
    const app = openOwn({ ...pages, render })
    const response = await open(app)
    expect(response.status).toBe(status)
    expect(await response.text()).toMatch(/^<!doctype html><p>mine<\/p>.*<h1>/su)
    const page = seen.at(-1)
    expect(page).toMatchObject({ kind, locale: 'de' })
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'private, no-store',
      'x-frame-options': 'DENY',
      'referrer-policy': hasForm ? 'same-origin' : 'no-referrer',
    })
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain(`'nonce-${page?.nonce}'`)
    expect(policy).toContain("img-src 'self' http://localhost:3000/logo.svg; font-src 'self'")
    expect(app.events.map(({ code }) => code)).not.toContain('page_not_rendered')
    const told = JSON.stringify(seen)
    for (const secret of [clientSecret, sessionSecret, ...app.browser.cookies.values()])
      if (secret !== '') expect(told).not.toContain(secret)
  })

  it('shows everything in data, and data has nothing else', async () => {
    const seen: PageToRender[] = []
    const render: RenderPage = (page) => {
      seen.push(page)
      return page.html
    }
    const text = await (await open(openOwn({ ...pages, render }))).text()
    const page = seen.at(-1)
    expect(text).toBe(page?.html)
    for (const value of listTexts(page?.data)) expect(text).toContain(value)
  })

  it('is unchanged if render returns html', async () => {
    const response = await open(openOwn({ ...pages, render: ({ html }) => html }))
    expect(response.headers.get('content-security-policy')).not.toMatch(/nonce-|font-src/u)
  })
})

/** The texts of a page's data, as the page escapes those of this test. */
function listTexts(value: unknown): readonly string[] {
  if (typeof value === 'string')
    return [value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(listTexts) : []
}

describe('a choice of providers', () => {
  it('C-08: shows the label of a provider, escaped, else its id', async () => {
    const text = await (await openApp({}).browser.get('/login')).text()
    expect(text).toContain('<bdi>Company &lt;account&gt;</bdi>')
    expect(text).toContain('<bdi>second</bdi>')
  })
})

describe('the language of a request', () => {
  const open = async (locale: 'de' | 'auto', header: string) =>
    (await openApp({ locale }).browser.get('/login', { 'accept-language': header })).text()

  it('is that of the browser, or the one that the application has fixed', async () => {
    expect(await open('auto', 'de-AT,de;q=0.9,en;q=0.8')).toContain('<html lang="de">')
    expect(await open('auto', 'fr')).toContain('<html lang="en">')
    expect(await open('de', 'en')).toContain('<html lang="de">')
  })

  it('does not change what programs read', async () => {
    const { browser, events } = openApp({ locale: 'de' })
    const response = await browser.get('/oauth2/authorization/other', { accept: 'application/json' })
    expect(await response.json()).toMatchObject({
      title: 'There is no such sign-in service here',
      code: 'unknown_provider',
    })
    expect(events.at(-1)?.message).not.toMatch(/Anmelde/u)
  })
})

const canary = 'canary of the application'

describe.each<[string, () => unknown, string]>([
  ['throws', () => fail(new TypeError(canary)), 'An unexpected TypeError.'],
  ['rejects', () => Promise.reject(new RangeError(canary)), 'An unexpected RangeError.'],
  ['throws a text', () => fail(canary), 'Something other than an Error was thrown.'],
  ['returns nothing', () => undefined, 'it returned undefined, expected a string of HTML'],
  ['returns null', () => Promise.resolve(null), 'it returned object, expected a string of HTML'],
  ['returns an empty text', () => ' \n', 'it returned an empty string, expected a string of HTML'],
  ['returns a response', () => new Response(canary), 'it returned an object, expected a string of HTML'],
  ['returns an element', () => [canary], 'it returned an object, expected a string of HTML'],
  [
    'returns a thenable that throws',
    () => ({ then: () => fail(canary) }),
    'Something other than an Error was thrown.',
  ],
])('render that %s', (_, render, why) => {
  it('leaves the page of the library, and the log says why', async () => {
    const { browser, events } = openApp({ appName: 'Orders', render: render as RenderPage })
    const response = await browser.get('/login')
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('<title>Sign in · Orders</title>')
    expect(response.headers.get('content-security-policy')).not.toContain('nonce-')
    expect(events).toMatchObject([
      {
        level: 'error',
        code: 'page_not_rendered',
        message: `pages.render failed for the page chooseProvider, so the library's own page was sent: ${why}`,
        detail: { kind: 'chooseProvider' },
      },
    ])
    expect(JSON.stringify(events)).not.toContain(canary)
  })
})

function fail(error: unknown): never {
  throw error
}

describe('render', () => {
  it('must return within five seconds', async () => {
    const timers = createManualTimers()
    const { browser, events } = openApp(
      { render: () => timers.hangFor(5) },
      { startTimer: timers.startTimer },
    )
    expect(await (await browser.get('/login')).text()).toContain('<title>Sign in</title>')
    expect(events).toMatchObject([
      { code: 'page_not_rendered', message: expect.stringContaining('nothing within 5 seconds') as unknown },
    ])
    expect(timers.running()).toEqual([])
  })

  it('does not hide an error if it fails at the page of that error', async () => {
    const { browser, events } = openApp({ render: () => fail(new Error(canary)) })
    const response = await browser.get('/oauth2/authorization/other')
    expect(response.status).toBe(404)
    expect(await response.text()).toContain(events[0]?.reference)
    expect(events.map(({ code }) => code)).toEqual(['unknown_provider', 'page_not_rendered'])
  })

  it('receives unescaped names and escaped markup', async () => {
    fixture.provider.setClaims({ sub: '<img src=x onerror=alert(1)>', groups: ['staff'] })
    const seen: PageToRender[] = []
    const { browser } = openApp({
      render: (page) => {
        seen.push(page)
        return page.html
      },
    })
    await browser.signIn()
    const text = await (await browser.get('/logout')).text()
    const page = seen.at(-1)
    if (page?.kind !== 'confirmLogout') throw new Error('Another page')
    expect(page.data.name).toBe('<img src=x onerror=alert(1)>')
    for (const markup of [text, page.html, page.main]) expect(markup).not.toContain('<img')
  })

  it('receives a new nonce for each page, which is safe in a header', async () => {
    const nonces: string[] = []
    const { browser } = openApp({
      render: ({ nonce }) => {
        nonces.push(nonce)
        return 'mine'
      },
    })
    for (let times = 0; times < 3; times += 1) await browser.get('/login')
    expect(new Set(nonces).size).toBe(3)
    for (const nonce of nonces) expect(nonce).toMatch(/^[\w+/]{24}$/u)
  })

  it('is not called for programs', async () => {
    const { browser } = openApp({ render: () => fail(new Error('called')) })
    const { headers } = await browser.get('/oauth2/authorization/other', { accept: 'application/json' })
    expect(headers.get('content-type')).toBe('application/problem+json')
  })
})
