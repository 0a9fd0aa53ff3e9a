import { contractPeople, launchBrowser } from '@x/oidc-testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { plainBuild } from '../contract-builds.ts'
import { pageTimeout } from '../page-timeout.ts'
import { startContractApp, type StartedApp } from '../start-contract-app.ts'
import { watchPage } from './watch-page.ts'

/** Navigations of the window and of the router together. */
const navigations = 200

let app: StartedApp
let browser: Awaited<ReturnType<typeof launchBrowser>>
beforeAll(async () => {
  ;[app, browser] = [await startContractApp(plainBuild), await launchBrowser()]
})
afterAll(async () => {
  await browser.close()
  await app.close()
})

it(`a day of clicking, ${navigations} navigations: no answer is a 5xx, and the console has no error`, async () => {
  const page = await browser.newPage()
  page.setDefaultTimeout(pageTimeout)
  const watch = watchPage(page)
  const choose = (person: keyof typeof contractPeople): Promise<void> =>
    page.getByRole('button', { name: contractPeople[person].name }).click()
  const click = (name: string): Promise<void> => page.getByRole('link', { name }).click()

  let count = 0
  while (count < navigations) {
    // A new morning: each link of an anonymous person leads to the sign-in, then through the app.
    await page.goto(`${app.origin}/pages/links`, { waitUntil: 'networkidle' })
    await click('members')
    await choose('staff')
    await page.waitForURL(`${app.origin}/pages/member`)
    for (let turn = 0; turn < 8; turn += 1) {
      await page.goto(`${app.origin}/pages/links`, { waitUntil: 'networkidle' })
      await click('members')
      await page.getByRole('heading', { name: contractPeople.staff.name }).waitFor()
      await page.goBack()
      await click('administrators')
      await page.getByRole('heading', { name: 'forbidden by the app' }).waitFor()
      await page.goBack()
      await page.getByRole('link', { name: 'members' }).waitFor()
      count += 5
    }
    await page.goto(`${app.origin}/logout`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${app.origin}/logout/done*`)
    count += 5
  }
  expect(count).toBeGreaterThanOrEqual(navigations)
  expect(watch.failures()).toEqual([])
})
