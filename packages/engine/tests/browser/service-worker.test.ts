import { beforeEach, describe, expect, it } from 'vitest'
import { useSignInFixture } from '../sign-in-fixture.ts'
import { useBrowserApp, type BrowserContext } from './browser-app.ts'

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

const fixture = useSignInFixture()
const app = useBrowserApp(fixture, {
  '/': { type: 'text/html', body: home },
  '/worker.js': { type: 'text/javascript', body: worker },
})

describe('in a real Chromium', () => {
  let page: Awaited<ReturnType<BrowserContext['newPage']>>
  beforeEach(async () => {
    page = await app.context.newPage()
  })

  const heading = (): Promise<string> => page.getByRole('heading', { level: 1 }).innerText()

  it('a service worker with navigation preload sends each callback twice, and the person is signed in', async () => {
    await page.goto(app.origin)
    await page.waitForFunction(() => document.title === 'ready')
    await page.goto(app.origin)
    await page.goto(`${app.origin}/me?tab=1`)
    await page.waitForURL(`${app.origin}/me?tab=1`)
    expect(await heading()).toBe('ada')
    expect(app.callbacks).toBe(2)
    expect(fixture.provider.requests.count('/token')).toBe(1)
  })

  it('back and reload after a sign-in show the page, and no error', async () => {
    await page.goto(`${app.origin}/me`)
    expect(await heading()).toBe('ada')
    expect((await page.reload())?.status()).toBe(200)
    await page.goto(`${app.origin}/me?tab=2`)
    await page.goBack()
    expect(page.url()).toBe(`${app.origin}/me`)
    expect(await heading()).toBe('ada')
  })
})
