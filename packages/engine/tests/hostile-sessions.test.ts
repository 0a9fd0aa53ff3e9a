import { memoryStore, type EngineOptions } from '@x/oidc-engine'
import { afterEach, describe, expect, it } from 'vitest'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, sessionSecret, type App, type AppOptions } from './start-app.ts'

const fixture = useSignInFixture()

const session = { secret: sessionSecret, idleSeconds: 40_000 }
const kinds: readonly (readonly [string, () => EngineOptions['session']])[] = [
  ['cookies', () => ({ ...session, singleProcess: true, keep: { tokens: true } })],
  ['a store', () => ({ ...session, store: memoryStore({ now: () => fixture.now }) })],
]

interface Person {
  readonly app: Pick<App, 'engine' | 'events'>
  readonly browser: EngineBrowser
}

function createApp(options: Partial<EngineOptions>, provider: AppOptions['provider'] = {}): Person['app'] {
  return createAppEngine('https://app.example.com', {
    issuerUrl: fixture.provider.issuerUrl,
    provider,
    now: () => fixture.now,
    startTimer: startRealTimer,
    options,
  })
}

async function signIn(
  session: EngineOptions['session'],
  provider: AppOptions['provider'] = {},
): Promise<Person> {
  const app = createApp({ session }, provider)
  const browser = openEngineBrowser(app.engine)
  expect((await browser.signIn()).status).toBe(303)
  fixture.provider.requests.clear()
  return { app, browser }
}

function buildRequest({ browser }: Person) {
  const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
  return {
    method: 'GET',
    url: 'https://app.example.com/',
    header: (name: string) => (name === 'cookie' ? cookie : name === 'accept' ? 'text/html' : undefined),
  }
}

/** Asks as a browser does: with its cookies, and it stores those of the response. */
async function authenticate(person: Person, handling = {}) {
  const requestAuth = await person.app.engine.authenticate(buildRequest(person), handling)
  person.browser.store(requestAuth.setCookies)
  return requestAuth
}

/** Reads the access token, and the browser stores the cookies of the response. */
async function readToken(person: Person) {
  const { setCookies, tokens } = await (await authenticate(person)).tokens()
  person.browser.store(setCookies)
  return tokens
}

const countRefreshes = (): number => fixture.provider.requests.count('/token')

describe.each(kinds)('a session with tokens in %s', (_, buildSession) => {
  afterEach(() => {
    fixture.provider.behave()
  })

  it('survives a lifetime that is no instant', async () => {
    const person = await signIn(buildSession())
    fixture.provider.twist({ tokenResponse: (answer) => ({ ...answer, expires_in: 1e300 }) })
    fixture.now += 901
    expect((await authenticate(person)).auth.status).toBe('authenticated')
    expect((await authenticate(person)).auth.status).toBe('authenticated')
    expect((await readToken(person)).expiresAt).toBeGreaterThan(fixture.now)
    expect(countRefreshes()).toBe(1)
  })

  it.each([20, 60])('refreshes a token of %s seconds only when half of them are over', async (seconds) => {
    fixture.provider.twist({ tokenResponse: (answer) => ({ ...answer, expires_in: seconds }) })
    const person = await signIn(buildSession())
    const first = await readToken(person)
    await authenticate(person, { refresh: 'early' })
    fixture.now += seconds / 2 - 1
    await authenticate(person, { refresh: 'early' })
    expect((await readToken(person)).accessToken).toBe(first.accessToken)
    expect(countRefreshes()).toBe(0)
    fixture.now += 1
    await authenticate(person, { refresh: 'early' })
    expect(countRefreshes()).toBe(1)
    expect((await readToken(person)).accessToken).not.toBe(first.accessToken)
    expect(countRefreshes()).toBe(1)
  })

  it('never gives an expired token because the answer has no other', async () => {
    const person = await signIn(buildSession())
    fixture.provider.twist({
      tokenResponse: ({ access_token: _token, ...answer }) => answer,
      refreshedIdTokenClaims: ({ at_hash: _hash, ...claims }) => claims,
    })
    fixture.now += 3601
    await expect(readToken(person)).rejects.toMatchObject({ code: 'tokens_unavailable' })
  })

  it('never gives a token that expired during its refresh', async () => {
    const person = await signIn({ ...buildSession(), roleMaxAgeSeconds: 40_000 })
    fixture.now += 3600 - 20
    fixture.provider.twist({
      respond({ path }) {
        if (path !== '/token') return undefined
        fixture.now += 21
        return { status: 503 }
      },
    })
    await expect(readToken(person)).rejects.toMatchObject({ code: 'provider_unavailable' })
  })

  it('limits the age of roles also if refreshes bring no ID Token', async () => {
    const person = await signIn(buildSession())
    fixture.provider.twist({ tokenResponse: ({ id_token: _token, ...answer }) => answer })
    fixture.now += 901
    await authenticate(person)
    fixture.now += 3600
    const request = await authenticate(person)
    expect([...request.auth.roles]).toEqual([])
    expect((await request.authorize({ role: 'ROLE_USER' }))?.status).toBe(302)
    expect(countRefreshes()).toBe(1)
  })

  it('S-01: ends the session when UserInfo is about another person', async () => {
    const person = await signIn(buildSession(), { rolesClaims: [{ path: 'groups', from: 'userinfo' }] })
    fixture.provider.twist({ userinfo: (claims) => ({ ...claims, sub: 'eve' }) })
    fixture.now += 901
    expect((await authenticate(person)).auth.status).toBe('anonymous')
  })

  it.each([
    ['ends when UserInfo refuses the token', { status: 401 }, 'anonymous'],
    ['goes on when a proxy responds with a page', { status: 200, body: '<p>Maintenance' }, 'authenticated'],
  ])('%s', async (_name, answer, status) => {
    fixture.provider.twist({ tokenResponse: ({ refresh_token: _token, ...rest }) => rest })
    const rolesClaims = [{ path: 'groups', from: 'userinfo' }] as const
    const person = await signIn({ ...buildSession(), roleMaxAgeSeconds: 300 }, { rolesClaims })
    fixture.provider.twist({ respond: ({ path }) => (path.includes('userinfo') ? answer : undefined) })
    fixture.now += 301
    expect((await authenticate(person)).auth.status).toBe(status)
  })

  it('passes an optional gate with roles that are too old', async () => {
    fixture.provider.twist({ tokenResponse: ({ refresh_token: _token, ...answer }) => answer })
    const person = await signIn({ ...buildSession(), roleMaxAgeSeconds: 300 })
    fixture.now += 301
    const gate = await person.app.engine.gate(buildRequest(person), { optional: true })
    expect(gate.response).toBeUndefined()
  })
})

describe('tokens in cookies', () => {
  it('are neither used nor kept after keep.tokens was removed from the configuration', async () => {
    const { browser } = await signIn({ ...session, singleProcess: true, keep: { tokens: true } })
    const app = createApp({ session })
    fixture.now += 901
    const { auth } = await authenticate({ app, browser })
    expect([auth.status, ...auth.roles]).toEqual(['authenticated', 'ROLE_USER'])
    expect([...browser.cookies.keys()].filter((name) => name.includes('-tokens'))).toEqual([])
    expect(countRefreshes()).toBe(0)
  })

  it('leave no chunk behind when a sign-in brings none', async () => {
    fixture.provider.twist({
      tokenResponse: (answer) => ({ ...answer, access_token: 'a'.repeat(5000) }),
      idTokenClaims: ({ at_hash: _hash, ...claims }) => claims,
    })
    const person = await signIn({ ...session, singleProcess: true, keep: { tokens: true } })
    const listTokens = () => [...person.browser.cookies.keys()].filter((name) => /-tokens/u.test(name))
    expect(listTokens().length).toBeGreaterThan(1)
    fixture.provider.twist({ tokenResponse: ({ access_token: _token, ...answer }) => answer })
    expect((await person.browser.signIn()).status).toBe(303)
    expect(listTokens()).toEqual([])
  })
})

describe('engines that share the memory of a process', () => {
  it('start with stores that contain themselves', () => {
    const build = () => {
      const client: Record<string, unknown> = { name: 'database' }
      client['self'] = client
      return { ...memoryStore(), client }
    }
    const same = memoryStore()
    const start = () =>
      createAppEngine('https://app.example.com', {
        issuerUrl: fixture.provider.issuerUrl,
        options: { session: { ...session, store: { client: build().client, ...same } as never } },
        memory: { shared: true },
      })
    start()
    expect(start).not.toThrow()
  })
})

function startRealTimer(seconds: number, onEnd: () => void): () => void {
  const timer = setTimeout(onEnd, seconds * 1000)
  return () => clearTimeout(timer)
}
