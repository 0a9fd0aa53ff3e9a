import { createEngine } from '@x/oidc-engine'
import {
  contractOptions,
  contractPeople,
  contractTexts,
  launchBrowser,
  signedInCookie,
} from '@x/oidc-testing'
import { expect, it } from 'vitest'
import { plainBuild } from '../contract-builds.ts'
import { pageTimeout } from '../page-timeout.ts'
import { startContractApp, type StartOptions } from '../start-contract-app.ts'
import { writeContractApp } from '../write-contract-app.ts'

/** Opens the page that passes `auth` to a Client Component, and returns what the browser got and showed. */
async function openPage(options: StartOptions) {
  const app = await startContractApp(plainBuild, options)
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    page.setDefaultTimeout(pageTimeout)
    const messages: string[] = []
    page.on('console', (message) => messages.push(message.text()))
    page.on('pageerror', (error) => messages.push(error.message))
    const show = async (): Promise<{ html: string; shown: unknown }> => {
      const response = await page.goto(`${app.origin}/pages/browser`)
      const heading = page.locator('h1', { hasText: 'status' })
      return { html: (await response?.text()) ?? '', shown: JSON.parse(await heading.innerText()) as unknown }
    }
    const before = await show()
    await page.goto(`${app.origin}/login`)
    await page.getByRole('button', { name: contractPeople.admin.name }).click()
    await page.waitForURL(`${app.origin}/`)
    const after = await show()
    return { before, after, messages, output: app.output(), issuer: app.provider.issuerUrl }
  } finally {
    await browser.close()
    await app.close()
  }
}

const secrets = [/eyJ/u, /the secret of the contract app/u, /a secret of the adapter contract/u, /"owner"/u]

it.each([{ keepsTokens: 'memory' }, { keepsTokens: 'cookies' }] as const)(
  'passes auth to a Client Component, without functions, tokens and the data of onSignIn: %o',
  async (options) => {
    const { before, after, issuer } = await openPage(options)
    expect(before.shown).toEqual({ status: 'anonymous', roles: [], isSet: true })
    expect(after.shown).toEqual({
      ...{ status: 'authenticated', via: 'session', isSet: true },
      expiresAt: expect.any(Number) as number,
      roles: ['ROLE_ADMIN', 'ROLE_USER'],
      user: {
        ...{ issuer, subject: 'admin', name: contractPeople.admin.name },
        claims: expect.any(Object) as object,
      },
    })
    expect(after.html).toContain('ROLE_ADMIN')
    expect(after.html).not.toContain('hasRole')
    for (const secret of secrets) expect(after.html).not.toMatch(secret)
  },
)

it('passes it under development without a warning of React, and writes no data of onSignIn into its page', async () => {
  const devFolder = await writeContractApp(plainBuild, 'dev-client-component')
  const { after, messages, output } = await openPage({ devFolder, keepsTokens: 'memory' })
  expect(after.shown).toMatchObject({ isSet: true, roles: ['ROLE_ADMIN', 'ROLE_USER'] })
  for (const secret of secrets) expect(after.html).not.toMatch(secret)
  for (const text of [...messages, output]) expect(text).not.toMatch(/Client Components|Only plain objects/u)
})

it('serves a person with a session that a test created without the provider', async () => {
  const app = await startContractApp(plainBuild)
  try {
    const oidc = createEngine(contractOptions({ baseUrl: app.origin, issuerUrl: app.provider.issuerUrl }))
    const ask = async (path: string, cookie: string): Promise<string> =>
      (await fetch(app.origin + path, { headers: { cookie } })).text()
    const staff = await signedInCookie(oidc, { name: 'Staff', roles: ['ROLE_USER'] })
    const admin = await signedInCookie(oidc, { name: 'Admin', roles: ['ROLE_USER', 'ROLE_ADMIN'] })
    expect(await ask('/pages/member', staff)).toContain('Staff')
    expect(await ask('/extra', staff)).toContain('"owner":"Staff"')
    expect(await ask('/roles', admin)).toBe('["ROLE_ADMIN","ROLE_USER"]')
    expect(await ask('/admin', admin)).toBe(contractTexts.admin)
    expect((await fetch(`${app.origin}/admin`, { headers: { cookie: staff } })).status).toBe(403)
    expect(app.provider.requests.count('/auth')).toBe(0)
  } finally {
    await app.close()
  }
})
