import type { Engine, RequestAuth } from '@x/oidc-engine'
import type { HandleOptions } from '../src/http/wait-until.ts'
import type { EngineBrowser } from './engine-browser.ts'

/** Sends one request with these cookies, and no `Set-Cookie` of its response is kept. */
export async function askWith(
  engine: Engine,
  cookies: Iterable<readonly [string, string]>,
  handling?: HandleOptions,
): Promise<RequestAuth> {
  const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
  const headers: Readonly<Record<string, string>> = { cookie, accept: 'text/html' }
  const url = `${engine.config.baseUrl}/`
  return engine.authenticate({ method: 'GET', url, header: (name) => headers[name] }, handling)
}

/** Sends one request as a browser does: with its cookies, and it stores those of the response. */
export async function ask(engine: Engine, browser: EngineBrowser): Promise<RequestAuth> {
  const requestAuth = await askWith(engine, browser.cookies)
  browser.store(requestAuth.setCookies)
  return requestAuth
}

/** Timers of a machine on which the pauses between attempts take no time, and timeouts never run out. */
export function startQuickTimer(seconds: number, onEnd: () => void): () => void {
  if (seconds > 2) return () => undefined
  const timer = setTimeout(onEnd, 1)
  return () => clearTimeout(timer)
}
