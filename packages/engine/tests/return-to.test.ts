import { describe, expect, it } from 'vitest'
import { useSignInFixture } from './sign-in-fixture.ts'

const fixture = useSignInFixture()

/** Hostile ways to write another host, each tried as it is and percent-encoded once more. */
const hostile = [
  'https://evil.example',
  'https://evil.example/',
  'http://evil.example',
  '//evil.example',
  '///evil.example',
  '////evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r\n/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '\u0000//evil.example',
  '//evil.example/%2e%2e',
  '//evil.example@localhost',
  '//localhost@evil.example',
  'http://localhost@evil.example',
  'http://localhost:80@evil.example',
  'http://localhost.evil.example',
  'http:evil.example',
  'http:/evil.example',
  'http:\\\\evil.example',
  'https:evil.example',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'file:///etc/passwd',
  'blob:http://localhost/x',
  'ftp://localhost/',
  '/..//evil.example',
  '/.//evil.example',
  '/x/..//evil.example',
  '/%2e%2e//evil.example',
  '//[::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://2130706433/',
  '//evil。example',
  '//ｅｖｉｌ.example',
  '/\u2028/evil.example',
  '//%65vil.example',
  '/%0d%0aLocation:%20//evil.example',
  '/\r\nSet-Cookie: a=b',
  '/\r\n\r\n<script>alert(1)</script>',
  'http://',
  'http://:@/',
  ':',
  '?',
  '#//evil.example',
  '?//evil.example',
  ';//evil.example',
  '@evil.example',
  '.evil.example',
  'x'.repeat(5000),
  `/${'x'.repeat(300)}`,
]

/** The final Location of a sign-in that was begun with this return address. */
async function findLanding(returnTo: string): Promise<string> {
  const { origin } = fixture.app
  const browser = fixture.openBrowser()
  const query = `returnTo=${encodeURIComponent(returnTo)}`
  const page = await browser.get(`${origin}/oauth2/authorization/main?${query}`, {
    stopBefore: `${origin}/login/oauth2/code/`,
  })
  const answer = await browser.get(page.chain.at(-1)?.location ?? '', { followRedirects: false })
  expect(answer.status).toBe(303)
  return answer.headers.get('location') ?? ''
}

describe('C-09: the return address', () => {
  it.each([...hostile, ...hostile.map(encodeURIComponent)])('%j never leaves the origin', async (text) => {
    const location = await findLanding(text)
    // What a browser makes of the header, relative to the callback that sent it.
    const landed = new URL(location, `${fixture.app.origin}/login/oauth2/code/main`)
    expect(landed.origin).toBe(fixture.app.origin)
    expect(location.startsWith(`${fixture.app.origin}/`)).toBe(true)
  })

  it.each(['/', '/me', '/a/b?c=d&e=f#g', '/ä?ö', '/me?next=//evil.example', '/a%2Fb'])(
    '%j is kept',
    async (text) => {
      expect(await findLanding(text)).toBe(new URL(text, fixture.app.origin).href)
    },
  )

  it('is kept when it names our own origin', async () => {
    expect(await findLanding(`${fixture.app.origin}/me`)).toBe(`${fixture.app.origin}/me`)
  })

  it.each(['blob:', 'filesystem:', 'view-source:', 'BLOB:'])(
    'is refused behind %s, although its origin may be ours',
    async (scheme) => {
      expect(await findLanding(`${scheme}${fixture.app.origin}/x`)).toBe(`${fixture.app.origin}/`)
    },
  )

  it.each(['//evil.example', '/.//evil.example', '/x/..//evil.example', '//'])(
    '#11: is never a path that names another host where the origin before it is cut off: %s',
    async (path) => {
      expect(await findLanding(fixture.app.origin + path)).toBe(`${fixture.app.origin}/`)
    },
  )

  it.each([
    '/oauth2/authorization/main',
    '/login',
    '/logout',
    '/login/denied',
    '/login/oauth2/code/main?code=x',
  ])('never leads back into the sign-in: %s', async (path) => {
    expect(await findLanding(path)).toBe(`${fixture.app.origin}/`)
  })
})

describe('C-09, #20: the way back from a gate', () => {
  it.each([
    '//evil.example/..',
    '/\\evil.example',
    '///evil.example',
    '/%5cevil.example',
    '/.//evil.example',
    '/me//..//x',
  ])('stays on the origin for the path %s', async (rawPath) => {
    const browser = fixture.openBrowser()
    const refused = await browser.get(`${fixture.app.origin}/`, { rawPath, followRedirects: false })
    expect(refused.status).toBe(302)
    const start = new URL(refused.headers.get('location') ?? '')
    expect(start.origin).toBe(fixture.app.origin)
    const landing = await findLanding(start.searchParams.get('returnTo') ?? '/')
    expect(new URL(landing).origin).toBe(fixture.app.origin)
  })

  it('ignores Host and X-Forwarded headers', async () => {
    const refused = await fixture.openBrowser().get(`${fixture.app.origin}/me`, {
      followRedirects: false,
      headers: {
        host: 'evil.example',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'https',
        forwarded: 'host=evil.example',
        'x-original-url': '//evil.example',
      },
    })
    expect(refused.headers.get('location')).toBe(
      `${fixture.app.origin}/oauth2/authorization/main?returnTo=%2Fme`,
    )
  })
})
