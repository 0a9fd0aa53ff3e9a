import { contractPeople, launchBrowser, overwrites } from '@x/oidc-testing'
import express from 'express'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createExpressApp } from './contract-apps/express-app.ts'
import { startContractApp } from './start-contract-app.ts'

let browser: Awaited<ReturnType<typeof launchBrowser>>
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
})

it('in a real Chromium, on-headers in front of Express neither stops a sign-out nor keeps a page', async () => {
  const app = await startContractApp((...given) => createExpressApp(express, ...given))
  const page = await browser.newPage({ extraHTTPHeaders: { [overwrites]: '1' } })
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
  // Neither the page nor the redirect to the sign-in comes out of the browser's cache.
  await page.goto(`${app.origin}/me`)
  await page.getByRole('button', { name: contractPeople.admin.name }).click()
  await page.waitForURL(`${app.origin}/me`)
  expect(await page.locator('body').innerText()).toBe(contractPeople.admin.name)
  await page.close()
  await app.close()
})
