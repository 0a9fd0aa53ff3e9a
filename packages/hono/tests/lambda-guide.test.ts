import { readFileSync } from 'node:fs'
import * as oidcHono from '@x/oidc-hono'
import { startMisbehavingProvider, type MisbehavingProvider } from '@x/oidc-testing'
import * as hono from 'hono'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseMarkdown } from '../../../tools/docs/parse-markdown.mjs'
import { evaluateProgram } from '../../../tools/docs/read-guide.mjs'
import { gateways, type Gateway, type LambdaHandler } from './lambda-gateways.ts'

interface GuideProgram {
  readonly handler: LambdaHandler
  readonly createHandler: (
    baseUrl: string,
    respond: (request: Request) => Response | Promise<Response>,
  ) => LambdaHandler
}

const guide = new URL('../../../docs/guides/lambda.md', import.meta.url)
const programs = parseMarkdown(readFileSync(guide, 'utf8')).blocks.filter(({ language }) => language === 'ts')
const secret = 'a secret of more than thirty-two bytes'

let provider: MisbehavingProvider

beforeAll(async () => {
  provider = await startMisbehavingProvider({
    clients: [{ clientId: 'app', clientSecret: secret, redirectUris: [] }],
    claims: { sub: 'ada', groups: ['staff'] },
  })
})
afterEach(() => {
  provider.behave()
  provider.setClaims({ sub: 'ada', groups: ['staff'] })
})
afterAll(() => provider.close())

/** Runs the one program of the guide, as a function at this address. */
function runGuide(baseUrl: string, issuerUrl: string): GuideProgram {
  const [program, ...others] = programs
  if (program === undefined || others.length > 0) throw new Error('the guide must have one program')
  const modules: Readonly<Record<string, unknown>> = { hono, '@x/oidc-hono': oidcHono }
  const env = { BASE_URL: baseUrl, ISSUER_URL: issuerUrl, CLIENT_SECRET: secret, SESSION_SECRET: secret }
  return evaluateProgram(program.code, (name) => modules[name], env) as unknown as GuideProgram
}

interface Page {
  readonly status: number
  readonly text: string
  readonly url: string
}

/** A browser in front of the gateway. It follows redirects, to the provider too. */
function openBrowser(gateway: Gateway, handler: LambdaHandler, jar = new Map<string, string>()) {
  async function send(method: string, url: string, body?: string): Promise<Page> {
    const { host } = new URL(gateway.baseUrl)
    const response = await gateway.send(handler, {
      method,
      url: new URL(url),
      headers: {
        host,
        accept: 'text/html,application/xhtml+xml',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-site': 'same-origin',
        ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(jar.size > 0 && { cookie: [...jar].map((pair) => pair.join('=')).join('; ') }),
      },
      body,
    })
    for (const line of response.setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? []
      if (line.includes('; Max-Age=0')) jar.delete(name)
      else jar.set(name, value)
    }
    const { location } = response.headers
    return location === undefined
      ? { status: response.status, text: response.body.toString(), url }
      : visit(new URL(location, url).href)
  }

  let hops = 0

  /** Gets an address, and follows where it leads. */
  async function visit(url: string): Promise<Page> {
    hops += 1
    if (hops > 30) return { status: 0, text: 'more than thirty redirects', url }
    if (!url.startsWith(provider.issuerUrl)) return send('GET', url)
    const answer = await fetch(url, { redirect: 'manual' })
    const location = answer.headers.get('location')
    return location === null ? { status: answer.status, text: await answer.text(), url } : visit(location)
  }

  const begin = (page: () => Promise<Page>): Promise<Page> => {
    hops = 0
    return page()
  }
  return {
    jar,
    open: (path: string) => begin(() => visit(gateway.baseUrl + path)),
    post: (path: string, body: string) => begin(() => send('POST', gateway.baseUrl + path, body)),
  }
}

describe.each(gateways)('behind $name', (gateway) => {
  const start = (jar?: Map<string, string>) =>
    openBrowser(gateway, runGuide(gateway.baseUrl, provider.issuerUrl).handler, jar)

  it('a person signs in, and comes back to the page with its query', async () => {
    const browser = start()
    expect((await browser.open('/')).text).toBe('hello stranger')
    const page = await browser.open('/me?q=a%26b%20%C5%82&empty=')
    expect(page.status).toBe(200)
    expect(JSON.parse(page.text)).toEqual({ name: 'ada', query: { q: ['a&b ł'], empty: [''] } })
    expect(page.url).toBe(`${gateway.baseUrl}/me?q=a%26b%20%C5%82&empty=`)
    expect((await browser.open('/')).text).toBe('hello ada')
  })

  it('the address of the application may end in a slash', async () => {
    expect((await start().open('/')).status).toBe(200)
    expect((await start().open('')).status).toBe(200)
  })

  it('a person signs out', async () => {
    const browser = start()
    await browser.open('/me')
    const done = await browser.post('/logout', 'a=1')
    expect(done.url).toMatch(new RegExp(`^${gateway.baseUrl}/logout/done`, 'u'))
    expect((await browser.open('/oauth2/session')).status).toBe(401)
  })

  it('a person who is not admitted is told so', async () => {
    provider.setClaims({ sub: 'eve', groups: [] })
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const page = await start().open('/me')
    expect(page.status).toBe(403)
    expect(page.text).toContain('role_missing')
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('[oidc] access_denied'))
    warn.mockRestore()
  })

  it('a cookie of another application with any letter takes no session away', async () => {
    const browser = start(new Map([['other', 'žluťoučký kůň']]))
    expect((await browser.open('/me')).status).toBe(200)
    expect((await browser.open('/')).text).toBe('hello ada')
  })
})

describe('the adapter of the guide', () => {
  // Nothing is asked of its provider.
  const { createHandler } = runGuide('https://app.example.com', 'https://id.example.com')

  it.each(gateways)('passes on bytes and every cookie that $name has room for', async (each) => {
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at)
    const asked: string[] = []
    const respond = (request: Request) => {
      asked.push(request.url)
      const response = new Response(bytes, { headers: { 'content-type': 'image/png' } })
      for (const cookie of ['a=1', 'b=2', 'c=3']) response.headers.append('set-cookie', cookie)
      return response
    }
    const response = await each.send(createHandler(each.baseUrl, respond), {
      method: 'GET',
      url: new URL(`${each.baseUrl}/image`),
      headers: { accept: 'image/*' },
      body: undefined,
    })
    expect([...response.body]).toEqual([...bytes])
    expect(response.headers['content-type']).toBe('image/png')
    expect(response.setCookies).toEqual(['a=1', 'b=2', 'c=3'].slice(0, each.cookies))
    expect(asked).toEqual([`${each.baseUrl}/image`])
  })

  it.each(gateways)('gives a page of $name one address, so that routes of the gateway hold', async (each) => {
    const seen: string[] = []
    const respond = (request: Request) => {
      seen.push(request.url)
      return new Response()
    }
    const own = new URL(each.baseUrl).pathname.replace(/^\/$/u, '')
    const asked = ['/$default/admin', '/prod/admin', `${own}/admin`, '//other.example/admin', '/a%252Fb%2F']
    for (const path of asked) {
      await each.send(createHandler(each.baseUrl, respond), {
        method: 'GET',
        url: new URL(each.baseUrl + path),
        headers: { host: 'other.example', 'x-forwarded-host': 'other.example' },
        body: undefined,
      })
    }
    expect(seen).toEqual(asked.map((path) => each.baseUrl + path))
  })

  it.each(gateways)('passes on the text of a form, and repeated parameters, from $name', async (each) => {
    const received: string[] = []
    const respond = async (request: Request) => {
      received.push(new URL(request.url).search, await request.text())
      return new Response(null, { status: 303, headers: { location: '/' } })
    }
    const response = await each.send(createHandler(each.baseUrl, respond), {
      method: 'POST',
      url: new URL(`${each.baseUrl}/form?a=1&a=2`),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'text=%C5%82&more=ł',
    })
    expect([response.status, response.headers['location'], response.body.length]).toEqual([303, '/', 0])
    const hasBoth = each.cookies > 1
    expect(received).toEqual([hasBoth ? '?a=1&a=2' : '?a=2', 'text=%C5%82&more=ł'])
  })
})
