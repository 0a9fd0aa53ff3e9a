import { cleanText } from '@x/oidc-core'
import { type Answer, ask, type Asked, type Network } from './ask.ts'
import { readPage, summarize } from './summarize-page.ts'

const maxHops = 3

/** Where a navigation ended: at the address that it should come back to, or at a page of the provider. */
export type Arrival =
  | { readonly kind: 'back'; readonly params: URLSearchParams }
  | {
      readonly kind: 'refused'
      readonly status: number
      /** The message, to be shown. */
      readonly words: string
      /** All that the answer says, from which the cause is told. */
      readonly text: string
    }
  | { readonly kind: 'page'; readonly status: number; readonly path: string }
  | { readonly kind: 'failed'; readonly asked: Asked }

/** Opens an address as a browser without cookies does, and follows the provider's redirects to itself. */
export async function navigate(network: Network, url: string, returnsTo: string): Promise<Arrival> {
  let address = url
  let cookies = ''
  for (let hop = 0; ; hop += 1) {
    const asked = await ask(network, address, {
      headers: { accept: 'text/html', ...(cookies && { cookie: cookies }) },
    })
    if (asked.failure) return { kind: 'failed', asked }
    const { status, headers, body } = asked.answer
    const location = readLocation(asked.answer, address)
    if (location === undefined)
      return status >= 400
        ? { kind: 'refused', status, words: summarize(body), text: readPage(body) }
        : { kind: 'page', status, path: new URL(address).pathname }
    if (isBack(location, returnsTo)) return { kind: 'back', params: location.searchParams }
    if (isErrorPage(location)) {
      const words = cleanText(location.searchParams.toString(), 160)
      return { kind: 'refused', status, words, text: words }
    }
    if (location.origin !== new URL(url).origin || hop >= maxHops)
      return { kind: 'page', status, path: location.origin + location.pathname }
    cookies = headers
      .getSetCookie()
      .map((cookie) => cookie.split(';', 1)[0] ?? '')
      .join('; ')
    address = location.href
  }
}

function readLocation({ status, headers }: Answer, address: string): URL | undefined {
  const location = headers.get('location')
  return status >= 300 && status < 400 && location !== null && URL.canParse(location, address)
    ? new URL(location, address)
    : undefined
}

const isBack = (location: URL, returnsTo: string): boolean =>
  location.origin + location.pathname === new URL(returnsTo).origin + new URL(returnsTo).pathname

/** Some providers redirect to an error page of their own (Auth0, Okta). */
const isErrorPage = ({ pathname, searchParams }: URL): boolean =>
  /\/error\b/u.test(pathname) || searchParams.has('error')

/** Whether two navigations ended alike, so that the difference between them made none. */
export function endedAlike(one: Arrival, other: Arrival): boolean {
  if (one.kind === 'refused' && other.kind === 'refused') return one.status === other.status
  return (
    one.kind === 'page' && other.kind === 'page' && one.path === other.path && one.status === other.status
  )
}
