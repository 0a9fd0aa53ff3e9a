import type { Server as SocketServer } from 'socket.io'
import { io, type ManagerOptions, type Socket } from 'socket.io-client'
import { WebSocket } from 'ws'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createAppOidc } from '../../src/oidc.ts'
import { serveSocketIo } from '../../src/socket-io.ts'
import { readPerson, useRecipe } from '../start-recipe.ts'

let oidc: ReturnType<typeof createAppOidc>
let served: SocketServer
const recipe = useRecipe(({ server, settings }) => {
  oidc = createAppOidc(settings)
  served = serveSocketIo(server, oidc)
  // A test moves the timers of both ends, and a ping takes a response.
  served.engine.opts.pingInterval = 3_600_000
  const [own] = server.listeners('request') as ((...given: unknown[]) => void)[]
  server.removeAllListeners('request')
  server.on('request', (req, res) => {
    if (req.url?.startsWith('/socket.io/') === true) own?.(req, res)
    else oidc.listener((_req, answer) => answer.end())(req, res)
  })
})

const clients: Socket[] = []
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect()
})

function connect(cookie: string, namespace = '/', options: Partial<ManagerOptions> = {}): Socket {
  const { origin } = recipe()
  const extraHeaders = { cookie, origin, ...options.extraHeaders }
  const client = io(origin + namespace, {
    ...{ transports: ['websocket'], reconnection: false, forceNew: true, ...options, extraHeaders },
  })
  clients.push(client)
  return client
}

const next = (client: Socket, event: string): Promise<unknown> =>
  new Promise((resolve) => client.once(event, resolve))

describe('socket.io', () => {
  it('refuses the session from a page of another site', async () => {
    const cookie = await recipe().obtainCookie('ada')
    const client = connect(cookie, '/', { extraHeaders: { origin: 'https://evil.example' } })
    expect(await next(client, 'connect_error')).toBeInstanceOf(Error)
    expect(served.sockets.sockets.size).toBe(0)
  })

  it('refuses a caller without a session, and long polling', async () => {
    expect(await next(connect(''), 'connect_error')).toBeInstanceOf(Error)
    const cookie = await recipe().obtainCookie('ada')
    const url = `${recipe().origin}/socket.io/?EIO=4&transport=polling`
    expect((await fetch(url, { headers: { cookie, origin: recipe().origin } })).status).toBe(400)
  })

  it('sends to the room of a role alone, and lets no other role into its namespace', async () => {
    const [ada, ben] = await Promise.all([recipe().obtainCookie('ada'), recipe().obtainCookie('ben')])
    const [admin, user] = [connect(ada), connect(ben)]
    await Promise.all([next(admin, 'ready'), next(user, 'ready')])
    const heard: unknown[] = []
    user.on('said', (text) => heard.push(text))
    const said = next(admin, 'said')
    user.emit('say', 'good morning')
    expect(await said).toBe('Ben: good morning')

    const refused = (await next(connect(ben, '/admin'), 'connect_error')) as Error
    expect(refused.message).toBe('role_missing')
    await next(connect(ada, '/admin'), 'connect')
    expect(heard).toEqual([])
  })

  it('survives a message of another kind', async () => {
    const [ada, ben] = await Promise.all([recipe().obtainCookie('ada'), recipe().obtainCookie('ben')])
    const [admin, user] = [connect(ada), connect(ben)]
    await Promise.all([next(admin, 'ready'), next(user, 'ready')])
    const said = next(admin, 'said')
    user.emit('say', { toString: 1 })
    user.emit('say', 'good morning')
    expect(await said).toBe('Ben: good morning')
  })

  it('refuses to move a connection to a socket that no gate admitted', async () => {
    const client = connect(await recipe().obtainCookie('ben'))
    await next(client, 'ready')
    const { id } = client.io.engine
    const url = `${recipe().origin.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket&sid=${id}`
    const other = new WebSocket(url)
    const opened = await new Promise((resolve) => {
      other.on('open', () => resolve('opened'))
      other.on('error', () => resolve('refused'))
    })
    expect([opened, client.connected]).toEqual(['refused', true])
  })

  it('disconnects once the session has ended', async () => {
    const cookie = await recipe().obtainCookie('ben')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const client = connect(cookie)
      await next(client, 'ready')
      await oidc.endSessions(await readPerson(recipe(), cookie))
      const gone = next(client, 'disconnect')
      await vi.advanceTimersByTimeAsync(60_000)
      expect(await gone).toBe('io server disconnect')
    } finally {
      vi.useRealTimers()
    }
  })
})
