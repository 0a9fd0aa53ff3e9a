import { launchBrowser } from '@x/oidc-testing'
import axe from 'axe-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPageResponse } from '../../src/pages/build-page-response.ts'
import { buildChooseProviderPage } from '../../src/pages/choose-provider-page.ts'
import { buildConfirmLogoutPage } from '../../src/pages/confirm-logout-page.ts'
import { buildDeniedPage } from '../../src/pages/denied-page.ts'
import { buildErrorPage } from '../../src/pages/error-page.ts'
import { buildForbiddenPage } from '../../src/pages/forbidden-page.ts'
import { buildLoggedOutPage } from '../../src/pages/logged-out-page.ts'
import { buildSignInRequiredPage } from '../../src/pages/sign-in-required-page.ts'
import { buildSwitchAccountPage } from '../../src/pages/switch-account-page.ts'
import { buildUnavailablePage } from '../../src/pages/unavailable-page.ts'

const name = 'A person with a long name and an address: a.person.with.a.long.name@department.example.com'
const code = 'transaction_missing 6Q72-7ZCY'
const addresses = { backHref: '/', homeHref: '/', retryHref: '/', signInHref: '/login', href: '/login' }
const actions = { ...addresses, signOutAction: '/logout', switchAccountHref: '/login' }

const pages = {
  'choose-provider': buildChooseProviderPage({
    providers: ['keycloak', 'microsoft', name].map((label) => ({ label, href: '/login' })),
  }),
  denied: buildDeniedPage({ name, reason: 'None of your roles opens this application.', code, ...actions }),
  forbidden: buildForbiddenPage({ name, code, ...actions }),
  'sign-in-required': buildSignInRequiredPage({ sent: false, ...actions }),
  'sign-in-required-for-a-form': buildSignInRequiredPage({ sent: true, ...actions }),
  'confirm-logout': buildConfirmLogoutPage({ name, ...actions }),
  'switch-account': buildSwitchAccountPage({ name, ...actions }),
  'logged-out': buildLoggedOutPage({ providerAlso: true, ...actions }),
  error: buildErrorPage({
    title: 'This sign-in was not begun here',
    text: 'Sign in again.',
    code,
    ...actions,
  }),
  unavailable: buildUnavailablePage({ code, ...actions }),
}

type Browser = Awaited<ReturnType<typeof launchBrowser>>

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
})

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const looks = [
  { size: 'narrow', width: 320, colorScheme: 'light' },
  { size: 'narrow', width: 320, colorScheme: 'dark' },
  { size: 'wide', width: 1280, colorScheme: 'dark' },
  { size: 'wide', width: 1280, colorScheme: 'light' },
] as const
const pictures = process.env['SCREENSHOTS']

describe.each(Object.entries(pages))('the %s page', (title, body) => {
  it.each(looks)('has no barrier, $size and $colorScheme', async ({ size, width, colorScheme }) => {
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 800 } })
    try {
      await page.setContent(await (await buildPageResponse({ status: 200, ...body })).text())
      await page.evaluate(axe.source)
      expect(
        await page.evaluate(
          `axe.run({ runOnly: ${JSON.stringify(rules)} }).then(({ violations }) => violations)`,
        ),
      ).toEqual([])
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
      expect(await page.evaluate(overflow), 'scrolls sideways').toBe(0)
      if (pictures !== undefined) {
        await page.screenshot({
          path: `${pictures}/engine-${title}-${size}-${colorScheme}.png`,
          fullPage: true,
        })
      }
    } finally {
      await page.close()
    }
  })
})
