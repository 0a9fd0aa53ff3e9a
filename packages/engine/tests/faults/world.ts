import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import {
  createEngine,
  type Engine,
  type EngineEvent,
  type EngineProviderOptions,
  type StreamEvent,
} from '@x/oidc-engine'
import type { MisbehavingProvider } from '@x/oidc-testing'
import { defaultPorts } from '../../src/ports.ts'
import { createFrailStore, type FrailStore } from '../frail-store.ts'
import { openEngineBrowser, type EngineBrowser } from '../engine-browser.ts'
import { clientSecret, sessionSecret } from '../start-app.ts'

export type Name = 'ada' | 'grace'
export const names: readonly Name[] = ['ada', 'grace']

/** What is known of each person, and may be in no response to the other. */
export const people = {
  ada: { sub: 'ada-5f0c', name: 'Ada Lovelace', email: 'ada@engine.example', groups: ['staff'] },
  grace: { sub: 'grace-91d7', name: 'Grace Hopper', email: 'grace@compiler.example', groups: ['admins'] },
} as const

export interface WorldSettings {
  /** Where sessions are, and whether they keep tokens. */
  readonly sessions: 'cookies' | 'cookies with tokens' | 'store'
  readonly provider?: Partial<EngineProviderOptions>
  /** @default 40_000 */
  readonly idleSeconds?: number
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

type Send = (url: string, init: RequestInit) => Promise<Response>

/** A provider, one application or more of its processes, and two people who are signed in. */
export interface World {
  readonly provider: MisbehavingProvider
  readonly store: FrailStore
  readonly events: EngineEvent[]
  /** What `onEvent` receives. */
  readonly streamed: StreamEvent[]
  /** Tokens, codes and other secrets, which may be in no event. */
  readonly secrets: Set<string>
  /** All responses, each with the person who got it. */
  readonly answers: { readonly name: Name; readonly answer: Answer }[]
  readonly browsers: Readonly<Record<Name, EngineBrowser>>
  /** The refresh tokens that the provider received. */
  readonly sent: string[]
  now: number
  /** The process that answers. */
  engine: Engine
  /** Replaces the fetch of the application. */
  intercept: ((url: string, init: RequestInit, send: Send) => Promise<Response>) | undefined
  readonly startProcess: (secrets?: readonly [string, ...string[]]) => Engine
  /** Lets the timeouts of the requests run out that wait now. */
  readonly runOut: () => Promise<void>
  /** Waits for the work that requests left behind. */
  readonly settle: () => Promise<void>
  readonly visit: (name: Name, path: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>
  readonly post: (name: Name, path: string) => Promise<Answer>
  /** Goes to the provider with the person's account, and gives the address of the callback. */
  readonly obtainCallback: (name: Name) => Promise<string>
  readonly signIn: (name: Name) => Promise<Answer>
}

export const baseUrl = 'http://localhost:3000'
const audience = 'https://api.example.com'

/** Builds a world in which both people have signed in. */
export async function buildWorld(
  provider: MisbehavingProvider,
  settings: WorldSettings,
  clock: { now: number },
  wrap: (engine: Engine) => Engine = (engine) => engine,
): Promise<World> {
  const timers = new Set<{ readonly seconds: number; readonly onEnd: () => void }>()
  const works = new Set<Promise<unknown>>()
  const handling = {
    waitUntil: (work: Promise<unknown>): void => {
      works.add(work)
      void work.finally(() => works.delete(work))
    },
  }

  async function send(url: string, init: RequestInit): Promise<Response> {
    noteForm(world, init)
    const response = await (world.intercept?.(url, init, defaultPorts.fetch) ?? defaultPorts.fetch(url, init))
    if (url.endsWith('/token') && response.ok) {
      const body = await response
        .clone()
        .text()
        .catch(() => '')
      for (const [, secret = ''] of body.matchAll(/"(?:access|refresh|id)_token":"([^"]+)"/gu))
        world.secrets.add(secret)
    }
    return response
  }

  function startTimer(seconds: number, onEnd: () => void): () => void {
    if (seconds <= 2) {
      // Long enough for a provider on this machine that refuses at once.
      const short = setTimeout(onEnd, 150)
      return () => clearTimeout(short)
    }
    const timer = { seconds, onEnd }
    timers.add(timer)
    return () => void timers.delete(timer)
  }

  function startProcess(secrets: readonly [string, ...string[]] = [sessionSecret]): Engine {
    const session = {
      secret: [...secrets] as [string, ...string[]],
      idleSeconds: settings.idleSeconds ?? 40_000,
    }
    const engine = createEngine(
      {
        baseUrl,
        fetch: send,
        onEvent: (event) => world.streamed.push(event),
        providers: [
          {
            ...{ providerId: 'main', issuerUrl: provider.issuerUrl, clientId: 'app', clientSecret },
            ...{ rolesClaims: ['groups'], ...settings.provider },
          },
        ],
        security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } },
        session: {
          ...session,
          ...(settings.sessions === 'store' ? { store: world.store } : {}),
          ...(settings.sessions === 'cookies with tokens'
            ? { singleProcess: true, keep: { tokens: true } }
            : {}),
        },
      },
      { now: () => clock.now, startTimer, log: (event) => world.events.push(event) },
    )
    return wrap(engine)
  }

  const current = (): Engine => world.engine
  /** Browsers keep their cookies when another process answers. */
  const router = {
    get config() {
      return current().config
    },
    handle: (...args: Parameters<Engine['handle']>) => current().handle(args[0], handling),
  } as unknown as Engine

  function note(name: Name, response: Response, text: string): Answer {
    const answer = { status: response.status, headers: response.headers, text }
    for (const cookie of response.headers.getSetCookie()) noteCookie(world, cookie)
    world.answers.push({ name, answer })
    noteAddress(world, response.headers.get('location'))
    return answer
  }

  async function ask(name: Name, method: string, path: string, headers: Readonly<Record<string, string>>) {
    const browser = world.browsers[name]
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    const all: Readonly<Record<string, string>> = { accept: 'text/html', cookie, ...headers }
    const facts = { method, url: new URL(path, baseUrl).href, header: (each: string) => all[each] }
    const response = (await current().handle(facts, handling)) ?? (await passGate(facts, path))
    browser.store(response.headers.getSetCookie())
    return note(name, response, await response.text())
  }

  async function passGate(facts: Parameters<Engine['handle']>[0], path: string): Promise<Response> {
    if (path === '/api') {
      const api = await current().gate(facts, { bearer: { audience } }, handling)
      if (api.response) return api.response
      return api.finish(Response.json({ roles: [...api.auth.roles] }))
    }
    const gate = await current().gate(facts, path === '/plain' ? {} : { role: 'ROLE_USER' }, handling)
    if (gate.response) return gate.response
    const { user, roles } = gate.auth
    return gate.finish(Response.json({ ...user.claims, subject: user.subject, roles: [...roles] }))
  }

  async function obtainCallback(name: Name): Promise<string> {
    provider.setClaims(people[name])
    const start = await ask(name, 'GET', '/oauth2/authorization/main?returnTo=/me', {})
    const location = start.headers.get('location')
    assert.ok(location, `no sign-in began: ${start.status} ${start.text}`)
    const { headers } = await fetch(location, { redirect: 'manual' })
    const callback = headers.get('location')
    assert.ok(callback, 'the provider sent no callback')
    noteAddress(world, callback)
    return callback
  }

  const world = {
    provider,
    store: createFrailStore(() => clock.now),
    ...{ events: [], streamed: [], answers: [], sent: [], secrets: new Set([sessionSecret, clientSecret]) },
    get now() {
      return clock.now
    },
    set now(at: number) {
      clock.now = at
    },
    intercept: undefined,
    startProcess,
    async runOut() {
      await turn()
      for (const timer of [...timers]) {
        timers.delete(timer)
        timer.onEnd()
      }
    },
    async settle() {
      for (let turns = 0; turns < 3; turns += 1) {
        await Promise.race([Promise.allSettled([...works]), new Promise((done) => setTimeout(done, 2000))])
        await turn()
      }
    },
    visit: (name: Name, path: string, headers = {}) => ask(name, 'GET', path, headers),
    post: (name: Name, path: string) => ask(name, 'POST', path, { 'sec-fetch-site': 'same-origin' }),
    obtainCallback,
    signIn: async (name: Name) => ask(name, 'GET', await obtainCallback(name), {}),
  } as unknown as { -readonly [Key in keyof World]: World[Key] }
  world.engine = startProcess()
  world.browsers = { ada: openEngineBrowser(router), grace: openEngineBrowser(router) }
  for (const name of names) assert.equal((await world.signIn(name)).status, 303)
  world.answers.length = 0
  return world
}

/** Keeps the value of a cookie: a session id, or what is sealed. Counts and times are no secrets. */
function noteCookie({ secrets }: World, cookie: string): void {
  const value = /=([^;]*)/u.exec(cookie)?.[1] ?? ''
  if (value.length >= 20) secrets.add(value)
}

/** Keeps the secrets of a form that is sent to the provider. */
function noteForm({ secrets, sent }: World, { body, headers }: RequestInit): void {
  const { authorization } = (headers ?? {}) as Readonly<Record<string, string | undefined>>
  if (authorization !== undefined) secrets.add(authorization.replace(/^\w+ /u, ''))
  if (!(body instanceof URLSearchParams)) return
  for (const member of ['code', 'code_verifier', 'refresh_token', 'token', 'client_secret']) {
    const value = body.get(member)
    if (value) secrets.add(value)
    if (value && member === 'refresh_token') sent.push(value)
  }
}

/** Keeps the secrets of an address: a code, a state, a nonce. */
function noteAddress({ secrets }: World, address: string | null): void {
  if (address === null) return
  const { searchParams } = new URL(address, baseUrl)
  for (const member of ['code', 'state', 'nonce', 'id_token_hint']) {
    const value = searchParams.get(member)
    if (value) secrets.add(value)
  }
}
