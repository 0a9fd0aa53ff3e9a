import { launchBrowser } from '@x/oidc-testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startDemo } from './start-demo.ts'
import type { Demo } from './start-demo.ts'

let browser: Awaited<ReturnType<typeof launchBrowser>>
let demo: Demo
beforeAll(async () => {
  browser = await launchBrowser()
  demo = await startDemo()
})
afterAll(async () => {
  await browser.close()
  demo.close()
})

async function open(path: string, permissions: readonly string[]) {
  const context = await browser.newContext({ permissions: [...permissions] })
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  await page.goto(demo.url + path)
  await page.locator('html[data-ready]').waitFor()
  return page
}

it.each([
  ['/', 'Copy the set-up'],
  ['/use-the-api', 'Copy the command: Without a token'],
  ['/try', 'Copy the explanation'],
])('a button of %s copies exactly the text beside it: %s', async (path, name) => {
  const page = await open(path, ['clipboard-read', 'clipboard-write'])
  const block = page.locator('.copyable', { has: page.getByRole('button', { name }) }).first()
  const shown = await block.locator('pre').textContent()
  await block.getByRole('button').click()
  await page.getByText('Copied', { exact: true }).waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shown)
  await page.context().close()
})

it('selects the text if the browser forbids copying', async () => {
  const page = await open('/', [])
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
  await page.getByRole('button', { name: 'Copy the set-up' }).click()
  await page.getByText('Selected', { exact: true }).waitFor()
  expect(await page.evaluate(() => String(getSelection()))).toContain('const oidc = createOidc({')
  await page.context().close()
})
