import assert from 'node:assert/strict'
import { launchBrowser } from '../browser/launch-browser.ts'
import { contractPeople, type ContractApp } from './contract-app.ts'

/** The timeout of one step in a page. A busy machine needs this much. */
const stepSeconds = 120

/**
 * Signs in and out in a real Chromium while middleware in front of the library overwrites the response headers. It asserts that
 * the pages have their styles, that the Content Security Policy allows the sign-out form, and that the browser's cache shows no
 * page of one person to the next person.
 * @param headers the request headers that the browser sends with every request
 */
export async function assertSignsOutInBrowser(
  { origin }: ContractApp,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { staff, admin } = contractPeople
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage({ extraHTTPHeaders: { ...headers } })
    page.setDefaultTimeout(stepSeconds * 1000)
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))

    await page.goto(`${origin}/me`)
    await page.getByRole('button', { name: staff.name }).click()
    await page.waitForURL(`${origin}/me`)
    assert.equal(await page.locator('body').innerText(), staff.name)

    await page.goto(`${origin}/logout`)
    const maxWidth = await page.evaluate('getComputedStyle(document.querySelector("main")).maxWidth')
    assert.notEqual(maxWidth, 'none', 'the page of the library is styled')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${origin}/logout/done*`)
    assert.deepEqual(
      complaints.filter((text) => text.includes('Content Security Policy')),
      [],
    )

    // The browser's cache must not answer with the page, or with the redirect to the sign-in.
    await page.goto(`${origin}/me`)
    await page.getByRole('button', { name: staff.name }).waitFor()
    await page.getByRole('button', { name: admin.name }).click()
    await page.waitForURL(`${origin}/me`)
    assert.equal(await page.locator('body').innerText(), admin.name)
  } finally {
    await browser.close()
  }
}
