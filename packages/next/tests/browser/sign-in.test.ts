import { contractPeople, contractTexts, launchBrowser, overwrites, type ContractApp } from '@x/oidc-testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cacheComponentsBuild, plainBuild } from '../contract-builds.ts'
import { pageTimeout } from '../page-timeout.ts'
import { startContractApp } from '../start-contract-app.ts'

type Browser = Awaited<ReturnType<typeof launchBrowser>>
type Context = Awaited<ReturnType<Browser['newContext']>>
type Page = Awaited<ReturnType<Context['newPage']>>

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
})

describe.each([plainBuild, cacheComponentsBuild])('in a real Chromium, with next start ($name)', (build) => {
  let app: ContractApp
  let context: Context
  let page: Page

  beforeAll(async () => {
    app = await startContractApp(build)
  })
  afterAll(async () => {
    await app.close()
  })
  beforeEach(async () => {
    context = await browser.newContext()
    context.setDefaultTimeout(pageTimeout)
    page = await context.newPage()
    app.provider.requests.clear()
    // Whatever the router fetches ahead has been fetched.
    await page.goto(`${app.origin}/pages/links`, { waitUntil: 'networkidle' })
  })
  afterEach(async () => {
    await context.close()
  })

  const heading = (): Promise<string> => page.getByRole('heading', { level: 1 }).innerText()

  async function signIn(person: keyof typeof contractPeople): Promise<void> {
    await page.getByRole('button', { name: contractPeople[person].name }).click()
  }

  it('S-12: links that are fetched ahead begin no sign-in', async () => {
    expect(app.provider.requests.count('/auth')).toBe(0)
    expect(await context.cookies()).toEqual([])
  })

  it('a link to a gated page leads through the sign-in and back to it, by one request to the provider', async () => {
    await page.getByRole('link', { name: 'members' }).click()
    await signIn('staff')
    await page.waitForURL(`${app.origin}/pages/member`)
    expect(await heading()).toBe(contractPeople.staff.name)
    expect(app.provider.requests.count('/auth')).toBe(1)
  })

  it('so does a link to a page whose gate stands in a Suspense', async () => {
    await page.getByRole('link', { name: 'in pieces' }).click()
    await signIn('admin')
    await page.waitForURL(`${app.origin}/pages/streamed`)
    expect(await heading()).toBe(contractTexts.admin)
  })

  it('so does a link to the sign-in itself', async () => {
    await page.getByRole('link', { name: 'sign in' }).click()
    await signIn('staff')
    await page.waitForURL(`${app.origin}/`)
    expect(await page.locator('body').innerText()).toBe(`hello ${contractPeople.staff.name}`)
  })

  it('a sign-in that is opened at 127.0.0.1 moves to the host of baseUrl, and ends there', async () => {
    for (const path of ['/login', '/oauth2/authorization/op?returnTo=/pages/member']) {
      await context.clearCookies()
      await page.goto(app.origin.replace('localhost', '127.0.0.1') + path)
      await signIn('staff')
      await page.waitForURL((url) => url.origin === app.origin)
      await page.goto(`${app.origin}/pages/member`)
      expect(await heading()).toBe(contractPeople.staff.name)
    }
  })

  it('so does one at localhost where baseUrl says 127.0.0.1, and it returns to its address', async () => {
    const mirrored = await startContractApp(build, { host: '127.0.0.1' })
    try {
      await page.goto(`${mirrored.origin.replace('127.0.0.1', 'localhost')}/login?returnTo=/pages/member`)
      await signIn('staff')
      await page.waitForURL(`${mirrored.origin}/pages/member`)
      expect(await heading()).toBe(contractPeople.staff.name)
    } finally {
      await mirrored.close()
    }
  })

  it('a link to a page that wants another role leads to a page that says so', async () => {
    await page.getByRole('link', { name: 'members' }).click()
    await signIn('staff')
    await page.waitForURL(`${app.origin}/pages/member`)
    await page.goto(`${app.origin}/pages/links`)
    await page.getByRole('link', { name: 'administrators' }).click()
    if (build.authInterrupts) {
      await page.getByRole('heading', { name: 'forbidden by the app' }).waitFor()
      expect((await page.reload())?.status()).toBe(403)
      return
    }
    await page.getByRole('heading', { name: 'You cannot open this page' }).waitFor()
    expect((await page.reload())?.status()).toBe(403)
    await page.getByRole('link', { name: 'Use another account' }).click()
    await signIn('admin')
    await page.waitForURL(`${app.origin}/pages/admin`)
    expect(await heading()).toBe(contractTexts.admin)
  })

  it('a server action asks an anonymous caller to sign in, and leads back to its page', async () => {
    await page.goto(`${app.origin}/pages/save`)
    await page.getByRole('button', { name: 'Save' }).click()
    await signIn('admin')
    await page.waitForURL(`${app.origin}/pages/save`)
    const readRuns = async (): Promise<number> =>
      Number(await (await page.request.get(`${app.origin}/runs`)).text())
    const before = await readRuns()
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.poll(readRuns).toBe(before + 1)
  })

  describe('S-11: with headers() of next.config that let every cache keep everything', () => {
    const isMember = (url: URL): boolean => url.pathname === '/pages/member'
    const member = (): Promise<unknown> => page.goto(`${app.origin}/pages/member`)

    beforeEach(async () => {
      await context.setExtraHTTPHeaders({ [overwrites]: 'caching' })
    })

    it('a redirect to the sign-in that the browser has kept leads back to the page, which is kept nowhere', async () => {
      // With nothing to ask for, the provider answers with redirects alone: behind a form, Chromium asks again.
      await page.goto(`${app.origin}/login`)
      await signIn('staff')
      await page.waitForURL(`${app.origin}/`)
      await context.clearCookies({ name: /^oidc-/u })
      app.provider.requests.clear()
      await member()
      await page.waitForURL(`${app.origin}/pages/member?oidc-again=1`)
      expect(await heading()).toBe(contractPeople.staff.name)
      await member()
      await page.waitForURL(isMember)
      expect(await heading()).toBe(contractPeople.staff.name)
      expect(app.provider.requests.count('/auth')).toBe(1)
      expect((await page.reload())?.headers()['cache-control']).toBe('private, no-store')
    })

    it('after a sign-out no page comes out of the cache, and the next person signs in', async () => {
      await member()
      await signIn('staff')
      await page.waitForURL(isMember)
      const kept = page.url()
      await page.goto(`${app.origin}/logout`)
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.waitForURL(`${app.origin}/logout/done*`)
      for (const url of [kept, `${app.origin}/pages/member`]) {
        await page.goto(url)
        await page.getByRole('button', { name: contractPeople.admin.name }).waitFor()
      }
      await signIn('admin')
      await page.waitForURL(isMember)
      expect(await heading()).toBe(contractPeople.admin.name)
      await page.goBack()
      await page.goForward()
      expect(await page.content()).not.toContain(contractPeople.staff.name)
    })
  })
})
