import { launchBrowser } from '@x/oidc-testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startDemo } from './start-demo.ts'
import type { Demo } from './start-demo.ts'

type Browser = Awaited<ReturnType<typeof launchBrowser>>
type Page = Awaited<ReturnType<Browser['newPage']>>

let browser: Browser
let demo: Demo
let appUrl: string
let page: Page
/** What the browser asked for, and what it complained of. */
const requests: string[] = []
const complaints: string[] = []

beforeAll(async () => {
  browser = await launchBrowser()
  demo = await startDemo()
  appUrl = demo.url
})
afterAll(async () => {
  await browser.close()
  demo.close()
})
beforeEach(async () => {
  page = await browser.newPage()
  // Only a page that hangs is to reach it, on a busy machine too.
  page.setDefaultTimeout(120_000)
  // Every one, for a violation of the policy is told here, too.
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => requests.push(request.url()))
  await page.goto(`${appUrl}/try`)
  await page.locator('html[data-ready]').waitFor()
  requests.length = 0
})
afterEach(async () => {
  await page.close()
  expect(requests.splice(0)).toEqual([])
  expect(complaints.splice(0)).toEqual([])
})

const outcome = () => page.locator('#playground-decision .outcome h2').innerText()
const claims = () => page.getByLabel('Claims Set')

describe('/try in a browser', () => {
  it('decides anew while a person types, without a request', async () => {
    expect(await outcome()).toBe('Admitted as ada')
    await claims().fill('{"sub": "x", "preferred_username": "ben", "realm_access": {"roles": ["Staff"]}}')
    await expect.poll(outcome).toBe('Not admitted')
    expect(await page.locator('[data-role-key="Staff"]').innerText()).toMatch(/did you mean\s+"staff"\?/)
    expect(await page.locator('#playground-decision pre').innerText()).toContain(
      'Hint: roleMapping has "staff"',
    )
    expect(await page.getByRole('status').innerText()).toBe('Not admitted: role_missing.')
  })

  it('keeps the last decision beside an error, and says so', async () => {
    await claims().fill('{"sub": ')
    const stale = page.getByText('This is the last decision that could be made.')
    await stale.waitFor()
    expect(await page.locator('#playground-claims-remarks').innerText()).toContain('the text ends too early')
    expect(await claims().getAttribute('aria-invalid')).toBe('true')
    expect(await outcome()).toBe('Admitted as ada')
    await claims().fill('{"sub": "x", "preferred_username": "cleo"}')
    await stale.waitFor({ state: 'hidden' })
    expect(await outcome()).toBe('Not admitted')
  })

  it('loses nothing that was typed when another example is chosen, nor when the original is shown', async () => {
    const mine = '{"sub": "mine"}'
    await claims().fill(mine)
    await page.getByLabel('Example').selectOption('auth0')
    expect(await claims().inputValue()).toContain('auth0|')
    await page.getByLabel('Example').selectOption('keycloak')
    expect(await claims().inputValue()).toBe(mine)
    await page.getByRole('button', { name: 'Show the original' }).click()
    expect(await claims().inputValue()).toContain('offline_access')
    await page.getByRole('button', { name: 'Bring my text back' }).click()
    expect(await claims().inputValue()).toBe(mine)
  })

  it('can send no request, and runs no markup of what is pasted', async () => {
    const answers = await page.evaluate(() =>
      fetch('/').then(
        () => 'reached',
        () => 'refused',
      ),
    )
    expect(answers).toBe('refused')
    // The browser names the request that its policy stopped.
    await expect.poll(() => complaints.length).toBeGreaterThan(0)
    expect(complaints.splice(0).join()).toContain("connect-src 'none'")
    requests.length = 0

    const hostile = '<img src=/x onerror="document.title=1">'
    await claims().fill(
      JSON.stringify({ sub: 'x', preferred_username: hostile, realm_access: { roles: ['staff', hostile] } }),
    )
    await expect.poll(outcome).toBe(`Admitted as ${hostile}`)
    expect(await page.locator('#playground-decision img').count()).toBe(0)
  })

  it('gives a link that brings the texts back, without a token, and sends its state to no server', async () => {
    const token = [
      { alg: 'none' },
      { sub: 'x', preferred_username: 'ben', realm_access: { roles: ['staff'] } },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    await claims().fill(`${token}.c2ln`)
    await page.getByRole('button', { name: 'Copy a link to this' }).click()
    await page.getByText('everyone who gets it can read them').waitFor()
    const link = page.url()
    expect(link).toMatch(/\/try#state=[\w-]+$/u)
    const other = await browser.newPage()
    const asked: string[] = []
    other.on('request', (request) => asked.push(request.url()))
    await other.goto(link)
    await other.locator('html[data-ready]').waitFor()
    expect(await other.locator('#playground-decision .outcome h2').innerText()).toBe('Admitted as ben')
    const restored = await other.getByLabel('Claims Set').inputValue()
    expect(restored).toContain('"preferred_username": "ben"')
    expect(restored).not.toContain('eyJ')
    expect(asked.join()).not.toContain('state=')
    await other.close()
  })

  it('takes another link in the same tab, and says what is wrong with a broken one', async () => {
    const fragment = (state: unknown) => `#state=${Buffer.from(JSON.stringify(state)).toString('base64url')}`
    const hostile = '<img src=/x onerror="document.title=1">'
    const configuration = '{"providers": [{"nameClaim": "name"}], "security": {"requiredRoles": []}}'
    const state = { claims: JSON.stringify({ sub: 'x', name: hostile }), configuration }
    await page.evaluate((hash) => void (location.hash = hash), fragment(state))
    await expect.poll(outcome).toBe(`Admitted as ${hostile}`)
    expect(await page.getByLabel('Example').inputValue()).toBe('link')
    await page.evaluate((hash) => void (location.hash = hash), '#state=%3Cscript%3E')
    await page.getByText('The link of this page is damaged.').waitFor()
    expect(await outcome()).toBe(`Admitted as ${hostile}`)
    expect(await page.locator('#playground img, #playground script').count()).toBe(0)
  })
})
