import { contractPeople, contractTexts, launchBrowser, type ContractApp } from '@x/oidc-testing'
import express from 'express'
import type { RequestListener } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startContractApp, type ContractOidc } from './start-contract-app.ts'

type Browser = Awaited<ReturnType<typeof launchBrowser>>
type Context = Awaited<ReturnType<Browser['newContext']>>
type Page = Awaited<ReturnType<Context['newPage']>>

let browser: Browser
let app: ContractApp
let context: Context
let page: Page
const complaints: string[] = []

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
})
beforeEach(async () => {
  app = await startContractApp(createPages)
  context = await browser.newContext()
  page = await openTab()
})
afterEach(async () => {
  await context.close()
  await app.close()
  // Nothing that a page of ours does is against its own policy.
  expect(complaints.splice(0)).toEqual([])
})

function createPages(oidc: ContractOidc): RequestListener {
  const pages = express()
  pages.use(oidc.middleware())
  pages.get('/', (req, res) => {
    res.send(`<h1>hello ${oidc.auth(req).user?.name ?? 'anonymous'}</h1>`)
  })
  pages.get('/me', oidc.requireUser(), (req, res) => {
    res.send(`<h1>${oidc.user(req).name}</h1><p>${req.originalUrl}</p>`)
  })
  pages.get('/admin', oidc.requireRole('ROLE_ADMIN'), (_, res) => {
    res.send(`<h1>${contractTexts.admin}</h1>`)
  })
  return pages
}

async function openTab(): Promise<Page> {
  const tab = await context.newPage()
  tab.on('console', (message) => {
    if (/content security policy|refused/iu.test(message.text())) complaints.push(message.text())
  })
  return tab
}

async function signIn(person: keyof typeof contractPeople, path = '/me', tab = page): Promise<void> {
  await tab.goto(app.origin + path)
  await tab.getByRole('button', { name: contractPeople[person].name }).click()
}

function heading(tab = page): Promise<string> {
  return tab.getByRole('heading', { level: 1 }).innerText()
}

describe('in a real Chromium', () => {
  it('a deep link leads through the sign-in and back to itself', async () => {
    await signIn('staff', '/me?tab=2')
    expect(page.url()).toBe(`${app.origin}/me?tab=2`)
    expect(await heading()).toBe(contractPeople.staff.name)
  })

  it('works without JavaScript', async () => {
    await context.close()
    context = await browser.newContext({ javaScriptEnabled: false })
    page = await openTab()
    await signIn('staff')
    expect(await heading()).toBe(contractPeople.staff.name)
    await page.goto(`${app.origin}/logout`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    expect(await heading()).toBe('You are signed out')
  })

  it('works with the keyboard alone', async () => {
    await page.goto(`${app.origin}/me`)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await heading()).toBe(contractPeople.admin.name)
    await page.goto(`${app.origin}/logout`)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/logout/done**')
    expect(await heading()).toBe('You are signed out')
  })

  it('a page for administrators answers 403 to staff, who can then switch accounts', async () => {
    await signIn('staff')
    const answer = await page.goto(`${app.origin}/admin`)
    expect(answer?.status()).toBe(403)
    expect(await page.getByRole('main').innerText()).toContain(contractPeople.staff.name)
    await page.getByRole('link', { name: 'Use another account' }).click()
    await page.getByRole('button', { name: contractPeople.admin.name }).click()
    expect(page.url()).toBe(`${app.origin}/admin`)
    expect(await heading()).toBe(contractTexts.admin)
  })

  it('somebody without a role is told so, as often as they reload, and can sign in as another', async () => {
    await signIn('nobody')
    expect(page.url()).toBe(`${app.origin}/login/denied`)
    expect(await heading()).toBe('This account has no access')
    expect((await page.reload())?.status()).toBe(403)
    expect((await page.goto(`${app.origin}/me`))?.status()).toBe(403)
    await page.getByRole('link', { name: 'Use another account' }).click()
    await page.getByRole('button', { name: contractPeople.staff.name }).click()
    await page.goto(`${app.origin}/me`)
    expect(await heading()).toBe(contractPeople.staff.name)
  })

  it('signs out here and at the provider: the next sign-in asks who it is', async () => {
    await signIn('staff')
    await page.goto(`${app.origin}/logout`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${app.origin}/logout/done**`)
    expect(await page.getByRole('main').innerText()).toContain('signed out here and at the provider')
    await signIn('admin')
    expect(await heading()).toBe(contractPeople.admin.name)
  })

  it('signs out from the page of a 403, and from the page of a denial', async () => {
    await signIn('staff')
    await page.goto(`${app.origin}/admin`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${app.origin}/logout/done**`)
    await signIn('nobody')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${app.origin}/logout/done**`)
    expect(await page.getByRole('main').innerText()).toContain('signed out here and at the provider')
  })

  it('the back button after a sign-out shows nothing of what was there', async () => {
    await signIn('staff')
    await page.goto(`${app.origin}/logout`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${app.origin}/logout/done**`)
    // Past the page that asked, to the one that was protected.
    await page.evaluate('history.go(-2)')
    await page.getByRole('button', { name: contractPeople.staff.name }).waitFor()
    expect(new URL(page.url()).origin).toBe(new URL(app.provider.issuerUrl).origin)
  })

  it('ten tabs sign in at once, in any order, each to where it was', async () => {
    const tabs = await Promise.all(Array.from({ length: 10 }, () => openTab()))
    await Promise.all(tabs.map((tab, index) => tab.goto(`${app.origin}/me?tab=${index}`)))
    for (const index of [7, 0, 4, 9, 2, 6, 1, 8, 3, 5]) {
      const tab = tabs[index] ?? page
      await tab.getByRole('button', { name: contractPeople.staff.name }).click()
      await tab.waitForURL(`${app.origin}/me?tab=${index}`)
      expect(await heading(tab)).toBe(contractPeople.staff.name)
    }
  })
})
