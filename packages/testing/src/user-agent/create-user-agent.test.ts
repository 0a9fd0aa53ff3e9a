import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import { buildCertificate } from '../keys/build-certificate.ts'
import { startLoopbackServer } from '../server/loopback-server.ts'
import type { LoopbackHost } from '../server/loopback-server.ts'
import { readBody } from '../server/read-body.ts'
import { createUserAgent } from './create-user-agent.ts'

const running: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of running.splice(0)) await each.close()
})

type Page = (request: IncomingMessage, response: ServerResponse) => void

/** Serves pages by path. `/echo` answers with the request that it received. */
async function startSite(
  pages: Record<string, Page> = {},
  host: LoopbackHost = 'localhost',
): Promise<string> {
  const server = await startLoopbackServer(host, 0)
  running.push(server)
  server.serve(async (request, response) => {
    const page = pages[request.url?.split('?')[0] ?? '']
    if (page) {
      page(request, response)
      return
    }
    const { method, url, headers } = request
    const body = JSON.stringify({ method, url, headers, body: await readBody(request) })
    response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  })
  return server.origin
}

const setCookie =
  (...cookies: string[]): Page =>
  (_request, response) =>
    void response.writeHead(200, { 'set-cookie': cookies }).end()

const redirect =
  (status: number, location: string): Page =>
  (_request, response) =>
    void response.writeHead(status, { location }).end()

interface Echo {
  method: string
  url: string
  headers: Record<string, string | undefined>
  body: string
}
const parseEcho = ({ text }: { text: string }) => JSON.parse(text) as Echo

describe('cookies of the user agent', () => {
  it.each(['localhost', '127.0.0.1'] as const)(
    'keeps Secure and __Host- cookies on http://%s',
    async (host) => {
      const site = await startSite(
        { '/set': setCookie('__Host-a=1; Path=/; Secure', 'b=2; Secure; SameSite=None', 'c=3') },
        host,
      )
      const agent = createUserAgent()
      await agent.get(`${site}/set`)
      expect(parseEcho(await agent.get(`${site}/echo`)).headers['cookie']).toBe('__Host-a=1; b=2; c=3')
    },
  )

  it('refuses SameSite=None without Secure, and __Host- cookies that break the rules of their prefix', async () => {
    const cookies = [
      'a=1; SameSite=None',
      '__Host-b=2; Path=/',
      '__Host-c=3; Secure; Path=/x',
      '__Secure-d=4',
    ]
    const site = await startSite({ '/set': setCookie(...cookies) })
    const agent = createUserAgent()
    await agent.get(`${site}/set`)
    expect(agent.cookies(site)).toEqual([])
  })

  it('sends Lax cookies cross-site only with GET, and new cookies without SameSite with GET and POST', async () => {
    const site = await startSite({
      '/set': setCookie(
        'lax=1; SameSite=Lax',
        'none=2; SameSite=None; Secure',
        'strict=3; SameSite=Strict',
        'bare=4',
      ),
    })
    const agent = createUserAgent()
    await agent.get(`${site}/set`)
    const from = 'http://127.0.0.1:1/'
    const sent = async (method: string, options: { from: string }) =>
      parseEcho(await agent.get(`${site}/echo`, { method, ...options })).headers['cookie']
    expect(await sent('GET', { from })).toBe('lax=1; none=2; bare=4')
    expect(await sent('POST', { from })).toBe('none=2; bare=4')
    expect(await sent('POST', { from: 'http://localhost:1/' })).toBe('lax=1; none=2; strict=3; bare=4')
  })

  it('shares cookies between tabs, not between agents', async () => {
    const site = await startSite({ '/set': setCookie('a=1') })
    const agent = createUserAgent()
    await agent.openTab().get(`${site}/set`)
    expect(agent.cookies(site)).toHaveLength(1)
    expect(createUserAgent().cookies(site)).toHaveLength(0)
  })
})

describe('navigations of the user agent', () => {
  it('sends the headers of a navigation from the address bar', async () => {
    const site = await startSite()
    const { headers } = parseEcho(await createUserAgent().get(`${site}/echo`))
    expect(headers).toMatchObject({ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' })
    expect(headers['accept']).toContain('text/html')
    expect(headers).not.toHaveProperty('origin')
    expect(headers).not.toHaveProperty('referer')
  })

  it('sends the headers for the page that a form was posted from', async () => {
    const [a, sibling, other] = [await startSite(), await startSite(), await startSite({}, '127.0.0.1')]
    const agent = createUserAgent()
    await agent.get(`${a}/page`)
    const own = parseEcho(await agent.post(`${a}/echo`, { x: 'ö' }))
    expect(own.headers).toMatchObject({ 'sec-fetch-site': 'same-origin', origin: a, referer: `${a}/page` })
    expect(own.body).toBe('x=%C3%B6')
    const beside = parseEcho(await agent.post(`${sibling}/echo`, {}))
    expect(beside.headers).toMatchObject({ 'sec-fetch-site': 'same-site', origin: a })
    const foreign = parseEcho(await agent.post(`${other}/echo`, {}))
    expect(foreign.headers).toMatchObject({ 'sec-fetch-site': 'cross-site', origin: sibling })
  })

  it('posts with Origin: null from a page whose referrer policy is no-referrer', async () => {
    const site = await startSite({
      '/page': (_request, response) =>
        void response.writeHead(200, { 'referrer-policy': 'no-referrer' }).end(),
    })
    const agent = createUserAgent()
    await agent.get(`${site}/page`)
    const { headers } = parseEcho(await agent.post(`${site}/echo`, {}))
    expect(headers['origin']).toBe('null')
    expect(headers).not.toHaveProperty('referer')
  })

  it('follows redirects, stores their cookies and records the chain', async () => {
    const other = await startSite()
    const site = await startSite({
      '/one': (_request, response) =>
        void response.writeHead(303, { location: '/two', 'set-cookie': ['a=1', 'b=2'] }).end(),
      '/two': redirect(302, `${other}/echo`),
    })
    const end = await createUserAgent().post(`${site}/one`, { x: 'y' })
    expect(parseEcho(end)).toMatchObject({ method: 'GET', body: '', headers: { cookie: 'a=1; b=2' } })
    expect(end.chain.map(({ method, status, url }) => [method, status, new URL(url).pathname])).toEqual([
      ['POST', 303, '/one'],
      ['GET', 302, '/two'],
      ['GET', 200, '/echo'],
    ])
    expect(end.chain[0]?.setCookies).toEqual(['a=1', 'b=2'])
    expect(end.url).toBe(`${other}/echo`)
  })

  it('repeats a POST after 307', async () => {
    const site = await startSite({ '/one': redirect(307, '/echo') })
    expect(parseEcho(await createUserAgent().post(`${site}/one`, { x: 'y' }))).toMatchObject({
      ...{ method: 'POST', body: 'x=y' },
    })
  })

  it('throws an error on a redirect loop', async () => {
    const site = await startSite({ '/loop': redirect(302, '/loop') })
    await expect(createUserAgent().get(`${site}/loop`)).rejects.toThrow('more than 20 redirects')
  })

  it('does not follow a redirect to a URL in stopBefore', async () => {
    const site = await startSite({ '/one': redirect(302, '/two?code=1') })
    const end = await createUserAgent().get(`${site}/one`, { stopBefore: `${site}/two` })
    expect(end.status).toBe(302)
    expect(end.chain.at(-1)?.location).toBe(`${site}/two?code=1`)
  })

  it('sends a path without normalisation', async () => {
    const site = await startSite()
    const end = await createUserAgent().get(site, { rawPath: '//x/%2e%2e/admin;y' })
    expect(parseEcho(end).url).toBe('//x/%2e%2e/admin;y')
  })
})

describe('forms of the user agent', () => {
  const html =
    (body: string): Page =>
    (_request, response) =>
      void response.writeHead(200, { 'content-type': 'text/html' }).end(body)

  it('submits hidden fields and the pressed button, also a button outside the form', async () => {
    const site = await startSite({
      '/form':
        html(`<form id="f.1" method=post action="/echo?q=1"><input type="hidden" name=t value='"&amp;&#39;'>
        <input type="checkbox" name="off"><button name="no" value="1">No</button></form>
        <button form="f.1" name="yes" value="2"><b>Yes</b>, do</button>`),
    })
    const agent = createUserAgent()
    const end = await agent.submitForm(await agent.get(`${site}/form`), { press: 'Yes' })
    const { url, body } = parseEcho(end)
    expect(url).toBe('/echo?q=1')
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({ t: '"&\'', yes: '2' })
  })

  it('submits a form that a script would submit', async () => {
    const site = await startSite({
      '/form': html(`<body onload="document.forms[0].submit()"><form method="post" action="/echo">
        <input type="hidden" name="code" value="1"></form>`),
    })
    const end = await createUserAgent().get(`${site}/form`)
    expect(parseEcho(end)).toMatchObject({ method: 'POST', body: 'code=1' })
    expect(end.chain).toHaveLength(2)
  })

  it('throws an error when the page does not have the button', async () => {
    const site = await startSite({ '/form': html('<form><button>Yes</button></form>') })
    const agent = createUserAgent()
    const page = await agent.get(`${site}/form`)
    await expect(agent.submitForm(page, { press: 'No' })).rejects.toThrow('no matching form')
  })
})

describe('the URLs of the user agent', () => {
  it('can be https with a trusted certificate, and Secure cookies are sent', async () => {
    const { key, cert } = buildCertificate('localhost')
    const server = createServer({ key, cert }, (request, response) => {
      response.setHeader('set-cookie', '__Host-a=1; Path=/; Secure').end(request.headers.cookie ?? 'none')
    })
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
    running.push({ close: () => new Promise((resolve) => server.close(() => resolve())) })
    const site = `https://localhost:${(server.address() as AddressInfo).port}`
    const agent = createUserAgent({ ca: cert })
    expect((await agent.get(site)).text).toBe('none')
    expect((await agent.openTab().get(site)).text).toBe('__Host-a=1')
    await expect(createUserAgent().get(site)).rejects.toThrow(/certificate/u)
  })

  const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
    all?.some(({ address }) => address === '::1'),
  )

  it.runIf(hasIpv6)('can have an IPv6 address', async () => {
    const site = await startSite({}, '[::1]')
    const { headers } = parseEcho(await createUserAgent().get(`${site}/echo`))
    expect(headers['host']).toBe(new URL(site).host)
  })
})
