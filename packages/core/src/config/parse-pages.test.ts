import { describe, expect, it } from 'vitest'
import { checkOidcConfig, defineOidcConfig } from './define-oidc-config.ts'
import type { PagesOptions, ProviderOptions } from './oidc-options.ts'

function build(pages: PagesOptions | undefined, provider: Partial<ProviderOptions> = {}) {
  return {
    baseUrl: 'https://app.example.com',
    providers: [
      {
        ...{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' },
        rolesClaims: ['groups'],
        ...provider,
      },
    ],
    security: { roleMapping: { staff: ['ROLE_USER'] } },
    session: { secret: 'thirty-two bytes are the least..' },
    pages,
  }
}

const issues = (...given: Parameters<typeof build>): readonly string[] =>
  checkOidcConfig(build(...given)).map(({ severity, path, code }) => `${severity} ${path.join('.')} ${code}`)

describe('pages', () => {
  it('are in English, without a name and a logo, by default', () => {
    for (const pages of [undefined, {}, { appName: undefined, logoUrl: undefined, locale: undefined }])
      expect(defineOidcConfig(build(pages)).pages).toEqual({ locale: 'en' })
  })

  it('keep the given values, also if the configuration is defined again', () => {
    const pages = { appName: 'Orders & Bills', logoUrl: '/logo.svg?v=2', locale: 'auto' }
    const config = defineOidcConfig(build(pages))
    expect(config.pages).toEqual(pages)
    expect(Object.isFrozen(config.pages)).toBe(true)
    expect(defineOidcConfig(config)).toEqual(config)
  })

  it.each(['de', 'en', 'auto'])('know the language %s', (locale) => {
    expect(issues({ locale })).toEqual([])
  })

  it.each(['fr', 'DE', 'de-AT', '', 'toString', 7, null])('refuse the language %j', (locale) => {
    expect(issues({ locale: locale as string })).toEqual(['error pages.locale invalid_value'])
  })

  it('name the languages that there are', () => {
    expect(checkOidcConfig(build({ locale: 'fr' }))[0]?.message).toBe("must be 'en', 'de' or 'auto'.")
  })

  it.each<[PagesOptions, string]>([
    [{ appName: '' }, 'error pages.appName empty'],
    [{ appName: 7 as never }, 'error pages.appName invalid_type'],
    [{ render: 'html' } as never, 'error pages.render invalid_type'],
    [{ appname: 'x' } as never, 'error pages.appname unknown_key'],
    ['Orders' as never, 'error pages invalid_type'],
  ])('%j: %s', (pages, issue) => {
    expect(issues(pages)).toEqual([issue])
  })

  it('accept a function as render, which only the engine uses', () => {
    expect(issues({ render: () => '' } as PagesOptions)).toEqual([])
    expect(defineOidcConfig(build({ render: () => '' } as PagesOptions)).pages).toEqual({ locale: 'en' })
  })
})

const texts: readonly (readonly [string, boolean])[] = [
  ['Orders', true],
  ['Bestellungen <b>', true],
  ['注文', true],
  ['a'.repeat(100), true],
  ['😀'.repeat(100), true],
  ['a'.repeat(101), false],
  [' ', false],
  [' Orders', false],
  ['Orders\u00a0', false],
  ['two\nlines', false],
  ['a\u0000b', false],
  ['a\u2028b', false],
  ['evil\u202etxt', false],
]

describe.each(texts)('the text %j', (text, isGood) => {
  it(`is ${isGood ? '' : 'not '}accepted as the name of an application and of a provider`, () => {
    expect(issues({ appName: text })).toEqual(isGood ? [] : ['error pages.appName invalid_value'])
    expect(issues(undefined, { label: text })).toEqual(
      isGood ? [] : ['error providers.0.label invalid_value'],
    )
  })
})

describe('pages.logoUrl', () => {
  it.each([
    '/logo.svg',
    '/assets/logo%20dark.png?v=3',
    'https://cdn.example.com/logo.svg',
    'https://cdn.example.com:8443/a/b.png?x=1',
  ])('may be %s', (logoUrl) => {
    expect(issues({ logoUrl })).toEqual([])
  })

  it.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'data:image/svg+xml,<svg/>',
    'blob:https://app.example.com/1',
    'http://cdn.example.com/logo.svg',
    'http://localhost/logo.svg',
    '//cdn.example.com/logo.svg',
    '/\\cdn.example.com/logo.svg',
    '/@cdn.example.com//logo.svg',
    'logo.svg',
    './logo.svg',
    '/',
    '/images/',
    '/a/../logo.svg',
    '/a/%2e%2e/logo.svg',
    '/logo.svg#dark',
    "/logo.svg; script-src 'unsafe-inline'",
    '/logo.svg;x',
    '/a,b.svg',
    "/a'b.svg",
    '/lo go.svg',
    '/logo.svg\n',
    '/logo.svg"onerror="alert(1)',
    'https://user@cdn.example.com/logo.svg',
    'https://[::1]/logo.svg',
    'https://under_score.example.com/logo.svg',
    'https://cdn.example.com',
    'https://*.example.com/logo.svg',
  ])('C-08: cannot be %j', (logoUrl) => {
    expect(issues({ logoUrl })).toEqual(['error pages.logoUrl invalid_url'])
  })
})

describe('label', () => {
  it('is the id of the provider by default', () => {
    expect(defineOidcConfig(build(undefined)).providers[0]).toMatchObject({ label: 'main' })
    expect(defineOidcConfig(build(undefined, { label: 'Company' })).providers[0]).toMatchObject({
      label: 'Company',
    })
  })

  it('is allowed for sign-ins only', () => {
    const provider = { clientId: undefined, signIn: false, label: 'Cluster' } as never
    expect(issues(undefined, provider)).toContain('error providers.0.label conflict')
  })
})
