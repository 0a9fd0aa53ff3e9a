import { once } from 'node:events'
import { createOidc as createFastifyOidc } from '@x/oidc-fastify'
import express from 'express'
import fastify from 'fastify'
import { describe, expect, it, vi } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import { createAppOidc } from '../../src/oidc.ts'
import { buildOptions } from '../../src/settings.ts'
import { serveWebSockets } from '../../src/websockets.ts'
import { readPerson, type RunningRecipe, useRecipe } from '../start-recipe.ts'

type Sessions = Pick<ReturnType<typeof createAppOidc>, 'endSessions'>

/** Adds the recipe to a server of each kind. */
const kinds: Readonly<Record<string, (recipe: RunningRecipe) => Promise<Sessions>>> = {
  async http({ server, settings }) {
    const oidc = createAppOidc(settings)
    server.on(
      'request',
      oidc.listener((_req, res) => res.end()),
    )
    serveWebSockets(server, oidc)
    return Promise.resolve(oidc)
  },
  async Express({ server, settings }) {
    const oidc = createAppOidc(settings)
    server.on('request', express().use(oidc.middleware()))
    serveWebSockets(server, oidc)
    return Promise.resolve(oidc)
  },
  async Fastify({ server, settings }) {
    const oidc = createFastifyOidc(buildOptions(settings))
    const app = fastify({
      serverFactory: (handler) => server.on('request', handler),
    })
    await app.register(oidc.plugin)
    await app.ready()
    serveWebSockets(app.server, oidc)
    return oidc
  },
}

describe.each(Object.entries(kinds))('WebSockets on %s', (_name, add) => {
  let oidc: Sessions
  const recipe = useRecipe(async (running) => {
    oidc = await add(running)
  })

  const open = (options: ClientOptions): WebSocket =>
    new WebSocket(`${recipe().origin.replace('http', 'ws')}/live`, { origin: recipe().origin, ...options })

  /** The status of a handshake that is refused. */
  const refuse = (options: ClientOptions): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const socket = open(options)
      socket.on('unexpected-response', (_req, res) => resolve(res.statusCode))
      socket.on('open', () => reject(new Error('The socket is open.')))
      socket.on('error', reject)
    })

  it('refuses the session from a page of another site, and opens no socket', async () => {
    const headers = { cookie: await recipe().obtainCookie('ben') }
    expect(await refuse({ headers, origin: 'https://evil.example' })).toBe(403)
    expect(await refuse({ headers, origin: 'null' })).toBe(403)
    expect(await refuse({ headers, origin: '' })).toBe(403)
  })

  it('refuses a caller without a session', async () => {
    expect(await refuse({})).toBe(401)
    expect(await refuse({ headers: { cookie: 'oidc-session=x' } })).toBe(401)
  })

  it('greets a person, and closes the socket once the session has ended', async () => {
    const cookie = await recipe().obtainCookie('ben')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const socket = open({ headers: { cookie } })
      const [message] = (await once(socket, 'message')) as [Buffer]
      expect(message.toString()).toBe('hello Ben')

      await oidc.endSessions(await readPerson(recipe(), cookie))
      const closed = once(socket, 'close')
      await vi.advanceTimersByTimeAsync(60_000)
      const [code, reason] = (await closed) as [number, Buffer]
      expect([code, reason.toString()]).toEqual([4401, 'the session has ended'])
      expect(await refuse({ headers: { cookie } })).toBe(401)
    } finally {
      vi.useRealTimers()
    }
  })

  it('closes the socket once the roles were taken away at the provider', async () => {
    const cookie = await recipe().obtainCookie('ada')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.now() })
    try {
      const socket = open({ headers: { cookie } })
      await once(socket, 'open')
      recipe().provider.setPerson('ada', { name: 'Ada', groups: ['guests'] })
      const closed = once(socket, 'close')
      // The default of `session.roleMaxAgeSeconds`, and a check.
      vi.setSystemTime(Date.now() + 900_000)
      await vi.advanceTimersByTimeAsync(60_000)
      expect((await closed)[0]).toBe(4401)
      expect(await refuse({ headers: { cookie } })).toBe(401)
    } finally {
      vi.useRealTimers()
      recipe().provider.setPerson('ada', { name: 'Ada', groups: ['admins'] })
    }
  })
})
