import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { createOidc, memoryStore, type SessionStore } from '@x/oidc-node'
import {
  createGate,
  createUserAgent,
  minimalOptions,
  signAccessToken,
  signIn,
  startHttpServer,
  startMisbehavingProvider,
  startProvider,
  type EmbeddedProvider,
  type MisbehavingProvider,
  type RunningServer,
} from '@x/oidc-testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

let provider: EmbeddedProvider
let issuer: MisbehavingProvider
let running: RunningServer
let cookie: string
/** What `upgrade` logged. */
let events: string[]
let oidc: ReturnType<typeof create>
const upgraded: Duplex[] = []

const partner = 'https://partner.example.com'

function create(issuerUrl: string, store: SessionStore = memoryStore()) {
  const { origin } = running
  const options = minimalOptions({ baseUrl: origin, issuerUrl })
  return createOidc({
    ...options,
    providers: [{ ...options.providers[0], clientId: 'app', clientSecret: 'a secret for tests' }],
    session: { ...options.session, store },
    log: ({ code, message }) => events.push(`${code}: ${message}`),
  })
}

beforeAll(async () => {
  provider = await startProvider({
    people: { ada: { name: 'ada', groups: ['staff'] }, eve: { name: 'eve', groups: ['admins'] } },
  })
  issuer = await startMisbehavingProvider()
})
afterAll(() => Promise.all([provider.close(), issuer.close()]))

beforeEach(async () => {
  events = []
  running = await startHttpServer()
  const redirectUris = [`${running.origin}/login/oauth2/code/main`]
  await provider.registerClient({ clientId: 'app', clientSecret: 'a secret for tests', redirectUris })
  oidc = create(provider.issuerUrl)
  running.server.on(
    'request',
    oidc.listener((_req, res) => res.end('page')),
  )
  running.server.on('upgrade', (req, socket) => {
    const bearer = { audience: `${running.origin}/api` }
    const gates: Readonly<Record<string, object>> = {
      '/user': {},
      '/admin': { role: 'ROLE_ADMIN' },
      '/token': { bearer },
      '/either': { bearer: { ...bearer, optional: true }, role: 'ROLE_USER' },
      '/unset': { bearer: undefined },
      '/mistake': { any: 'ROLE_ADMIN' },
      '/inherited': Object.create({ role: 'ROLE_USER' }) as object,
    }
    const wrong = req.url === '/star' ? ['*'] : [partner]
    void oidc.upgrade(req, gates[req.url ?? ''] ?? {}, { origins: wrong }).then((admitted) => {
      if (admitted === undefined) return
      upgraded.push(socket)
      admitted.ended.addEventListener('abort', () => socket.write('bye'))
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nupgrade: test\r\nconnection: upgrade\r\n\r\n`)
      socket.write(`${admitted.auth.user.name} ${admitted.auth.via}.`)
      if (req.url === '/admin') socket.end()
    })
  })
  cookie = await obtainCookie('ada')
})
afterEach(async () => {
  for (const socket of upgraded.splice(0)) socket.destroy()
  await running.close()
})

async function obtainCookie(person: string): Promise<string> {
  const agent = createUserAgent()
  const page = await signIn(agent, `${running.origin}/login`, person)
  expect([page.status, page.text]).toEqual([200, 'page'])
  return agent
    .cookies(running.origin)
    .map((each) => each.cookieString())
    .join('; ')
}

function open(path: string, headers: Readonly<Record<string, string>>): Socket {
  const { port, hostname } = new URL(running.origin)
  const socket = connect(Number(port), hostname)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(
    `GET ${path} HTTP/1.1\r\nhost: x\r\nupgrade: test\r\nconnection: upgrade\r\n${lines.join('')}\r\n`,
  )
  return socket
}

/** What the server sends until it closes the connection. */
const read = (path: string, headers: Readonly<Record<string, string>>): Promise<string> =>
  text(open(path, headers))

/** What an admitted caller is sent first. */
async function greet(path: string, headers: Readonly<Record<string, string>>): Promise<string> {
  let received = ''
  const socket = open(path, headers)
  socket.on('data', (chunk) => (received += String(chunk)))
  await vi.waitFor(() => expect(received).toMatch(/\.$/u))
  socket.destroy()
  return received.split('\r\n\r\n')[1] ?? ''
}

describe('cross-site WebSocket hijacking', () => {
  it.each([
    ['another site', 'https://evil.example'],
    ['a sandboxed frame', 'null'],
    ['another port of the host', 'http://localhost:1'],
    ['an empty Origin', ''],
  ])('refuses a session from %s, and closes the connection', async (_name, origin) => {
    const answer = await read('/user', { cookie, origin })
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/u)
    expect(answer).toContain('"code":"cross_site_request"')
    expect(answer).not.toContain('set-cookie')
    expect(upgraded).toEqual([])
    expect(events.filter((event) => event.startsWith('cross_site_request'))).toEqual([
      expect.stringContaining(`its Origin is ${JSON.stringify(origin)}, expected "${running.origin}"`),
    ])
  })

  it('refuses a session without an Origin, and with an access token in place of one', async () => {
    const headers = { cookie, authorization: 'Bearer x' }
    expect(await read('/user', { cookie })).toMatch(/^HTTP\/1\.1 403 /u)
    expect(await read('/user', headers)).toMatch(/^HTTP\/1\.1 403 /u)
    // A gate with a mistake admits no one.
    expect(await read('/unset', headers)).toMatch(/^HTTP\/1\.1 500 /u)
    // The gate takes either: without a token that is one, the session does not count.
    expect(await read('/either', { cookie })).toMatch(/^HTTP\/1\.1 403 /u)
    expect(await read('/either', { cookie, authorization: 'Basic x' })).toMatch(/^HTTP\/1\.1 403 /u)
  })

  it('refuses a token from a page of another site', async () => {
    const headers = {
      authorization: `Bearer ${await signAccessToken(issuer, { aud: `${running.origin}/api` })}`,
      origin: 'https://evil.example',
    }
    expect(await read('/token', headers)).toMatch(/^HTTP\/1\.1 403 /u)
  })

  it('logs each refused Origin once, and no more than a hundred', async () => {
    for (let at = 0; at < 101; at += 1) await read('/user', { origin: `https://${at}.example` })
    await read('/user', { origin: 'https://0.example' })
    expect(events.filter((event) => event.startsWith('cross_site_request'))).toHaveLength(100)
  })
})

describe('the gate of an upgrade', () => {
  it('admits a session from the application, and from an allowed origin', async () => {
    expect(await greet('/user', { cookie, origin: running.origin })).toBe('ada session.')
    expect(await greet('/user', { cookie, origin: partner })).toBe('ada session.')
    expect(await greet('/either', { cookie, origin: running.origin })).toBe('ada session.')
  })

  it('answers 401 without a session, and never with a page or a redirect', async () => {
    const accept = 'text/html'
    const answer = await read('/user', { origin: running.origin, accept, 'sec-fetch-mode': 'navigate' })
    expect(answer).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/u)
    expect(answer).toContain('www-authenticate: Cookie')
    expect(answer).toContain('"code":"anonymous"')
    expect(answer).not.toContain('location:')
  })

  it('answers 403 without the role, and admits a person who has it', async () => {
    const { origin } = running
    expect(await read('/admin', { cookie, origin })).toContain('"code":"role_missing"')
    expect(await read('/admin', { cookie: await obtainCookie('eve'), origin })).toContain('eve session.')
  })

  it('answers 401 to a program whose token is wrong or missing', async () => {
    const wrong = { authorization: 'Bearer x' }
    expect(await read('/token', wrong)).toMatch(/^HTTP\/1\.1 401 /u)
    expect(await read('/either', { ...wrong, cookie })).toMatch(/^HTTP\/1\.1 401 /u)
    expect(await read('/token', { origin: running.origin, cookie })).toMatch(/^HTTP\/1\.1 401 /u)
  })

  it('admits a program by its access token', async () => {
    oidc = create(issuer.issuerUrl)
    const token = await signAccessToken(issuer, { aud: `${running.origin}/api`, groups: ['staff'] })
    const headers = { authorization: `Bearer ${token}` }
    expect(await greet('/token', headers)).toBe('ada bearer.')
    expect(await greet('/either', headers)).toBe('ada bearer.')
  })

  it.each(['/mistake', '/inherited', '/star'])(
    'answers 500 and admits no caller for the mistake %s',
    async (path) => {
      const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
      expect(await read(path, { cookie, origin: running.origin })).toMatch(/^HTTP\/1\.1 500 /u)
      expect(upgraded).toEqual([])
      error.mockRestore()
    },
  )

  it('survives a client that resets the connection while the gate is asked', async () => {
    const held = createGate()
    const slow: SessionStore = {
      ...memoryStore(),
      read: async () => {
        await held.opened
        return undefined
      },
    }
    oidc = create(provider.issuerUrl, slow)
    const accepted = once(running.server, 'upgrade')
    const socket = open('/user', { cookie, origin: running.origin })
    const [, server] = (await accepted) as [unknown, Socket]
    socket.resetAndDestroy()
    await new Promise((resolve) => server.once('close', resolve))
    held.open()
    expect(await read('/user', { origin: 'null' })).toMatch(/^HTTP\/1\.1 403 /u)
    expect(upgraded).toEqual([])
  })
})

describe('the end of the session', () => {
  it('closes the connection of a client that does not read, 5 seconds later', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    // Without a listener of `data` it reads nothing.
    const socket = open('/user', { cookie, origin: running.origin })
    try {
      await vi.waitFor(() => expect(upgraded).toHaveLength(1))
      const [server] = upgraded
      if (server === undefined) throw new Error('no socket')
      // More than both ends buffer.
      server.write(Buffer.alloc(64 * 1024 * 1024))
      const { issuerUrl } = provider
      expect(await oidc.endSessions({ issuer: issuerUrl, subject: await readSubject() })).toBe(1)
      await vi.advanceTimersByTimeAsync(60_000)
      await vi.waitFor(() => expect(server.writableEnded).toBe(true))
      expect(server.destroyed).toBe(false)
      await vi.advanceTimersByTimeAsync(5_000)
      expect(server.destroyed).toBe(true)
    } finally {
      vi.useRealTimers()
      socket.destroy()
    }
  })

  it('closes the connection at the next check after it, with what a listener writes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      let received = ''
      const socket = open('/user', { cookie, origin: running.origin })
      socket.on('data', (chunk) => (received += String(chunk)))
      await vi.waitFor(() => expect(received).toContain('ada session.'))
      await vi.advanceTimersByTimeAsync(61_000)
      expect(socket.destroyed).toBe(false)

      const closed = once(socket, 'close')
      const { issuerUrl } = provider
      const subject = await readSubject()
      expect(await oidc.endSessions({ issuer: issuerUrl, subject })).toBe(1)
      await vi.advanceTimersByTimeAsync(60_000)
      await closed
      expect(received).toMatch(/bye$/u)
    } finally {
      vi.useRealTimers()
    }
  })
})

async function readSubject(): Promise<string> {
  const response = await fetch(`${running.origin}/oauth2/session`, { headers: { cookie } })
  const { user } = (await response.json()) as { user: { subject: string } }
  return user.subject
}
