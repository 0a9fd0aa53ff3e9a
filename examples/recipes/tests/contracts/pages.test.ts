import * as oidcHono from '@x/oidc-hono'
import * as oidcNode from '@x/oidc-node'
import { memoryStore } from '@x/oidc-node'
import * as hono from 'hono'
import * as honoFactory from 'hono/factory'
import { describe, expect, it, vi } from 'vitest'
import { evaluateProgram } from '../../../../tools/docs/read-guide.mjs'
import { readBlocks } from '../read-page.ts'

const modules: Readonly<Record<string, unknown>> = {
  hono,
  'hono/factory': honoFactory,
  '@x/oidc-hono': oidcHono,
  '@x/oidc-node': oidcNode,
}
const env = {
  BASE_URL: 'https://app.example.com',
  ISSUER_URL: 'https://id.example.com',
  CLIENT_SECRET: 'a secret for tests',
  SESSION_SECRET: 'a session secret for tests, long enough',
}
const run = (code: string | undefined, given: Readonly<Record<string, unknown>> = {}) =>
  evaluateProgram(code ?? '', (name) => modules[name], env, given)

describe('the page of WebSockets', () => {
  it('compares the Origin of a Request before the gate', async () => {
    const [program] = readBlocks('websockets', 'ts')
    const options = {
      baseUrl: env.BASE_URL,
      providers: [
        { providerId: 'main', issuerUrl: env.ISSUER_URL, clientId: 'app', rolesClaims: ['groups'] },
      ],
      security: { roleMapping: { staff: ['ROLE_USER'] } },
      session: { secret: env.SESSION_SECRET, store: memoryStore() },
    }
    const { app } = run(`${program ?? ''}\nexport { app }`, { options }) as { app: hono.Hono }
    const ask = async (headers: Record<string, string>) =>
      (await app.request(`${env.BASE_URL}/live`, { headers })).status
    expect(await ask({ origin: 'https://evil.example' })).toBe(403)
    expect(await ask({})).toBe(403)
    expect(await ask({ origin: env.BASE_URL })).toBe(401)
  })

  it.each([
    [401, ['/live'], ['/login']],
    [200, ['/live', '/live'], []],
    [503, ['/live', '/live'], []],
    ['a network error', ['/live', '/live'], []],
  ])('after %s the browser connects to %j and goes to %j', async (status, connected, visited) => {
    const sockets: { path: string; onclose?: () => Promise<void> }[] = []
    const pages: string[] = []
    class WebSocket {
      readonly path: string
      constructor(url: URL) {
        expect(url.protocol).toBe('wss:')
        this.path = url.pathname
        sockets.push(this)
      }
    }
    const location = { href: 'https://app.example.com/page', assign: (page: string) => pages.push(page) }
    const fetch = () =>
      typeof status === 'number'
        ? Promise.resolve(new Response(null, { status }))
        : Promise.reject(new TypeError(status))
    run(readBlocks('websockets', 'js')[0], {
      ...{ WebSocket, location, fetch },
      setTimeout: (connect: () => void) => connect(),
    })
    await sockets[0]?.onclose?.()
    expect([sockets.map(({ path }) => path), pages]).toEqual([connected, visited])
  })
})

describe('the page of server-sent events', () => {
  it.each([
    ['CLOSED', 2, ['/login']],
    ['CONNECTING', 0, []],
  ])('an error while %s', (_name, readyState, visited) => {
    const pages: string[] = []
    const opened: EventSource[] = []
    class EventSource {
      static readonly CLOSED = 2
      onerror: (() => void) | undefined
      readonly readyState = readyState
      constructor() {
        opened.push(this)
      }
    }
    run(readBlocks('server-sent-events', 'js')[0], {
      ...{ EventSource, location: { assign: (page: string) => pages.push(page) } },
    })
    opened[0]?.onerror?.()
    expect(pages).toEqual(visited)
  })
})

describe('the page of serverless', () => {
  it('asks for a sign-in, and answers everyone at the open page', async () => {
    const program = run(readBlocks('serverless', 'ts')[0]) as { default: hono.Hono }
    const app = program.default
    expect(await (await app.request(`${env.BASE_URL}/`)).text()).toBe('hello stranger')
    expect((await app.request(`${env.BASE_URL}/admin`)).status).toBe(401)
    const browser = { accept: 'text/html', 'sec-fetch-mode': 'navigate' }
    const page = await app.request(`${env.BASE_URL}/admin`, { headers: browser })
    expect(page.headers.get('location')).toContain('/oauth2/authorization/main?returnTo=')
  })
})

describe('the page of OpenTelemetry', () => {
  it('writes what a sign-in took', () => {
    const options = {
      baseUrl: env.BASE_URL,
      providers: [
        { providerId: 'main', issuerUrl: env.ISSUER_URL, clientId: 'app', rolesClaims: ['groups'] },
      ],
      security: { roleMapping: { staff: ['ROLE_USER'] } },
      session: { secret: env.SESSION_SECRET },
    }
    const created = vi.fn()
    const console = { log: vi.fn() }
    const given = { options, console }
    const load = (): unknown => ({ createOidc: created })
    evaluateProgram(readBlocks('opentelemetry', 'ts')[0] ?? '', load, env, given)
    const { onEvent } = created.mock.calls[0]?.[0] as { onEvent: (event: unknown) => void }
    onEvent({ code: 'sign_in_ended', detail: { outcome: 'signed_in', durationMilliseconds: 12 } })
    onEvent({ code: 'refresh_ended', detail: { outcome: 'failed', durationMilliseconds: 1 } })
    expect(console.log.mock.calls).toEqual([['signed_in', 12]])
  })
})
