import { IncomingMessage, type ServerResponse } from 'node:http'
import { connect, Socket } from 'node:net'
import { inspect } from 'node:util'
import express from 'express'
import { createOidc } from '@x/oidc-node'
import { minimalOptions } from '@x/oidc-testing'
import { describe, expect, it, vi } from 'vitest'
import { serve } from './serve.ts'

const oidc = createOidc(minimalOptions())

describe('a handler', () => {
  it('that throws after it began its headers is answered 500, without those headers', async () => {
    const origin = await serve(
      oidc.listener((_, res) => {
        res.setHeader('content-length', 1000)
        throw new Error('the handler of this test throws')
      }),
    )
    const answer = await fetch(origin)
    expect(answer.status).toBe(500)
    expect(await answer.text()).toBe('Internal Server Error')
  })

  it('that throws behind a gate, in plain http, is answered 500', async () => {
    const origin = await serve((req, res) => {
      oidc.middleware()(req, res, () => {
        throw new Error('the step of this test throws')
      })
    })
    expect((await fetch(origin)).status).toBe(500)
  })

  it('whose head cannot be written at first is answered 500, with the length of that answer', async () => {
    const origin = await serve((req, res) => {
      const writeHead = res.writeHead.bind(res)
      res.writeHead = ((...head: Parameters<typeof writeHead>) => {
        res.writeHead = writeHead
        throw new Error(`the step in front of this test throws at ${String(head[0])}`)
      }) as typeof res.writeHead
      oidc.middleware()(req, res, () => undefined)
    })
    const answer = await fetch(`${origin}/oauth2/session`)
    expect(answer.status).toBe(500)
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(answer.headers.get('content-length')).toBe('21')
    expect(await answer.text()).toBe('Internal Server Error')
  })

  it('whose head can never be written ends with its connection, and the process goes on', async () => {
    const origin = await serve((req, res) => {
      res.writeHead = () => {
        throw new Error('the step in front of this test throws')
      }
      oidc.middleware()(req, res, () => undefined)
    })
    await expect(fetch(`${origin}/oauth2/session`)).rejects.toThrow('fetch failed')
  })

  const failure = new Error('the handler of this test fails')
  const failing: Readonly<Record<string, () => unknown>> = {
    'throws at once': () => {
      throw failure
    },
    'rejects later': () => Promise.reject(failure),
    'rejects by a promise of another make': () => ({
      then: (_: unknown, reject: (error: unknown) => void) => reject(failure),
    }),
  }
  /** The second session cannot be told at once: a cookie of ours that is none has to be looked into. */
  const askers: Readonly<Record<string, Record<string, string>>> = {
    'for a visitor': {},
    'once the session was looked into': { cookie: `${oidc.engine.config.session.cookieName}=x` },
  }
  const cases = Object.entries(failing).flatMap(([how, fail]) =>
    Object.entries(askers).map(([when, headers]) => ({ how, fail, when, headers })),
  )

  it.each(cases)('that $how $when is answered 500, once', async ({ fail, headers }) => {
    const origin = await serve(oidc.listener(fail))
    const answer = await fetch(origin, { headers })
    expect(answer.status).toBe(500)
    expect(await answer.text()).toBe('Internal Server Error')
  })

  it('may assign req.auth, as others do; ours is still asked by oidc.auth', async () => {
    const seen: unknown[] = []
    const origin = await serve(
      oidc.listener((req, res) => {
        Object.assign(req, { auth: { user: 'of another user' } })
        seen.push(req.auth, oidc.auth(req).status)
        res.end()
      }),
    )
    await fetch(origin)
    expect(seen).toEqual([{ user: 'of another user' }, 'anonymous'])
  })

  it('that copies the request does not make the answer private', async () => {
    const origin = await serve(
      oidc.listener((req, res) => {
        res.end(Object.keys({ ...req }).includes('auth') ? 'copied' : 'not copied')
      }),
    )
    const answer = await fetch(origin)
    expect(await answer.text()).toBe('not copied')
    expect(answer.headers.get('cache-control')).toBeNull()
  })

  it('that logs the request logs nothing of who is calling', async () => {
    const logged: string[] = []
    const origin = await serve(
      oidc.listener((req, res) => {
        expect(req.auth.status).toBe('anonymous')
        logged.push(inspect(req, { depth: 8 }))
        res.end()
      }),
    )
    await fetch(origin)
    expect(logged.join('')).toContain('IncomingMessage')
    expect(logged.join('')).not.toMatch(/hasRole|status: 'anonymous'/u)
  })

  it('may look at req.auth when the client has hung up', async () => {
    const seen: unknown[] = []
    let closed: (() => void) | undefined
    const isClosed = new Promise<void>((resolve) => (closed = resolve))
    const app = express()
    app.use(oidc.middleware())
    app.get('/', (req: IncomingMessage, res: ServerResponse) => {
      res.on('close', () => {
        try {
          seen.push(oidc.auth(req).status)
        } catch (error) {
          seen.push(error)
        }
        closed?.()
      })
      res.write('the beginning')
    })
    const { port } = new URL(await serve(app))
    const socket = connect(Number(port), '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await new Promise((resolve) => socket.once('data', resolve))
    socket.destroy()
    await isClosed
    expect(seen).toEqual(['anonymous'])
  })
})

it('a request that went through nothing of ours has no caller, and says so', () => {
  expect(() => oidc.user(new IncomingMessage(new Socket()))).toThrow('Put one in front')
})

it('S-11: a damaged cookie is deleted once, also behind a gate', async () => {
  const app = express()
  app.use(oidc.middleware())
  app.get('/', oidc.requireUser(), (_, res) => res.end())
  const origin = await serve(app)
  const name = oidc.engine.config.session.cookieName
  const sealed = 'eyJhbGciOiJkaXIifQ..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA'
  const answer = await fetch(origin, { headers: { cookie: `${name}=${sealed}; ${name}.1=x` } })
  const deletions = answer.headers.getSetCookie()
  expect(new Set(deletions).size).toBe(deletions.length)
})

describe('R-14: whatever a handler throws', () => {
  const fail = (): never => {
    throw new Error('a getter')
  }
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  const thrown: readonly (() => unknown)[] = [
    () => undefined,
    () => null,
    () => 'a text\n[oidc] forged \u001b[2J',
    () => new Error('a message\n[oidc] forged \u001b[2J', { cause: new Error('a cause\u202e') }),
    () => Object.defineProperties(new Error('hidden'), { message: { get: fail }, stack: { get: fail } }),
    () => revoked.proxy,
    () => Object.create(null) as unknown,
  ]

  it.each(thrown.map((_, index) => index))(
    'is answered 500, and no line of the log is begun by others: %i',
    async (index) => {
      const lines: string[] = []
      const written = vi.spyOn(console, 'error').mockImplementation((text: unknown) => {
        lines.push(...String(text).split('\n'))
      })
      try {
        const origin = await serve(
          oidc.listener(() => {
            throw thrown[index]?.()
          }),
        )
        expect((await fetch(origin)).status).toBe(500)
        expect(lines.length).toBeGreaterThan(0)
        expect(
          lines.filter((line) => line.startsWith('[oidc] forged') || /\p{Cc}|\u202e/u.test(line)),
        ).toEqual([])
      } finally {
        written.mockRestore()
      }
    },
  )
})

it('R-14: an application whose fetch and log throw answers every request', async () => {
  const fail = (): never => {
    throw undefined as unknown as Error
  }
  const options = minimalOptions()
  const broken = createOidc({
    ...{ ...options, providers: [{ ...options.providers[0], clientSecret: 'secret' }] },
    ...{ fetch: fail, log: fail },
  })
  const audience = 'https://api.example.com'
  const step = broken.bearer({ audience, accessTokenLookup: 'introspection' })
  const origin = await serve((req, res) => {
    broken.middleware()(req, res, () => {
      if (req.url === '/api') step(req, res, () => res.end('open'))
      else broken.requireUser()(req, res, () => res.end('open'))
    })
  })
  const get = async (path: string, headers: Record<string, string> = {}): Promise<number> =>
    (await fetch(origin + path, { headers, redirect: 'manual' })).status
  expect(await get('/oauth2/authorization/main')).toBe(503)
  expect(await get('/')).toBe(401)
  expect(await get('/api', { authorization: 'Bearer opaque' })).toBe(503)
})
