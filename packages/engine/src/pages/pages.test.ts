import { createEngine } from '@x/oidc-engine'
import type { OidcConfig, PageLocale } from '@x/oidc-core'
import { describe, expect, it } from 'vitest'
import { de } from './locales/de.ts'
import { en } from './locales/en.ts'
import { keepWebAddress } from './page-blocks.ts'
import { resolveBrand } from './page-brand.ts'
import type { PageContent } from './page-content.ts'
import { buildDocument } from './page-document.ts'
import type { PageTexts } from './page-texts.ts'
import type { Page } from './page.ts'
import { buildPage } from './write-page.ts'

/** Every page, with one text in all of its texts and one address in all of its addresses. */
function listEveryPage(text: string, address: string): Readonly<Record<string, PageContent>> {
  const person = { name: text, signOutAction: address, switchAccountHref: address, backHref: address }
  const [code, reason] = [text as 'unexpected', text as 'role_missing']
  return {
    'choose-provider': { kind: 'chooseProvider', data: { providers: [{ label: text, href: address }] } },
    denied: { kind: 'denied', data: { ...person, reason, reference: text } },
    forbidden: { kind: 'forbidden', data: { ...person, reference: text } },
    'sign-in-required': { kind: 'signInRequired', data: { signInHref: address, sent: false } },
    'sign-in-required, for a form': { kind: 'signInRequired', data: { signInHref: address, sent: true } },
    'switch-account': { kind: 'switchAccount', data: person },
    'confirm-logout': { kind: 'confirmLogout', data: person },
    'logged-out': { kind: 'loggedOut', data: { providerAlso: false, homeHref: address } },
    error: { kind: 'error', data: { code, reference: text, retryHref: address } },
    unavailable: {
      kind: 'unavailable',
      data: { code: text as 'provider_unavailable', reference: text, retryHref: address },
    },
  }
}

const buildEveryPage = (text: string, address: string): readonly (readonly [string, Page])[] => {
  // The codes are hostile, too, so each has a text.
  const texts: PageTexts = {
    ...en,
    errors: { ...en.errors, [text]: { title: text, text } },
    denied: { ...en.denied, reasons: { ...en.denied.reasons, [text]: text } },
  }
  return Object.entries(listEveryPage(text, address)).map(([name, { kind, data }]) => [
    name,
    buildPage(kind, data, texts),
  ])
}

function defineApp(pages: { readonly appName?: string; readonly logoUrl?: string }): OidcConfig {
  return createEngine({
    baseUrl: 'https://app.example.com/shop',
    providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
    security: { requiredRoles: [] },
    session: { secret: 'thirty-two bytes are the least..' },
    pages,
    log: () => undefined,
  }).config
}

const brand = resolveBrand(defineApp({ appName: 'Orders', logoUrl: '/logo.svg' }))
const send = (page: Page, locale: PageLocale = 'en'): string => buildDocument(page, { locale, brand })

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
    (_, page, expected) => {
      if (expected === undefined) throw new Error('No page to compare with')
      expect(outline(send(page))).toBe(outline(send(expected)))
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
  const say = ({ kind, data }: PageContent): string => buildPage(kind, data, en).body.toString()

  it('a choice names every provider and where it leads, in the order given', () => {
    const providers = ['one', 'two', 'three'].map((label) => ({
      label,
      href: `/oauth2/authorization/${label}`,
    }))
    const body = say({ kind: 'chooseProvider', data: { providers } })
    expect(Array.from(body.matchAll(/href="([^"]*)"/g), ([, href]) => href)).toEqual(
      providers.map(({ href }) => href),
    )
  })

  it('a denial without a name shows no account', () => {
    const data = {
      reason: 'role_missing',
      reference: 'K7QF',
      signOutAction: '/logout',
      switchAccountHref: '/switch',
    } as const
    expect(say({ kind: 'denied', data })).not.toContain('Signed in as')
    expect(say({ kind: 'denied', data: { ...data, name: 'alice' } })).toContain('Signed in as')
  })

  it('a sign-out says whether the provider took part', () => {
    const logOut = (providerAlso: boolean) =>
      say({ kind: 'loggedOut', data: { providerAlso, homeHref: '/' } })
    expect(logOut(true)).toContain('and at the provider')
    expect(logOut(false)).toContain('may still be signed in')
  })

  it('an error without a way to retry offers none', () => {
    expect(say({ kind: 'error', data: { code: 'config_invalid', reference: 'c' } })).not.toContain(
      'Try again',
    )
  })

  it('a code without a reference stands alone', () => {
    expect(say({ kind: 'error', data: { code: 'unexpected' } })).toContain('<code>unexpected</code>')
  })

  it('an e-mail address may break before its host', () => {
    const data = { name: 'ada@example.com', signOutAction: '/logout', backHref: '/' }
    expect(say({ kind: 'confirmLogout', data })).toContain('<bdi>ada<wbr />@example.com</bdi>')
  })
})

describe('the application of a page', () => {
  const page = {
    title: 'Title',
    body: buildPage('loggedOut', { providerAlso: true, homeHref: '/' }, en).body,
  }
  const sendFor = (pages: Parameters<typeof defineApp>[0]): string =>
    buildDocument(page, { locale: 'en', brand: resolveBrand(defineApp(pages)) })

  it('is not named without a name and a logo', () => {
    const document = sendFor({})
    expect(document).toContain('<title>Title</title>')
    expect(document).not.toMatch(/<header|<img/u)
  })

  it('is named in the title of the window and above the page, with its logo as decoration', () => {
    const document = sendFor({ appName: 'Orders & <b>', logoUrl: '/logo.svg?v=2' })
    expect(document).toContain('<title>Title · Orders &amp; &lt;b&gt;</title>')
    expect(document).toContain(
      '<header class="app"><img src="https://app.example.com/logo.svg?v=2" alt="" /><bdi>Orders &amp; &lt;b&gt;</bdi></header>',
    )
  })

  it('is named by its host where there is a logo alone', () => {
    expect(sendFor({ logoUrl: 'https://cdn.example.com/l.png' })).toContain(
      '<img src="https://cdn.example.com/l.png" alt="app.example.com" />',
    )
  })

  it.each([
    ['/logo.svg?v=2', 'https://app.example.com/logo.svg'],
    ['https://cdn.example.com:8443/a/b%20c.png', 'https://cdn.example.com:8443/a/b%20c.png'],
  ])('has the policy for %s allow %s', (logoUrl, source) => {
    expect(resolveBrand(defineApp({ logoUrl })).logoSource).toBe(source)
  })

  it('has the policy allow its own origin where a policy cannot name the host', () => {
    const config = { ...defineApp({ logoUrl: '/logo.svg' }), baseUrl: 'http://[::1]:3000' }
    expect(resolveBrand(config).logoSource).toBe("'self'")
  })
})

describe('German', () => {
  const flatten = (value: object, path = ''): readonly (readonly [string, string])[] =>
    Object.entries(value).flatMap(([key, member]: [string, unknown]) =>
      typeof member === 'object' && member !== null
        ? flatten(member, `${path}${key}.`)
        : [[path + key, String(member)]],
    )

  it('has the texts of English, in the same order, and no text of English', () => {
    const [english, german] = [flatten(en), flatten(de)]
    expect(german.map(([path]) => path)).toEqual(english.map(([path]) => path))
    for (const [index, [path, text]] of german.entries()) {
      expect(text, path).not.toBe(english[index]?.[1])
      expect(text, path).toMatch(/^\S(?:.*\S)?$/u)
    }
  })
})
