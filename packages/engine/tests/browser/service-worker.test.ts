import { launchBrowser, startHttpServer } from '@x/oidc-testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useSignInFixture } from '../sign-in-fixture.ts'
import { createAppEngine } from '../start-app.ts'

const fixture = useSignInFixture()

/** Fetches every navigation itself, beside the one that the browser has begun ahead: so each arrives twice. */
const worker = `
addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([clients.claim(), registration.navigationPreload.enable()]))
})
addEventListener('fetch', (event) => {
  if (event.request.mode === 'navigate') event.respondWith(fetch(event.request))
})
`
const home = `<!doctype html><title>home</title><script>
navigator.serviceWorker.register('/worker.js')
navigator.serviceWorker.ready.then(() => { document.title = 'ready' })
</script>`

type Browser = Awaited<ReturnType<typeof launchBrowser>>
let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
})

describe('in a real Chromium', () => {
  let origin: string
  let page: Awaited<ReturnType<Browser['newPage']>>
  let callbacks: number

  beforeEach(async ({ onTestFinished }) => {
    callbacks = 0
    const app: { engine?: ReturnType<typeof createAppEngine>['engine'] } = {}
    const server = await startHttpServer(async (request, response) => {
      const url = origin + (request.url ?? '/')
      if (url.includes('/login/oauth2/code/')) callbacks += 1
      const asked = {
        method: request.method ?? 'GET',
        url,
        header: (name: string) => request.headers[name]?.toString(),
      }
      const answer = (await app.engine?.handle(asked)) ?? (await serve(asked))
      response.writeHead(answer.status, [...answer.headers].flat())
      response.end(await answer.text())
    })
    onTestFinished(() => server.close())
    ;({ origin } = server)
    app.engine = createAppEngine(origin, {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
    }).engine

    async function serve(asked: Parameters<NonNullable<typeof app.engine>['gate']>[0]): Promise<Response> {
      const { pathname } = new URL(asked.url)
      if (pathname === '/worker.js')
        return new Response(worker, { headers: { 'content-type': 'text/javascript' } })
      if (pathname === '/') return new Response(home, { headers: { 'content-type': 'text/html' } })
      const gate = await app.engine?.gate(asked)
      if (gate?.response !== undefined) return gate.response
      return new Response(`<h1>${gate?.auth.user.name === 'ada' ? 'ada' : 'another'}</h1>`, {
        headers: { 'content-type': 'text/html' },
      })
    }
    const context = await browser.newContext()
    context.setDefaultTimeout(240_000)
    onTestFinished(() => context.close())
    page = await context.newPage()
  })

  const heading = (): Promise<string> => page.getByRole('heading', { level: 1 }).innerText()

  it('a service worker with navigation preload sends each callback twice, and the person is signed in', async () => {
    await page.goto(origin)
    await page.waitForFunction(() => document.title === 'ready')
    await page.goto(origin)
    await page.goto(`${origin}/me?tab=1`)
    await page.waitForURL(`${origin}/me?tab=1`)
    expect(await heading()).toBe('ada')
    expect(callbacks).toBe(2)
    expect(fixture.provider.requests.count('/token')).toBe(1)
  })

  it('back and reload after a sign-in show the page, and no error', async () => {
    await page.goto(`${origin}/me`)
    expect(await heading()).toBe('ada')
    expect((await page.reload())?.status()).toBe(200)
    await page.goto(`${origin}/me?tab=2`)
    await page.goBack()
    expect(page.url()).toBe(`${origin}/me`)
    expect(await heading()).toBe('ada')
  })
})
