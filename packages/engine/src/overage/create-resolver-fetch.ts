import type { Ports } from '../ports.ts'
import { largestBodyBytes, readBody } from '../provider/read-body.ts'
import type { ResolverFetch } from './complete-claims.ts'

/**
 * Creates the way out for one completion. Addresses may come out of claims or answers, so the host must be listed, and
 * the access token goes nowhere else.
 */
export function createResolverFetch(
  fetch: Ports['fetch'],
  hosts: readonly string[],
  signal: AbortSignal,
): ResolverFetch {
  return async (address, { method = 'GET', headers = {}, body: sent } = {}) => {
    const url = new URL(address)
    if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || !hosts.includes(url.host))
      throw new TypeError('The address is not https at a listed host')
    signal.throwIfAborted()
    const response = await fetch(url.href, {
      method,
      headers: { ...headers },
      body: sent ?? null,
      redirect: 'manual',
      signal,
    })
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400))
      throw new TypeError('The answer is a redirect')
    const body = await readBody(response, signal)
    if (body === undefined) throw new TypeError(`The answer is longer than ${largestBodyBytes} bytes`)
    return new Response(body.byteLength === 0 ? null : body, {
      status: response.status,
      headers: response.headers,
    })
  }
}
