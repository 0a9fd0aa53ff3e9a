import { join } from 'node:path'
import { launchBrowser, startHttpServer, startProvider } from '@x/oidc-testing'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { client, createTestOidc } from './typed-oidc.ts'

type Browser = Awaited<ReturnType<typeof launchBrowser>>
type Context = Awaited<ReturnType<Browser['newContext']>>
type Page = Awaited<ReturnType<Context['newPage']>>

let browser: Browser
let context: Context
let origin: string
let asked: number
let answer: 'as it is' | '500' | 'html' = 'as it is'
const closing: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'start-page.tsx')],
    ...{ bundle: true, write: false, jsx: 'automatic', format: 'esm', target: 'es2022', minify: true },
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const script = outputFiles[0]?.text ?? ''
  const provider = await startProvider({
    people: {
      ada: { name: 'Ada', claims: { groups: ['admins'] } },
      ben: { name: 'Ben', claims: { groups: ['staff'] } },
    },
  })
  closing.push(() => provider.close())
  const started: { handle?: ReturnType<ReturnType<typeof createTestOidc>['listener']> } = {}
  const server = await startHttpServer((request, response) => {
    if (request.url?.startsWith('/oauth2/session') === true) {
      asked += 1
      if (answer === '500') return void response.writeHead(500).end()
      if (answer === 'html')
        return void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Sign in')
    }
    return started.handle?.(request, response)
  })
  closing.push(() => server.close())
  ;({ origin } = server)
  const oidc = createTestOidc(origin, provider.issuerUrl)
  await provider.registerClient({
    ...client,
    redirectUris: [`${origin}/login/oauth2/code/main`],
    postLogoutRedirectUris: [`${origin}/logout/done`],
  })
  started.handle = oidc.listener((request, response) => {
    const isScript = request.url === '/page.js'
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html; charset=utf-8' })
    response.end(
      isScript
        ? script
        : '<!doctype html><div id="root"></div><script type="module" src="/page.js"></script>',
    )
  })
  browser = await launchBrowser()
  closing.push(() => browser.close())
})
afterAll(async () => {
  for (const close of closing.reverse()) await close()
})
beforeEach(async () => {
  asked = 0
  answer = 'as it is'
  context = await browser.newContext()
  context.setDefaultTimeout(240_000)
})
afterEach(async () => {
  await context.close()
})

const waitFor = (page: Page, text: string): Promise<unknown> =>
  page.locator('h1', { hasText: new RegExp(`^${text}$`, 'u') }).waitFor()

async function openPage(path = '/'): Promise<Page> {
  const page = await context.newPage()
  await page.goto(origin + path)
  return page
}

async function signIn(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name }).click()
  await waitFor(page, `authenticated ${name}`)
}

/** A Chromium without a screen gives no tab the focus of the window. */
const focus = (page: Page): Promise<void> => page.evaluate(() => void dispatchEvent(new Event('focus')))

it('shows an anonymous visitor, signs in and returns, and shows the role, with one request for all components', async () => {
  const page = await openPage('/reports?year=2026')
  await waitFor(page, 'anonymous')
  expect(asked).toBe(1)
  expect(await page.getByRole('link', { name: 'Administration' }).count()).toBe(0)
  await signIn(page, 'Ada')
  expect(page.url()).toBe(`${origin}/reports?year=2026`)
  await page.getByRole('link', { name: 'Administration' }).waitFor()
  expect(asked).toBe(2)
})

it('shows no role that the person lacks', async () => {
  const page = await openPage()
  await signIn(page, 'Ben')
  expect(await page.getByRole('link', { name: 'Administration' }).count()).toBe(0)
})

it('notices a sign-out in another tab when it gets the focus', async () => {
  const page = await openPage()
  await signIn(page, 'Ada')
  const other = await context.newPage()
  await other.goto(`${origin}/logout`)
  await other.getByRole('button', { name: 'Sign out' }).click()
  await other.waitForURL(`${origin}/logout/done*`)
  await focus(page)
  await waitFor(page, 'anonymous')
  expect(await page.getByRole('link', { name: 'Administration' }).count()).toBe(0)
})

it('notices a sign-in that another tab found, without the focus', async () => {
  const page = await openPage()
  await waitFor(page, 'anonymous')
  await signIn(await openPage(), 'Ada')
  await waitFor(page, 'authenticated Ada')
})

it('signs out by a form, at the provider too', async () => {
  const page = await openPage()
  await signIn(page, 'Ada')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL(`${origin}/logout/done*`)
  await page.goto(origin)
  await waitFor(page, 'anonymous')
})

it('asks again when the browser brings the page back', async () => {
  const page = await openPage()
  await signIn(page, 'Ada')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL(`${origin}/logout/done*`)
  await page.goBack()
  await waitFor(page, 'anonymous')
})

it.each(['500', 'html'] as const)(
  'keeps the session as stale while the server answers %s',
  async (failure) => {
    const page = await openPage()
    await signIn(page, 'Ada')
    answer = failure
    await focus(page)
    await waitFor(page, 'authenticated Ada stale')
    answer = 'as it is'
    await focus(page)
    await waitFor(page, 'authenticated Ada')
  },
)

it('says so when it cannot find out', async () => {
  answer = '500'
  await waitFor(await openPage(), 'error stale')
})
