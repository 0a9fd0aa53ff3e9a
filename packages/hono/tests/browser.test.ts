import { contractPeople, launchBrowser } from '@x/oidc-testing'
import { secureHeaders } from 'hono/secure-headers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startContractApp } from './start-contract-app.ts'

let browser: Awaited<ReturnType<typeof launchBrowser>>
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
})

it('in a real Chromium, secureHeaders in front neither stops a sign-out nor unstyles a page', async () => {
  const front = secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'self'"], formAction: ["'self'"] } })
  const app = await startContractApp('', front)
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  await page.goto(`${app.origin}/me`)
  await page.getByRole('button', { name: contractPeople.staff.name }).click()
  await page.waitForURL(`${app.origin}/me`)
  expect(await page.locator('body').innerText()).toBe(contractPeople.staff.name)
  await page.goto(`${app.origin}/logout`)
  expect(await page.locator('main').evaluate((main) => getComputedStyle(main).maxWidth)).not.toBe('none')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL(`${app.origin}/logout/done*`)
  expect(complaints.filter((text) => text.includes('Content Security Policy'))).toEqual([])
  await page.goto(`${app.origin}/me`)
  await page.getByRole('button', { name: contractPeople.staff.name }).waitFor()
  await page.close()
  await app.close()
})
