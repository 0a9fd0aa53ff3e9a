import { createEngine } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { buildPageResponse } from './build-page-response.ts'
import { html } from './html.ts'
import { resolveBrand } from './page-brand.ts'
import { buildDocument } from './page-document.ts'

const { config } = createEngine({
  baseUrl: 'https://app.example.com',
  providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
  security: { requiredRoles: [] },
  session: { secret: 'thirty-two bytes are the least..' },
  log: () => undefined,
})
const build = (title: string): string =>
  buildDocument({ title, body: html`<h1>Heading</h1>` }, { locale: 'de', brand: resolveBrand(config) })
const page = { status: 200, html: build('Title'), hasForm: false }
const form = { ...page, hasForm: true }

async function policyOf(
  options: Parameters<typeof buildPageResponse>[0],
): Promise<ReadonlyMap<string, string>> {
  const policy = (await buildPageResponse(options)).headers.get('Content-Security-Policy') ?? ''
  return new Map(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ')
      return [name, sources.join(' ')]
    }),
  )
}

describe('buildPageResponse', () => {
  it('allows the style of the page by its hash, and nothing else', async () => {
    const text = await (await buildPageResponse(page)).text()
    const style = /<style>(.*)<\/style>/s.exec(text)?.[1] ?? ''
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style))
    const hash = Buffer.from(digest).toString('base64')
    expect(Object.fromEntries(await policyOf(page))).toEqual({
      'default-src': "'none'",
      'style-src': `'sha256-${hash}'`,
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'base-uri': "'none'",
    })
  })

  it('answers HTML that is neither cached, sniffed, framed nor reached by an opener', async () => {
    const response = await buildPageResponse({ ...page, status: 403 })
    expect(response.status).toBe(403)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'private, no-store',
      vary: 'Cookie',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
    })
    expect(response.headers.has('Retry-After')).toBe(false)
  })

  it('is a document in its language with title, viewport and a main landmark', () => {
    const text = build('<b>')
    expect(text.startsWith('<!doctype html>\n<html lang="de">')).toBe(true)
    expect(text).toContain('<title>&lt;b&gt;</title>')
    expect(text).toContain('name="viewport"')
    expect(text).toContain('<main>\n<h1>Heading</h1>\n</main>')
  })

  it('C-17: sends same-origin with a form, so that its POST names its origin, and no-referrer without', async () => {
    expect((await buildPageResponse(form)).headers.get('Referrer-Policy')).toBe('same-origin')
    expect((await buildPageResponse(page)).headers.get('Referrer-Policy')).toBe('no-referrer')
  })

  it('C-08: allows exactly the logo', async () => {
    const logoSource = 'https://cdn.example.com/logo.svg'
    expect((await policyOf({ ...page, logoSource })).get('img-src')).toBe(logoSource)
    expect((await policyOf(page)).has('img-src')).toBe(false)
  })

  it('C-08: allows a page of the application styles with its nonce, images and fonts of its origin, and no scripts', async () => {
    const policy = Object.fromEntries(await policyOf({ ...page, nonce: 'AAAA' }))
    expect(policy).toMatchObject({
      'default-src': "'none'",
      'style-src': expect.stringMatching(/^'sha256-[\w+/=]+' 'nonce-AAAA'$/u) as unknown,
      'img-src': "'self'",
      'font-src': "'self'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'base-uri': "'none'",
    })
    expect(policy).not.toHaveProperty('script-src')
  })

  it('lets forms lead to our own origin and, where it is said, on to any provider', async () => {
    expect((await policyOf(form)).get('form-action')).toBe("'self'")
    expect((await policyOf({ ...form, formSchemes: ['https:', 'http:'] })).get('form-action')).toBe(
      "'self' https: http:",
    )
    expect((await policyOf({ ...page, formSchemes: ['https:'] })).get('form-action')).toBe("'none'")
  })
})
