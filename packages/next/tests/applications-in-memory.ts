import { startMisbehavingProvider, type MisbehavingProvider } from '@x/oidc-testing'
import type { NextRequest } from 'next/server.js'
import { afterAll, beforeAll, beforeEach, vi } from 'vitest'

/** A browser and what Next.js knows of its request, without a server between them. */
export const next = {
  /** The cookies of the browser, by name. */
  jar: new Map<string, string>(),
  /** Whether `cookies().set` rejects, as it does in a page, and in `after`. */
  isReadOnly: false,
}

const readCookie = (): string => [...next.jar].map((pair) => pair.join('=')).join('; ')

// Next.js has a request only inside its server.
vi.mock('next/headers.js', () => ({
  headers: async () => new Headers({ cookie: readCookie() }),
  cookies: async () => ({
    set: (name: string, value: string) => {
      if (next.isReadOnly)
        throw new Error('Cookies can only be modified in a Server Action or Route Handler.')
      next.jar.set(name, value)
    },
  }),
}))
vi.mock('next/server.js', async (load) => ({
  ...(await load<object>()),
  after: () => undefined,
  connection: async () => undefined,
}))

const { createOidc } = await import('../src/index.ts')
const { NextRequest: Received } = await import('next/server.js')

const baseUrl = 'https://app.example.com'
let provider: MisbehavingProvider

/** Starts a provider, and a clock that `pass` sets forward, for all tests of a file. */
export function useProvider(): () => MisbehavingProvider {
  beforeAll(async () => {
    provider = await startMisbehavingProvider()
    vi.useFakeTimers({ toFake: ['Date'] })
  })
  beforeEach(() => {
    next.jar.clear()
    next.isReadOnly = false
    provider.behave()
  })
  afterAll(async () => {
    vi.useRealTimers()
    await provider.close()
  })
  return () => provider
}

/** Sets the clock forward by seconds. Access tokens last for an hour. */
export const pass = (seconds: number): unknown => vi.setSystemTime(Date.now() + seconds * 1000)

/** Creates an application with its own client, cookies and paths. The codes of its events go to `codes`. */
export function create(id: string, codes: string[] = []) {
  return createOidc({
    baseUrl,
    providers: [
      {
        ...{
          providerId: id,
          issuerUrl: provider.issuerUrl,
          clientId: id,
          clientSecret: `the secret of ${id}`,
        },
        rolesClaims: ['groups'],
      },
    ],
    paths: {
      ...{ login: `/${id}/login`, logout: `/${id}/logout`, loggedOut: `/${id}/logout/done` },
      ...{ authorization: `/${id}/start/{providerId}`, callback: `/${id}/callback/{providerId}` },
    },
    security: { roleMapping: { [id]: ['ROLE_USER'] } },
    session: {
      ...{ secret: `the secret of ${id}, of more than thirty-two bytes`, cookieName: id },
      ...{ keep: { tokens: true, trace: true }, singleProcess: true, idleSeconds: 40_000 },
    },
    log: ({ code }) => codes.push(code),
  })
}

export type Application = ReturnType<typeof create>

/** A request of the browser. */
export function request(path: string): NextRequest {
  const headers = { host: new URL(baseUrl).host, accept: 'text/html', cookie: readCookie() }
  return new Received(new URL(path, baseUrl), { headers })
}

/** The cookies of a response, of which the browser keeps the session's. */
export function listCookies(response: Response): readonly string[] {
  const names = response.headers.getSetCookie().map((line) => {
    const [name = '', value = ''] = line.split(';', 1)[0]?.split(/=(.*)/su) ?? []
    next.jar.set(name, value)
    return name
  })
  return names.sort()
}

/** Signs a person in at one application. */
export async function signIn({ engine }: Application, sub: string): Promise<void> {
  const { providers, paths } = engine.config
  const id = providers[0].providerId
  provider.setClaims({ sub, groups: [id] })
  const handle = async (path: string): Promise<Response> => {
    const response = (await engine.handle(request(path))) ?? Response.error()
    listCookies(response)
    return response
  }
  const start = await handle(paths.authorization.replace('{providerId}', id))
  const back = await fetch(start.headers.get('location') ?? '', { redirect: 'manual' })
  await handle(back.headers.get('location') ?? '')
}

/** Runs a handler behind the gate of an application, and gives the response. */
export function runRoute({ route }: Application, handler: () => Promise<unknown>): Promise<Response> {
  const run = route({}, async () => {
    await handler()
    return new Response('done')
  })
  return Promise.resolve(run(request('/x'), { params: Promise.resolve({}) }))
}
