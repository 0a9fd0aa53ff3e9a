import { mkdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { useSignInFixture } from '../sign-in-fixture.ts'
import { type AppSite, openBrowser, startAppSite, startPortal } from './start-sites.ts'

const fixture = useSignInFixture()

/** Opens the portal, and signs in from the frame that it shows. */
async function signInInFrame(app: AppSite) {
  const context = await openBrowser()
  const page = await context.newPage()
  await page.goto(await startPortal(`${app.origin}/orders?id=7`))
  const framed = page.frameLocator('iframe')
  const link = framed.getByRole('link', { name: 'Sign in in a new tab' })
  await link.waitFor()
  await takePicture(page, 'sign-in-in-a-frame')
  const [window] = await Promise.all([context.waitForEvent('page'), link.click()])
  if (!window.isClosed()) await window.waitForEvent('close')
  await framed.getByRole('heading', { name: 'GET by ada' }).waitFor()
  const frame = page.frame({ name: 'app' }) ?? expect.fail('there is no frame')
  return { context, page, frame }
}

async function takePicture(
  page: { screenshot: (options: { path: string }) => Promise<unknown> },
  name: string,
) {
  const folder = process.env['SCREENSHOTS']
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: `${folder}/${name}.png` })
}

it('signs in from a frame of another site in a window, and the frame alone has the session', async () => {
  const app = await startAppSite(fixture, 'app.orders.test', { sameSite: 'none' })
  const { context, frame } = await signInInFrame(app)
  expect(frame.url()).toBe(`${app.origin}/orders?id=7`)
  const cookies = await context.cookies()
  const ours = cookies.filter(({ domain }) => domain === 'app.orders.test')
  expect(ours.map(({ name }) => name.slice(0, 7))).toContain('__Host-')
  for (const { sameSite, secure, partitionKey } of ours)
    expect([sameSite, secure, partitionKey]).toEqual(['None', true, 'https://portal.test'])

  // A window of the application has another session.
  const other = await context.newPage()
  await other.goto(`${app.origin}/orders`)
  await other.getByRole('heading', { name: 'GET by ada' }).waitFor()
  expect(fixture.provider.requests.all.filter(({ path }) => path === '/token')).toHaveLength(2)
})

it('lets scripts of the frame send requests with the session, and ends it', async () => {
  const app = await startAppSite(fixture, 'app.orders.test', { sameSite: 'none' })
  const { frame, page } = await signInInFrame(app)
  const send = (path: string) =>
    frame.evaluate(`fetch('${path}', { method: 'POST', redirect: 'manual' }).then((r) => r.text())`)
  expect(await send('/api')).toContain('POST by ada')
  await send('/logout')
  await frame.evaluate('location.reload()')
  await page.frameLocator('iframe').getByRole('link', { name: 'Sign in in a new tab' }).waitFor()
})

it('C-17: gives scripts, pictures and sockets of the page around the frame no session', async () => {
  const app = await startAppSite(fixture, 'app.orders.test', { sameSite: 'none' })
  const { page } = await signInInFrame(app)
  const address = `${app.origin}/api`
  const before = app.gated.length
  await page.evaluate(`(async () => {
    const init = { mode: 'no-cors', credentials: 'include' }
    await fetch('${address}', init)
    await fetch('${address}', { ...init, method: 'POST' })
    await fetch('${address}', { credentials: 'include' }).catch(() => undefined)
    for (const start of [
      (done) => Object.assign(new Image(), { onerror: done, onload: done, src: '${address}' }),
      (done) => (new WebSocket('${address.replace('https', 'wss')}').onerror = done),
    ]) await new Promise(start)
  })()`)
  // This Chromium sends no Fetch Metadata with a WebSocket, and always its Origin.
  expect(app.gated.slice(before)).toEqual([
    ...['no-cors GET 403', 'no-cors POST 403', 'cors GET 403', 'no-cors GET 403', ' GET 403'],
  ])
})

it.each([
  ['en', 'This request came from another site'],
  ['de', 'Diese Anfrage kam von einer anderen Website'],
] as const)('C-17: shows a form of another site a page, in %s', async (locale, title) => {
  const app = await startAppSite(fixture, 'app.orders.test', { sameSite: 'none' }, { pages: { locale } })
  const context = await openBrowser()
  const page = await context.newPage()
  await page.goto(`${app.origin}/orders`)
  await page.getByRole('heading', { name: 'GET by ada' }).waitFor()
  await page.goto(await startPortal(`${app.origin}/orders`))
  await page.getByRole('button', { name: 'Post' }).click()
  await page.getByRole('heading', { name: title }).waitFor()
  await takePicture(page, `cross-site-request-${locale}`)
  expect(app.gated.at(-1)).toBe('navigate POST 403')
  // The person goes on where they are signed in.
  await page.goto(`${app.origin}/orders`)
  await page.getByRole('heading', { name: 'GET by ada' }).waitFor()
})

it('shares the session of one host with another, and ends it at both', async () => {
  const one = await startAppSite(fixture, 'one.orders.test', { cookieDomain: 'orders.test' })
  const two = await startAppSite(fixture, 'two.orders.test', { cookieDomain: 'orders.test' })
  const context = await openBrowser()
  const page = await context.newPage()
  await page.goto(`${one.origin}/`)
  fixture.provider.requests.clear()
  await page.goto(`${two.origin}/`)
  await page.getByRole('heading', { name: 'GET by ada' }).waitFor()
  expect(fixture.provider.requests.all).toEqual([])
  const shared = (await context.cookies()).filter(({ domain }) => domain === '.orders.test')
  expect(shared.map(({ name }) => name)).toEqual([expect.stringMatching(/^__Secure-oidc-[\da-f]{8}$/u)])

  await page.goto(`${two.origin}/logout`)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL(/\/logout\/done/u)
  await page.goto(`${one.origin}/`)
  expect(one.gated.slice(-2)).toEqual(['navigate GET 302', 'navigate GET 200'])
})
