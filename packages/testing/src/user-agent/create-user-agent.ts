import type { Cookie } from 'tough-cookie'
import { createCookieStore } from './cookie-store.ts'
import type { CookieStore } from './cookie-store.ts'
import { buildSubmission } from './form-submission.ts'
import type { FormChoice } from './form-submission.ts'
import { buildNavigationHeaders, resolveSameSiteContext } from './request-context.ts'
import type { Initiator } from './request-context.ts'
import { sendRequest } from './send-request.ts'
import type { RawResponse } from './send-request.ts'

/** One request of a navigation, and its response. */
export interface Hop {
  /** The method of the request. */
  readonly method: string
  /** The URL of the request. */
  readonly url: string
  /** The HTTP status of its response. */
  readonly status: number
  /** The absolute URL to which the response redirects. */
  readonly location: string | undefined
  /** The `Set-Cookie` headers of its response. */
  readonly setCookies: readonly string[]
  /** The headers of its response. */
  readonly headers: Headers
}

/** The response after all redirects. */
export interface AgentResponse extends RawResponse {
  /** The URL of the response. */
  readonly url: string
  /** All requests of the navigation, including the last one. */
  readonly chain: readonly Hop[]
}

/** Changes to an ordinary navigation. */
export interface NavigationOptions {
  /** The method. @default 'GET' */
  readonly method?: string
  /** Headers that are added to the browser's own headers or replace them. An empty value removes a header. */
  readonly headers?: Readonly<Record<string, string>>
  /** Follows redirects and pages that submit themselves. @default true */
  readonly followRedirects?: boolean
  /** Does not follow a redirect to a URL that begins with this text. */
  readonly stopBefore?: string
  /** The URL of the page that the navigation starts from. Null: the address bar. @default the current page */
  readonly from?: string | null
  /** Replaces the path of the first URL, so that the request can have a path that the URL standard would normalise. */
  readonly rawPath?: string
  /** The body, as text. */
  readonly body?: string
  /** Aborts the request. */
  readonly signal?: AbortSignal
}

/** A browser without scripts: cookies, redirects, forms and the headers of navigations. */
export interface UserAgent {
  /** Opens a URL and follows redirects. */
  get(url: string, options?: NavigationOptions): Promise<AgentResponse>
  /** Sends a form and follows redirects. */
  post(
    url: string,
    form: Readonly<Record<string, string>>,
    options?: NavigationOptions,
  ): Promise<AgentResponse>
  /** Submits the first form of a page. */
  submitForm(page: AgentResponse, choice?: FormChoice, options?: NavigationOptions): Promise<AgentResponse>
  /** Returns the cookies that a request to the URL would have. */
  cookies(url: string): readonly Cookie[]
  /** Stores a cookie as if a response from the URL had set it. */
  setCookie(setCookie: string, url: string): void
  /** Deletes every cookie. */
  clearCookies(): void
  /** Opens another tab, with the same cookies and its own current page. */
  openTab(): UserAgent
}

const mostRedirects = 20

function submitsItself({ headers, text }: RawResponse): boolean {
  return (headers.get('content-type') ?? '').includes('html') && text.includes('document.forms[0].submit()')
}

function createTab(store: CookieStore, { ca }: UserAgentOptions): UserAgent {
  let page: Initiator | undefined

  async function navigate(start: string, options: NavigationOptions): Promise<AgentResponse> {
    const follows = options.followRedirects ?? true
    const initiator =
      options.from === undefined
        ? page
        : options.from === null
          ? undefined
          : { url: options.from, referrerPolicy: '' }
    const chain: Hop[] = []
    let { method = 'GET', body, rawPath } = options
    let url = start
    for (;;) {
      const navigation = { method, url, earlierUrls: chain.map((hop) => hop.url), initiator }
      const cookie = store.header(url, resolveSameSiteContext(navigation))
      const headers: Record<string, string> = {
        ...buildNavigationHeaders(navigation),
        ...(cookie !== '' && { cookie }),
        ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...options.headers,
      }
      const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''))
      const response = await sendRequest({
        method,
        url,
        rawPath,
        headers: sent,
        body,
        signal: options.signal,
        ca,
      })
      for (const each of response.setCookies) store.store(each, url)
      const target = response.headers.get('location')
      const location = target === null ? undefined : new URL(target, url).href
      const { status, setCookies, headers: answered } = response
      chain.push({ method, url, status, location, setCookies, headers: answered })

      const redirects = location !== undefined && [301, 302, 303, 307, 308].includes(response.status)
      const stops = options.stopBefore !== undefined && location?.startsWith(options.stopBefore)
      if (!redirects || !follows || stops) {
        page = { url, referrerPolicy: response.headers.get('referrer-policy') ?? '' }
        const ended = { ...response, url, chain }
        if (!follows || !submitsItself(response)) return ended
        const { method: _method, body: _body, rawPath: _rawPath, from: _from, ...rest } = options
        const next = await submitForm(ended, {}, rest)
        return { ...next, chain: [...chain, ...next.chain] }
      }
      if (chain.length > mostRedirects)
        throw new Error(`more than ${mostRedirects} redirects, the last one to ${url}`)
      rawPath = undefined
      if (response.status < 307 && method !== 'HEAD') {
        method = 'GET'
        body = undefined
      }
      url = location
    }
  }

  async function submitForm(
    from: AgentResponse,
    choice: FormChoice = {},
    options: NavigationOptions = {},
  ): Promise<AgentResponse> {
    const { url, method, body } = buildSubmission(from, choice)
    return navigate(url, { ...options, method, ...(body !== undefined && { body }) })
  }

  return {
    get: (url, options = {}) => navigate(url, options),
    post: (url, form, options = {}) =>
      navigate(url, { method: 'POST', body: new URLSearchParams(form).toString(), ...options }),
    submitForm,
    cookies: store.list,
    setCookie: store.store,
    clearCookies: store.clear,
    openTab: () => createTab(store, { ca }),
  }
}

/** Options of a user agent. */
export interface UserAgentOptions {
  /** A certificate in PEM that is trusted for https, e.g. from `buildCertificate`. @default Node's own certificates */
  readonly ca?: string | undefined
}

/** Creates a browser with an empty cookie jar. Two user agents are the browsers of two people. */
export function createUserAgent(options: UserAgentOptions = {}): UserAgent {
  return createTab(createCookieStore(), options)
}
