import type { RequestListener } from 'node:http'
import { createOidc, type EngineEvent } from '@x/oidc-node'
import {
  createUserAgent,
  signIn,
  startHttpServer,
  startProvider,
  type EmbeddedProvider,
  type RunningServer,
  type UserAgent,
} from '@x/oidc-testing'
import type { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Postgresql } from '../../../../tools/stores/start-postgresql.mjs'
import { loadGuideProgram, openPostgresql } from './guide-store.ts'

const { createPool, createPostgresStore, schema } = loadGuideProgram()
const secret = 'a secret of more than thirty-two bytes, for tests'

let server: Postgresql
let provider: EmbeddedProvider
let balancer: RunningServer
let origin: string
const pools: Pool[] = []
const apps: RequestListener[] = []
const events: EngineEvent[] = []
/** Which process gets a request; undefined: they take turns. */
let chosen: number | undefined
let requests = 0

/** A process of the application, with connections of its own. */
function startProcess(): RequestListener {
  const pool = createPool(server.connectionString)
  pools.push(pool)
  const oidc = createOidc({
    baseUrl: origin,
    providers: [
      {
        ...{ providerId: 'main', issuerUrl: provider.issuerUrl, clientId: 'app', clientSecret: secret },
        rolesClaims: ['groups'],
      },
    ],
    security: { roleMapping: { staff: ['ROLE_USER'] } },
    session: { secret, store: createPostgresStore(pool) },
    log: (event) => events.push(event),
  })
  return oidc.listener(async (req, res) => {
    if (req.url === '/') return res.end(`hello ${req.auth.user?.name ?? 'anonymous'}`)
    const caller = await oidc.gate(req, res)
    return caller && res.end(`you are ${caller.user.name}`)
  })
}

beforeAll(async () => {
  server = await openPostgresql()
  provider = await startProvider({
    people: {
      ada: { subject: 'sub-of-ada', name: 'Ada', groups: ['staff'] },
      bob: { subject: 'sub-of-bob', name: 'Bob', groups: ['staff'] },
    },
  })
  balancer = await startHttpServer((req, res) => {
    requests += 1
    apps[chosen ?? requests % apps.length]?.(req, res)
  })
  origin = balancer.origin
  await provider.registerClient({
    ...{ clientId: 'app', clientSecret: secret },
    redirectUris: [`${origin}/login/oauth2/code/main`],
    postLogoutRedirectUris: [`${origin}/logout/done`],
  })
  apps.push(startProcess(), startProcess())
  await pools[0]?.query(schema)
})
beforeEach(() => {
  chosen = undefined
  events.length = 0
})
afterAll(async () => {
  await balancer.close()
  await Promise.all(pools.map((pool) => pool.end()))
  await provider.close()
  await server.close()
})

async function openSession(person = 'ada'): Promise<UserAgent> {
  const browser = createUserAgent()
  const page = await signIn(browser, `${origin}/me`, person)
  expect([page.status, page.text]).toEqual([200, `you are sub-of-${person}`])
  return browser
}

/** The header `Cookie` that a browser would send. */
const cookiesOf = (browser: UserAgent): string =>
  browser
    .cookies(origin)
    .map((cookie) => cookie.cookieString())
    .join('; ')

const textOf = async (browser: UserAgent, path: string): Promise<string> =>
  (await browser.get(`${origin}${path}`)).text

describe('two processes with one database', () => {
  it('read the same session in 50 concurrent requests', async () => {
    // The timeouts of the guide must not end a request because a slow machine opens many connections at once.
    for (const pool of pools)
      for (let at = 0; at < 10; at += 1)
        await Promise.all(Array.from({ length: at }, () => pool.query('SELECT 1')))
    const [ada, bob] = [await openSession('ada'), await openSession('bob')]
    const texts = await Promise.all(
      Array.from({ length: 50 }, (_, at) => textOf(at % 5 === 0 ? bob : ada, '/me')),
    )
    expect(new Set(texts.filter((_, at) => at % 5 !== 0))).toEqual(new Set(['you are sub-of-ada']))
    expect(new Set(texts.filter((_, at) => at % 5 === 0))).toEqual(new Set(['you are sub-of-bob']))
  })

  it('end a session for both when one of them signs the person out', async () => {
    const [browser, other] = [await openSession(), await openSession()]
    for (chosen of [0, 1]) expect(await textOf(browser, '/')).toBe('hello sub-of-ada')
    const before = cookiesOf(browser)
    chosen = 0
    await browser.submitForm(await browser.get(`${origin}/logout`))
    for (chosen of [1, 0]) {
      expect(await textOf(browser, '/')).toBe('hello anonymous')
      // A copy of the cookie opens nothing.
      const copy = await fetch(origin, { headers: { cookie: before } })
      expect(await copy.text()).toBe('hello anonymous')
      expect(await textOf(other, '/')).toBe('hello sub-of-ada')
    }
  })

  it('write neither the id of a session nor anything of the person to the database', async () => {
    const browser = await openSession()
    const { rows } = (await pools[0]?.query('SELECT * FROM oidc_sessions')) ?? { rows: [] }
    expect(rows.length).toBeGreaterThan(0)
    const written = JSON.stringify(rows)
    const cookies = browser.cookies(origin).map(({ value }) => value)
    expect(cookies.length).toBeGreaterThan(0)
    for (const text of ['sub-of-ada', 'ROLE_USER', provider.issuerUrl, ...cookies])
      expect(written).not.toContain(text)
  })
})

describe('a database that is down', () => {
  it('means 503 with Retry-After for requests with a session, which goes on when the database is back', async () => {
    const browser = await openSession()
    const before = cookiesOf(browser)
    await server.stop()
    try {
      for (const path of ['/', '/me', '/oauth2/session', '/', '/me']) {
        const page = await browser.get(`${origin}${path}`)
        expect([path, page.status, page.headers.get('retry-after')]).toEqual([path, 503, '10'])
        expect(page.text).not.toMatch(/anonymous|sub-of-ada/u)
        expect(page.headers.getSetCookie()).toEqual([])
      }
      expect(cookiesOf(browser)).toBe(before)
      const failures = events.filter(({ code }) => code === 'session_store_unavailable')
      expect(failures.length).toBeGreaterThan(0)
      expect(JSON.stringify(events)).not.toContain(new URL(server.connectionString).password)
      // A request without a session needs no store.
      expect(await textOf(createUserAgent(), '/')).toBe('hello anonymous')
    } finally {
      await server.start()
    }
    for (chosen of [0, 1]) expect(await textOf(browser, '/me')).toBe('you are sub-of-ada')
  })

  it('in the middle of a sign-in means 503, and no session', async () => {
    const browser = createUserAgent()
    await server.stop()
    try {
      const page = await signIn(browser, `${origin}/me`, 'ada')
      expect([page.status, page.headers.get('retry-after')]).toEqual([503, '10'])
    } finally {
      await server.start()
    }
    expect(await textOf(browser, '/')).toBe('hello anonymous')
    expect((await signIn(browser, `${origin}/me`, 'ada')).text).toBe('you are sub-of-ada')
  })

  it('means 503 also where it accepts a statement and does not answer', async () => {
    const browser = await openSession()
    const client = (await pools[0]?.connect()) ?? expect.fail('no pool')
    try {
      await client.query('BEGIN')
      await client.query('LOCK TABLE oidc_sessions IN ACCESS EXCLUSIVE MODE')
      const page = await browser.get(`${origin}/me`)
      expect([page.status, page.headers.get('retry-after')]).toEqual([503, '10'])
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
    expect(await textOf(browser, '/me')).toBe('you are sub-of-ada')
  })
})
