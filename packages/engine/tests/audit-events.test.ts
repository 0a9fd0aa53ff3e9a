import type { EngineEvent } from '@x/oidc-engine'
import { answerForbidden, buildForbiddenUrl } from '@x/oidc-engine/adapter'
import type { AgentResponse, UserAgent } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { audience, baseUrl, findEvent, useBearerFixture } from './bearer-fixture.ts'
import { openEngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine } from './start-app.ts'

const fixture = useSignInFixture()
const bearer = useBearerFixture()

const reference: unknown = expect.stringMatching(/^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$/u)

/** What the application logs while this runs. */
async function watch(run: () => Promise<unknown>): Promise<readonly EngineEvent[]> {
  const before = fixture.app.events.length
  await run()
  return fixture.app.events.slice(before)
}

async function signIn(): Promise<UserAgent> {
  const browser = fixture.openBrowser()
  await browser.get(`${fixture.app.origin}/oauth2/authorization/main`)
  return browser
}

const json = { headers: { accept: 'application/json' } } as const

function visitAdmin(browser: UserAgent, options: { headers?: Record<string, string> } = {}, query = '') {
  return browser.get(`${fixture.app.origin}/admin${query}`, { ...options, followRedirects: false })
}

function readReference({ text }: Pick<AgentResponse, 'text'>): string | undefined {
  return /[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}/u.exec(text)?.[0]
}

describe('signed_in and signed_out', () => {
  it('name the person by fields, and share the reference of their session', async () => {
    const person = { providerId: 'main', issuer: fixture.provider.issuerUrl, subject: 'ada', reference }
    const [signedIn, signedOut] = await watch(async () => {
      const browser = await signIn()
      const page = await browser.get(`${fixture.app.origin}/logout`)
      await browser.submitForm(page, {}, { followRedirects: false })
    })
    expect(signedIn).toEqual({
      ...{ level: 'info', code: 'signed_in', message: 'A person signed in at main.' },
      ...person,
    })
    expect(signedOut).toEqual({
      ...{ level: 'info', code: 'signed_out', message: 'A person who signed in at main signed out.' },
      ...person,
    })
    expect(signedOut?.reference).toBe(signedIn?.reference)
  })

  it('tell two sessions of one person apart', async () => {
    const [one, other] = await watch(async () => {
      await signIn()
      await signIn()
    })
    expect(one?.reference).not.toBe(other?.reference)
  })

  it('are not logged for a sign-out without a session, or by a form that another site posted', async () => {
    const { origin } = fixture.app
    const browser = await signIn()
    const events = await watch(async () => {
      await fixture
        .openBrowser()
        .post(`${origin}/logout`, {}, { headers: { 'sec-fetch-site': 'same-origin' } })
      await browser.post(`${origin}/logout`, {}, { headers: { 'sec-fetch-site': 'cross-site' } })
    })
    expect(events.map(({ code }) => code)).toEqual(['cross_site_request'])
  })
})

describe('access_denied', () => {
  it('names the person who is not admitted, and its reference is on the page', async () => {
    fixture.provider.setClaims({ sub: 'eve', name: 'Eve', groups: [] })
    let page: AgentResponse | undefined
    const [event] = await watch(async () => {
      page = await fixture.openBrowser().get(`${fixture.app.origin}/oauth2/authorization/main`)
    })
    expect(event).toMatchObject({
      ...{ level: 'warn', code: 'access_denied', via: 'sign_in', detail: { reason: 'role_missing' } },
      ...{ providerId: 'main', issuer: fixture.provider.issuerUrl, subject: 'eve', reference },
    })
    expect(page?.text).toContain(event?.reference)
  })
})

describe('gate_refused', () => {
  it('names the person, the role and the address without its query, and its reference is on the page', async () => {
    const browser = await signIn()
    let page: AgentResponse | undefined
    const events = await watch(async () => {
      page = await visitAdmin(browser, {}, '?code=canary')
    })
    expect(page?.status).toBe(403)
    expect(events).toEqual([
      {
        ...{ level: 'warn', code: 'gate_refused', via: 'session' },
        ...{ providerId: 'main', issuer: fixture.provider.issuerUrl, subject: 'ada', reference },
        ...{ requiredRoles: ['ROLE_ADMIN'], allRequired: false, method: 'GET', path: '/admin' },
        message:
          'GET /admin was refused with role_missing: a person signed in at main lacks the role ROLE_ADMIN.',
      },
    ])
    expect(page?.text).toContain(`role_missing ${events[0]?.reference}`)
  })

  it('has its reference in the problem+json of a script', async () => {
    fixture.now += 60
    const browser = await signIn()
    let answer: AgentResponse | undefined
    const [event] = await watch(async () => {
      answer = await visitAdmin(browser, json)
    })
    expect(JSON.parse(answer?.text ?? '')).toEqual({
      ...{ status: 403, title: 'A role is missing', code: 'role_missing', reference: event?.reference },
    })
  })

  it('is one event a minute for a script that polls, which shows its reference and is counted', async () => {
    fixture.now += 120
    const browser = await signIn()
    const references: unknown[] = []
    const events = await watch(async () => {
      for (let count = 0; count < 100; count += 1)
        references.push(readReference(await visitAdmin(browser, json, `?${count}`)))
      fixture.now += 60
      references.push(readReference(await visitAdmin(browser, json)))
    })
    expect(events.map(({ code, unreported }) => [code, unreported])).toEqual([
      ['gate_refused', undefined],
      ['gate_refused', 99],
    ])
    expect(events[1]?.message).toContain('99 more were refused since the last report.')
    expect(new Set(references)).toEqual(new Set(events.map((event) => event.reference)))
  })

  it('is logged once for two sessions of the same person', async () => {
    fixture.now += 240
    const events = await watch(async () => {
      for (const browser of [await signIn(), await signIn()]) await visitAdmin(browser)
    })
    expect(events.filter(({ code }) => code === 'gate_refused')).toHaveLength(1)
  })

  it('is never logged for an anonymous caller', async () => {
    const events = await watch(async () => {
      for (const options of [{}, json, { headers: { cookie: 'oidc=canary' } }])
        await visitAdmin(fixture.openBrowser(), options)
    })
    expect(events).toEqual([])
  })

  it('names all roles of a gate, and whether all of them are required', async () => {
    fixture.now += 360
    const { engine, origin } = fixture.app
    const browser = await signIn()
    const cookie = browser
      .cookies(origin)
      .map(({ key, value }) => `${key}=${value}`)
      .join('; ')
    const ask = (path: string, role: unknown) =>
      engine.gate(
        {
          ...{ method: 'POST', url: `${origin}${path}` },
          header: (name) => (name === 'cookie' ? cookie : undefined),
        },
        { role } as never,
      )
    const events = await watch(async () => {
      await ask('/any', ['ROLE_ADMIN', 'ROLE_AUDITOR'])
      await ask('/all', { all: ['ROLE_USER', 'ROLE_ADMIN'] })
      await ask('/none', undefined)
    })
    expect(events).toMatchObject([
      { requiredRoles: ['ROLE_ADMIN', 'ROLE_AUDITOR'], allRequired: false, method: 'POST', path: '/any' },
      { requiredRoles: ['ROLE_USER', 'ROLE_ADMIN'], allRequired: true },
      { requiredRoles: [], allRequired: false },
    ])
    // The configuration of the fixture gives no ROLE_AUDITOR.
    expect(events.map(({ message }) => message.includes('No entry of security grants'))).toEqual([
      ...[true, false, false],
    ])
  })

  it('says where to look for a person who has no role at all', async () => {
    const { engine, events } = createAppEngine('https://app.example.com', {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      options: { security: { requiredRoles: [], roleMapping: { admins: ['ROLE_ADMIN'] } } },
    })
    const browser = openEngineBrowser(engine)
    await browser.signIn()
    const { auth } = await browser.authenticate()
    expect(auth.status).toBe('authenticated')
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    const request = new Request('https://app.example.com/admin', { headers: { cookie } })
    await engine.gate(request, { role: 'ROLE_ADMIN' })
    expect(events.at(-1)?.message).toBe(
      'GET /admin was refused with role_missing: a person signed in at main lacks the role ROLE_ADMIN. The person has no role: ' +
        'compare rolesClaims and roleMapping with the claims that "npx @x/oidc-cli login" shows.',
    )
  })

  it('names the nearest role that an entry grants where none grants that of the gate', async () => {
    fixture.now += 420
    const browser = await signIn()
    const { engine, origin } = fixture.app
    const cookie = browser
      .cookies(origin)
      .map(({ key, value }) => `${key}=${value}`)
      .join('; ')
    const request = {
      ...{ method: 'GET', url: `${origin}/misspelt` },
      header: (name: string) => (name === 'cookie' ? cookie : undefined),
    }
    const events = await watch(async () => {
      await engine.gate(request, { role: 'ROLE_ADMlN' } as never)
    })
    expect(events[0]?.message).toBe(
      'GET /misspelt was refused with role_missing: a person signed in at main lacks the role ROLE_ADMlN. ' +
        'No entry of security grants "ROLE_ADMlN". The nearest role that an entry grants is "ROLE_ADMIN".',
    )
  })

  it('is one event where a page sends the person to the address of another engine of the process', async () => {
    const { issuerUrl } = fixture.provider
    const options = { issuerUrl, now: () => fixture.now, memory: { shared: true } }
    const [pages, proxy] = [
      createAppEngine('https://pages.example.com', options),
      createAppEngine('https://pages.example.com', options),
    ]
    const browser = openEngineBrowser(pages.engine)
    await browser.signIn()
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    const headers: Readonly<Record<string, string>> = { cookie, accept: 'text/html' }
    const header = (name: string) => headers[name]
    const page = await pages.engine.authenticate({ method: 'GET', url: '/page?canary', header })
    expect((await page.authorize({ role: 'ROLE_ADMIN' }))?.status).toBe(403)

    const url = buildForbiddenUrl(proxy.engine.config, '/page?canary')
    const shown = await answerForbidden(proxy.engine, { method: 'GET', url, header })
    expect(shown?.status).toBe(403)
    const events = [...pages.events, ...proxy.events].filter(({ code }) => code === 'gate_refused')
    expect(events).toMatchObject([{ path: '/page', requiredRoles: ['ROLE_ADMIN'] }])
    expect(await shown?.text()).toContain(`role_missing ${events[0]?.reference}`)
  })

  it('is at most ten events a minute for one person, at any number of addresses', async () => {
    fixture.now += 480
    const { engine, origin } = fixture.app
    const browser = await signIn()
    const [session] = browser.cookies(origin).map(({ key, value }) => `${key}=${value}`)
    const ask = async (path: string): Promise<string | undefined> => {
      const header = (name: string) => (name === 'cookie' ? session : undefined)
      const { response } = await engine.gate({ method: 'GET', url: origin + path, header }, {
        role: 'ROLE_ADMIN',
      } as never)
      return readReference({ text: (await response?.text()) ?? '' })
    }
    const shown = new Set<string | undefined>()
    const events = await watch(async () => {
      for (let count = 0; count < 1000; count += 1) shown.add(await ask(`/${count}`))
      fixture.now += 60
      shown.add(await ask('/later'))
    })
    expect(events).toHaveLength(11)
    // The log has a line for every reference that a caller was shown.
    expect(shown).toEqual(new Set(events.map((event) => event.reference)))
    expect(events[9]?.message).toContain('For 60 s, further refusals of this caller are only counted')
    expect(events[10]).toMatchObject({ path: '/later', unreported: 990 })
  })
})

describe('bearer_refused', () => {
  const forbidden = { roles: ['ROLE_UNUSED'] }

  it('names the sender of a token whose signature was verified', async () => {
    const api = bearer.createApi()
    const { response } = await api.send(`Bearer ${await bearer.sign()}`, forbidden, `${baseUrl}/api?q=canary`)
    expect(api.events).toEqual([
      {
        ...{
          level: 'info',
          code: 'bearer_refused',
          message: 'A request was refused with role_missing: roles.',
        },
        ...{ providerId: 'main', issuer: bearer.provider.issuerUrl, subject: 'ada', reference },
        ...{ method: 'GET', path: '/api', detail: { error: 'role_missing', rule: 'roles' } },
      },
    ])
    expect(await response?.json()).toMatchObject({
      code: 'role_missing',
      reference: api.events[0]?.reference,
    })
  })

  it.each([
    ['a signature of another key', async () => `${(await bearer.sign()).split('.', 2).join('.')}.AAAA`],
    ['another audience', () => bearer.sign(bearer.buildClaims({ aud: 'other', sub: 'canary' }))],
    ['a time that is over', () => bearer.sign(bearer.buildClaims({ exp: 1, sub: 'canary' }))],
    ['a type of another kind', () => bearer.sign(bearer.buildClaims({ sub: 'canary' }), { typ: 'canary' })],
    ['no form of a token', () => Promise.resolve('canary')],
  ])('believes no claim of a token that is not verified: %s', async (_, build) => {
    const api = bearer.createApi()
    await api.send(`Bearer ${await build()}`, {}, `${baseUrl}/canary`)
    const isRefusal = (code: string): boolean => code === 'bearer_refused'
    const [refused, ...others] = api.events.filter(({ code }) => isRefusal(code))
    expect(others).toEqual([])
    expect(Object.keys(refused ?? {})).toEqual(['level', 'code', 'message', 'reference', 'detail'])
    expect(JSON.stringify(refused)).not.toMatch(/canary|ada/u)
    // A common mistake is quoted, as what it is: one value that any client can write.
    for (const { code, message, subject, path } of api.events.filter((event) => !isRefusal(event.code))) {
      expect(code).toBe('bearer_mistake')
      expect(message).toMatch(
        /^An access token of provider main was refused: its (?:aud is "other"|typ is "canary")/u,
      )
      expect([subject, path]).toEqual([undefined, undefined])
    }
  })

  it('is one event a minute for each rule, and counts the other refusals', async () => {
    const api = bearer.createApi()
    for (let count = 0; count < 200; count += 1) await api.send(`Bearer x${count}`, {}, `${baseUrl}/${count}`)
    bearer.now += 60
    await api.send('Bearer y')
    expect(api.events).toMatchObject([
      { code: 'bearer_refused', detail: { rule: 'grammar' } },
      { code: 'bearer_refused', detail: { rule: 'grammar' }, unreported: 199 },
    ])
  })

  it('is logged for each sender, even while another sender is refused all the time', async () => {
    const api = bearer.createApi()
    for (const [index, sub] of ['eve', 'eve', 'ada', 'eve'].entries())
      await api.send(
        `Bearer ${await bearer.sign(bearer.buildClaims({ sub, jti: `jti-${index}` }))}`,
        forbidden,
      )
    expect(api.events.map(({ subject }) => subject)).toEqual(['eve', 'ada'])
  })

  it('shares its reference with the event that says why access is denied', async () => {
    const api = bearer.createApi()
    const { response } = await api.send(`Bearer ${await bearer.sign(bearer.buildClaims({ groups: [] }))}`)
    const sender = { providerId: 'main', issuer: bearer.provider.issuerUrl, subject: 'ada' }
    expect(api.events).toMatchObject([
      { level: 'info', code: 'access_denied', via: 'bearer', ...sender, detail: { reason: 'role_missing' } },
      { level: 'info', code: 'bearer_refused', ...sender, detail: { rule: 'role_missing' } },
    ])
    expect(api.events[0]?.reference).toBe(api.events[1]?.reference)
    expect(response && (await findEvent(api.events, response))).toBe(api.events[1])
  })

  it('is gate_refused if the token is valid and a role of the gate is missing', async () => {
    const api = bearer.createApi()
    const staff = await bearer.sign(bearer.buildClaims({ groups: ['staff'] }))
    const headers: Readonly<Record<string, string>> = { authorization: `Bearer ${staff}` }
    const request = { method: 'PUT', url: '/api/a?canary', header: (name: string) => headers[name] }
    for (let count = 0; count < 3; count += 1) {
      const { response } = await api.engine.gate(request, {
        ...{ bearer: { audience }, role: 'ROLE_ADMIN' },
      } as never)
      expect(response?.status).toBe(403)
      expect(await response?.json()).toMatchObject({ reference: api.events[0]?.reference })
    }
    expect(api.events).toMatchObject([
      {
        ...{ level: 'warn', code: 'gate_refused', via: 'bearer', providerId: 'main', subject: 'ada' },
        ...{ requiredRoles: ['ROLE_ADMIN'], method: 'PUT', path: '/api/a' },
      },
    ])
  })
})
