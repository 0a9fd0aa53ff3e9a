import assert from 'node:assert/strict'
import type { Engine, RequestAuth } from '@x/oidc-engine'

/** A browser that calls the engine without a socket between them: it is on https where the engine is, and fast. */
export interface EngineBrowser {
  /** What it would send back, by name; `Path` is not looked at. */
  readonly cookies: Map<string, string>
  /** Keeps the cookies of a response. */
  readonly store: (setCookies: readonly string[]) => void
  readonly get: (url: string, headers?: Readonly<Record<string, string>>) => Promise<Response>
  /** Posts from a page of the application. */
  readonly post: (url: string) => Promise<Response>
  /** Who the application sees. Fails where the engine says something else when it is asked again. */
  readonly authenticate: () => Promise<RequestAuth>
  /** Goes to the provider and gives the address of the callback, which is not fetched. */
  readonly obtainCallback: (providerId?: string) => Promise<string>
  /** Gives the answer of the callback. */
  readonly signIn: (providerId?: string) => Promise<Response>
}

/** Opens a browser with these cookies, or with none. */
export function openEngineBrowser(
  engine: Engine,
  cookies: Iterable<readonly [string, string]> = [],
): EngineBrowser {
  const jar = new Map(cookies)
  const { origin } = new URL(engine.config.baseUrl)

  function buildFacts(method: string, url: string, headers: Readonly<Record<string, string>>) {
    const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
    const sent: Readonly<Record<string, string>> = { accept: 'text/html', cookie, ...headers }
    return { method, url: new URL(url, origin).href, header: (name: string) => sent[name] }
  }

  async function send(method: string, url: string, headers: Readonly<Record<string, string>>) {
    const response = await engine.handle(buildFacts(method, url, headers))
    if (response === undefined) throw new Error(`${url} is not the engine's`)
    store(response.headers.getSetCookie())
    return response
  }

  function store(setCookies: readonly string[]): void {
    for (const setCookie of setCookies) {
      const { name = '', value = '' } = /^(?<name>[^=]+)=(?<value>[^;]*)/u.exec(setCookie)?.groups ?? {}
      if (setCookie.includes('; Max-Age=0;')) jar.delete(name)
      else jar.set(name, value)
    }
  }

  const get: EngineBrowser['get'] = (url, headers = {}) => send('GET', url, headers)

  async function obtainCallback(providerId = 'main'): Promise<string> {
    const start = await get(`/oauth2/authorization/${providerId}`)
    const atProvider = await fetch(start.headers.get('location') ?? '', { redirect: 'manual' })
    const callback = atProvider.headers.get('location')
    if (callback === null) throw new Error(`no callback, but ${start.status} and ${atProvider.status}`)
    return callback
  }

  return {
    cookies: jar,
    store,
    get,
    post: (url) => send('POST', url, { 'sec-fetch-site': 'same-origin' }),
    async authenticate() {
      const facts = buildFacts('GET', '/', {})
      const first = await engine.authenticate(facts)
      // What was cached by the first request must say the same.
      expectSame(await engine.authenticate(facts), first)
      return first
    },
    obtainCallback,
    signIn: async (providerId) => get(await obtainCallback(providerId)),
  }
}

function expectSame(cached: RequestAuth, first: RequestAuth): void {
  const describe = (requestAuth: RequestAuth) => {
    const { status, user, roles } = requestAuth.auth
    return { status, user, roles, decision: requestAuth.explain() }
  }
  assert.deepEqual(describe(cached), describe(first))
}
