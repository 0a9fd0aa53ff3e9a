import { cookies } from 'next/headers.js'

/** Writes `Set-Cookie` values of the engine in a server action, where Next.js builds the response. */
export async function writeCookies(setCookies: readonly string[]): Promise<void> {
  if (setCookies.length === 0) return
  const jar = await cookies()
  for (const setCookie of setCookies) {
    const { name, value, maxAge, domain, isEmbedded, isSecure } = readSetCookie(setCookie)
    jar.set(name, value, {
      ...{ path: '/', httpOnly: true, secure: isSecure, sameSite: isEmbedded ? 'none' : 'lax' },
      ...(isEmbedded && { partitioned: true }),
      ...(domain !== undefined && { domain }),
      ...(maxAge !== undefined && { maxAge }),
    })
  }
}

/** Applies `Set-Cookie` values of the engine to the `Cookie` header of a request, as a browser does for its next request. */
export function applyCookies(cookie: string | null, setCookies: readonly string[]): string {
  const written = setCookies.map(readSetCookie)
  const names = new Set(written.map(({ name }) => name))
  const others = (cookie ?? '').split(';').map((pair) => pair.trim())
  return [
    ...others.filter((pair) => pair !== '' && !names.has(pair.split('=', 1)[0]?.trim() ?? '')),
    ...written.filter(({ maxAge }) => maxAge !== 0).map(({ name, value }) => `${name}=${value}`),
  ].join('; ')
}

/** Reads what the engine writes: each of its session cookies has `Path=/` and `HttpOnly`, and with `Partitioned` always `SameSite=None`. */
function readSetCookie(setCookie: string) {
  const [pair = '', ...attributes] = setCookie.split('; ')
  const at = pair.indexOf('=')
  const find = (name: string) =>
    attributes.find((each) => each.startsWith(`${name}=`))?.slice(name.length + '='.length)
  const maxAge = find('Max-Age')
  return {
    name: pair.slice(0, at),
    value: pair.slice(at + 1),
    maxAge: maxAge === undefined ? undefined : Number(maxAge),
    domain: find('Domain'),
    isEmbedded: attributes.includes('Partitioned'),
    isSecure: attributes.includes('Secure'),
  }
}
