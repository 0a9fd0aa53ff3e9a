import { describe, expect, it } from 'vitest'
import { buildChooseProviderPage } from './choose-provider-page.ts'
import { buildConfirmLogoutPage } from './confirm-logout-page.ts'
import { buildDeniedPage } from './denied-page.ts'
import { buildErrorPage } from './error-page.ts'
import { buildForbiddenPage } from './forbidden-page.ts'
import { buildLoggedOutPage } from './logged-out-page.ts'
import type { Page } from './page.ts'
import { buildPageResponse } from './build-page-response.ts'
import { keepWebAddress } from './page-blocks.ts'
import { buildSignInRequiredPage } from './sign-in-required-page.ts'
import { buildSwitchAccountPage } from './switch-account-page.ts'
import { buildUnavailablePage } from './unavailable-page.ts'

/** Every page, with one text in all of its texts and one address in all of its addresses. */
function buildEveryPage(text: string, address: string): readonly (readonly [string, Page])[] {
  const addresses = { signOutAction: address, switchAccountHref: address, backHref: address }
  return [
    ['choose-provider', buildChooseProviderPage({ providers: [{ label: text, href: address }] })],
    ['denied', buildDeniedPage({ name: text, reason: text, code: text, ...addresses })],
    ['forbidden', buildForbiddenPage({ name: text, code: text, ...addresses })],
    ['sign-in-required', buildSignInRequiredPage({ signInHref: address, sent: false })],
    ['sign-in-required, for a form', buildSignInRequiredPage({ signInHref: address, sent: true })],
    ['switch-account', buildSwitchAccountPage({ name: text, ...addresses })],
    ['confirm-logout', buildConfirmLogoutPage({ name: text, ...addresses })],
    ['logged-out', buildLoggedOutPage({ providerAlso: false, homeHref: address })],
    ['error', buildErrorPage({ title: text, text, code: text, retryHref: address })],
    ['unavailable', buildUnavailablePage({ code: text, retryHref: address })],
  ]
}

const plain = buildEveryPage('plain', '/plain')

/** Elements and attribute names, in their order: what a browser would build, without the texts. */
function outline(markup: string): string {
  return markup.replaceAll(/"[^"]*"/g, '""').replaceAll(/>[^<]*</g, '><')
}

describe.each([
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onfocus='alert(1)' autofocus='",
  '</title></style></main><form action=https://attacker.example>',
  '&quot; &#x3c;b&#x3e;',
  '\u0000\r\n\t\u001b\u202e\ud800',
])('C-08: with %j in every text and address', (hostile) => {
  const pages = buildEveryPage(hostile, `/${hostile}`)

  it.each(pages.map(([name, page], index) => [name, page, plain[index]?.[1]] as const))(
    'the %s page has the elements that it always has',
    async (_, page, expected) => {
      if (expected === undefined) throw new Error('No page to compare with')
      const sent = await (await buildPageResponse({ status: 200, ...page })).text()
      const usual = await (await buildPageResponse({ status: 200, ...expected })).text()
      expect(outline(sent)).toBe(outline(usual))
      expect(page.body.toString()).not.toContain(hostile)
    },
  )
})

describe.each(plain)('the %s page', (name, page) => {
  const body = page.body.toString()

  it('has one heading and a title', () => {
    expect(body.match(/<h1>[^<]+<\/h1>/g)).toHaveLength(1)
    expect(page.title).not.toBe('')
  })

  it('has no script, no handler, no inline style and nothing to load', () => {
    expect(body).not.toMatch(/<(?:script|img|link|iframe|object)\b|\son\w+=|\sstyle=|\ssrc=/i)
  })

  it('signs out by POST alone', () => {
    const forms = body.match(/<form [^>]*>/g) ?? []
    expect(forms).toHaveLength(
      ['denied', 'forbidden', 'switch-account', 'confirm-logout'].includes(name) ? 1 : 0,
    )
    for (const form of forms) expect(form).toBe('<form method="post" action="/plain">')
  })

  it('leads to no address but paths and web addresses', () => {
    for (const address of [
      'javascript:alert(1)',
      'data:text/html,x',
      '//attacker.example',
      '/\\attacker.example',
    ]) {
      const hostile =
        buildEveryPage('plain', address)
          .find(([other]) => other === name)?.[1]
          .body.toString() ?? ''
      const targets = Array.from(hostile.matchAll(/(?:href|action)="([^"]*)"/g), ([, target]) => target)
      expect(targets.length).toBeGreaterThan(0)
      expect(new Set(targets)).toEqual(new Set(['/']))
    }
  })
})

describe('keepWebAddress', () => {
  it.each(['/', '/a?b=c#d', 'https://app.example.com/x', 'http://localhost:3000/'])('keeps %s', (address) => {
    expect(keepWebAddress(address)).toBe(address)
  })

  it.each([
    'a',
    ' /',
    'JavaScript:alert(1)',
    'java\tscript:alert(1)',
    '//a',
    '/\\a',
    '\\\\a',
    'ftp://a',
    '?a',
  ])('replaces %j', (address) => {
    expect(keepWebAddress(address)).toBe('/')
  })
})

describe('what the pages say', () => {
  it('a choice names every provider and where it leads, in the order given', () => {
    const providers = ['one', 'two', 'three'].map((label) => ({
      label,
      href: `/oauth2/authorization/${label}`,
    }))
    const body = buildChooseProviderPage({ providers }).body.toString()
    expect(Array.from(body.matchAll(/href="([^"]*)"/g), ([, href]) => href)).toEqual(
      providers.map(({ href }) => href),
    )
  })

  it('a denial without a name shows no account', () => {
    const options = { reason: 'r', code: 'K7QF', signOutAction: '/logout', switchAccountHref: '/switch' }
    expect(buildDeniedPage(options).body.toString()).not.toContain('Signed in as')
    expect(buildDeniedPage({ ...options, name: 'alice' }).body.toString()).toContain('Signed in as')
  })

  it('a sign-out says whether the provider took part', () => {
    const say = (providerAlso: boolean) => buildLoggedOutPage({ providerAlso, homeHref: '/' }).body.toString()
    expect(say(true)).toContain('and at the provider')
    expect(say(false)).toContain('may still be signed in')
  })

  it('an error without a way to retry offers none', () => {
    expect(buildErrorPage({ title: 't', text: 'x', code: 'c' }).body.toString()).not.toContain('Try again')
  })
})
