// One process of an application whose sessions are in Redis. The test that starts it sets its clock.
import { text } from 'node:stream/consumers'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEngine, type Engine } from '@x/oidc-engine'
import type { RedisGroup } from '../../../../../tools/stores/start-redis.mjs'
import { redisStore } from '../../../src/index.ts'
import { setups } from '../open-redis.ts'
import type { AppEnvironment, AppMessage, AppReport, PersonAnswer } from './messages.ts'

const env = process.env as unknown as AppEnvironment
const events: string[] = []
let message: AppMessage = { ahead: 0 }

const ports = env.REDIS_PORTS.split(',').map(Number)
const servers = ports.map((port) => ({ port, url: `redis://127.0.0.1:${port}` }))
const open = setups[env.REDIS_SETUP]?.clients[env.REDIS_CLIENT]
if (open === undefined) throw new Error(`there is no ${env.REDIS_CLIENT} for ${env.REDIS_SETUP}`)
const { client } = await open({ servers } as unknown as RedisGroup)

const providerTimeoutSeconds = 10
const storeTimeoutSeconds = 5

/**
 * Whether a timer is slow, for busy machines. That of a request to the provider always is: a token that arrives too late is lost. Pauses
 * and the time that a store has never are.
 */
function isLong(seconds: number): boolean {
  return env.WAITS === 'real' ? seconds === providerTimeoutSeconds : seconds > storeTimeoutSeconds
}

const engine: Engine = createEngine(
  {
    baseUrl: env.BASE_URL,
    providers: [
      {
        ...{ providerId: 'main', issuerUrl: env.ISSUER_URL, clientId: 'app', rolesClaims: ['groups'] },
        backChannelLogout: true,
      },
    ],
    security: { passthrough: { allow: ['ROLE_OF_*'] }, requiredRoles: [] },
    session: {
      ...{ secret: 'a secret of more than thirty-two bytes, for tests', store: redisStore(client) },
      ...{ absoluteSeconds: 40_000, idleSeconds: 40_000 },
    },
    async fetch(url, init) {
      const response = await fetch(url, init)
      const isRefresh =
        init.body instanceof URLSearchParams && init.body.get('grant_type') === 'refresh_token'
      if (message.diesAfterRefresh === true && isRefresh) {
        await response.clone().arrayBuffer()
        process.kill(process.pid, 'SIGKILL')
      }
      return response
    },
  },
  {
    now: () => Math.floor(Date.now() / 1000) + message.ahead,
    log: ({ code }) => void events.push(code),
    startTimer(seconds, onEnd) {
      const timer = setTimeout(onEnd, seconds * (isLong(seconds) ? 20_000 : 1000))
      return () => clearTimeout(timer)
    },
  },
)

async function answer(req: IncomingMessage): Promise<Response> {
  const request = {
    method: req.method ?? 'GET',
    url: env.BASE_URL + (req.url ?? '/'),
    header: (name: string) => {
      const value = req.headers[name]
      return typeof value === 'string' ? value : undefined
    },
    body: () => text(req),
  }
  const answered = await engine.handle(request)
  if (answered !== undefined) return answered
  const requestAuth = await engine.authenticate(request)
  const { auth } = requestAuth
  const reading = await requestAuth.tokens().catch((error: unknown) => ({
    tokens: { accessToken: String((error as { readonly code?: string }).code) },
    setCookies: [],
  }))
  const person: PersonAnswer = {
    status: auth.status,
    subject: auth.status === 'authenticated' ? auth.user.subject : undefined,
    roles: [...auth.roles],
    token: reading.tokens.accessToken,
    pid: process.pid,
  }
  const response = Response.json(person, { status: requestAuth.isFailed === true ? 503 : 200 })
  for (const cookie of [...requestAuth.setCookies, ...reading.setCookies])
    response.headers.append('set-cookie', cookie)
  return response
}

const server = createServer({ keepAliveTimeout: 600_000 }, (req, res) => {
  void answer(req).then(async (response) => {
    res.statusCode = response.status
    for (const [name, value] of response.headers) res.appendHeader(name, value)
    res.end(Buffer.from(await response.arrayBuffer()))
  })
})
await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 2048 }, resolve))
const { port } = server.address() as AddressInfo

process.on('message', (next: AppMessage) => {
  message = next
  process.send?.({ port, events: events.splice(0) } satisfies AppReport)
})
process.on('unhandledRejection', () => void events.push('unhandled_rejection'))
// The test that started it has ended.
process.once('disconnect', () => process.exit())
