import { mkdirSync } from 'node:fs'
import { createEngine } from '@x/oidc-engine'
import { launchBrowser, startHttpServer } from '@x/oidc-testing'
import axe from 'axe-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PageContent } from '../../src/pages/page-content.ts'
import { writePage } from '../../src/pages/write-page.ts'
import { sessionSecret } from '../start-app.ts'

const name =
  'Maximiliane von Hohenberg-Langenfeld: maximiliane.von.hohenberg-langenfeld@department.example.com'
const providers = ['Company account', 'Microsoft', name].map((label) => ({ label, href: '/login' }))
const reference = '6Q72-7ZCY'
const person = { name, backHref: '/', signOutAction: '/logout', switchAccountHref: '/login' }

const pages = {
  'choose-provider': { kind: 'chooseProvider', data: { providers } },
  denied: { kind: 'denied', data: { ...person, reason: 'role_missing', reference } },
  'denied-without-a-name': {
    kind: 'denied',
    data: { ...person, name: undefined, reason: 'claims_incomplete', reference },
  },
  forbidden: { kind: 'forbidden', data: { ...person, reference } },
  'sign-in-required': { kind: 'signInRequired', data: { signInHref: '/login', sent: false } },
  'sign-in-required-for-a-form': { kind: 'signInRequired', data: { signInHref: '/login', sent: true } },
  'confirm-logout': { kind: 'confirmLogout', data: { ...person, name: 'ada@example.com' } },
  'switch-account': { kind: 'switchAccount', data: person },
  'logged-out': { kind: 'loggedOut', data: { providerAlso: true, homeHref: '/' } },
  'logged-out-here-alone': { kind: 'loggedOut', data: { providerAlso: false, homeHref: '/' } },
  error: { kind: 'error', data: { code: 'transaction_missing', reference, retryHref: '/' } },
  'error-without-a-retry': { kind: 'error', data: { code: 'unknown_provider', reference } },
  unavailable: { kind: 'unavailable', data: { code: 'provider_unavailable', reference, retryHref: '' } },
} as const satisfies Readonly<Record<string, PageContent>>

const brands = {
  plain: {},
  named: { appName: 'Orders' },
  'logo-and-a-long-name': {
    appName: 'Bestellungen und Rechnungen der Donaudampfschifffahrtsgesellschaft',
    logoUrl: '/logo.svg',
  },
  logo: { logoUrl: '/logo.svg' },
} as const

const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="10" fill="#d9480f"/>
<path d="M11 14h18v4H11zm0 8h12v4H11z" fill="#fff"/></svg>`

type Browser = Awaited<ReturnType<typeof launchBrowser>>

let browser: Browser
let server: Awaited<ReturnType<typeof startHttpServer>>
beforeAll(async () => {
  browser = await launchBrowser()
  server = await startHttpServer(async (request, response) => {
    const url = new URL(request.url ?? '/', server.origin)
    if (url.pathname === '/logo.svg') {
      response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(logo)
      return
    }
    const [, locale = '', brand = '', page = ''] = url.pathname.split('/')
    const answer = await buildAnswer(
      locale === 'de' ? 'de' : 'en',
      brand as keyof typeof brands,
      page as keyof typeof pages,
    )
    response.writeHead(answer.status, [...answer.headers].flat()).end(await answer.text())
  })
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

/** As the engine answers it, with its Content-Security-Policy. */
function buildAnswer(
  locale: 'en' | 'de',
  brand: keyof typeof brands,
  page: keyof typeof pages,
): Promise<Response> {
  const { config } = createEngine({
    baseUrl: server.origin,
    providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
    security: { requiredRoles: [] },
    session: { secret: sessionSecret },
    pages: { ...brands[brand], locale },
    log: () => undefined,
  })
  const ports = { log: fail, random: fail, startTimer: fail }
  const settings = { config, ports, render: undefined, countFailure: fail, describeError: fail }
  return writePage(settings, { header: () => undefined }, { status: 200, ...pages[page] })
}

function fail(): never {
  throw new Error('A page of the library needs this')
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const looks = [
  ...([390, 1280] as const).flatMap((width) =>
    (['light', 'dark'] as const).flatMap((colorScheme) =>
      (['en', 'de'] as const).map((locale) => ({ width, colorScheme, locale })),
    ),
  ),
  // The narrowest phone, with the longer words.
  { width: 320, colorScheme: 'light', locale: 'de' },
] as const
const pictures = process.env['SCREENSHOTS']
if (pictures !== undefined) mkdirSync(pictures, { recursive: true })

// Every page with one brand, and one page with every other.
const cases = [
  ...Object.keys(pages).map((page) => ({ page, brand: page === 'unavailable' ? 'plain' : 'named' })),
  { page: 'forbidden', brand: 'logo-and-a-long-name' },
  { page: 'confirm-logout', brand: 'logo' },
]

describe.each(cases)('the page $page, $brand', ({ page: title, brand }) => {
  it.each(looks)(
    'has no barrier at $width px, $colorScheme, in $locale',
    async ({ width, colorScheme, locale }) => {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 800 } })
      const complaints: string[] = []
      page.on('console', (message) => complaints.push(message.text()))
      try {
        await page.goto(`${server.origin}/${locale}/${brand}/${title}`)
        await page.evaluate(axe.source)
        expect(
          await page.evaluate(
            `axe.run({ runOnly: ${JSON.stringify(rules)} }).then(({ violations }) => violations)`,
          ),
        ).toEqual([])
        const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
        expect(await page.evaluate(overflow), 'scrolls sideways').toBe(0)
        const unloaded = '[...document.images].filter(({ naturalWidth }) => naturalWidth === 0).length'
        expect(await page.evaluate(unloaded), 'images without a picture').toBe(0)
        expect(
          complaints.filter((text) => !text.includes('favicon')),
          'the policy of the page refuses something',
        ).toEqual([])
        if (pictures !== undefined) {
          const path = `${pictures}/${title}-${brand}-${width}-${colorScheme}-${locale}.png`
          await page.screenshot({ path, fullPage: true })
        }
      } finally {
        await page.close()
      }
    },
  )
})
