import { describe, expect, it } from 'vitest'
import { checkOidcConfig, defineOidcConfig } from './define-oidc-config.ts'

const secret = 'a secret of the tests, which is long enough'

function build(session: object, baseUrl = 'https://app.example.com') {
  return {
    baseUrl,
    providers: [
      { providerId: 'op', issuerUrl: 'https://id.example.com', clientId: 'app', rolesClaims: ['groups'] },
    ],
    security: { roleMapping: { staff: ['ROLE_USER'] } },
    session: { secret, ...session },
  }
}

function find(session: object, baseUrl?: string): readonly string[] {
  return checkOidcConfig(build(session, baseUrl))
    .filter(({ path }) => path[0] === 'session')
    .map(({ severity, path, code }) => `${severity} ${path.join('.')} ${code}`)
}

describe('session.sameSite', () => {
  it.each(['https://app.example.com', 'http://localhost:3000', 'http://127.0.0.1:3000'])(
    'accepts none with %s',
    (baseUrl) => {
      expect(find({ sameSite: 'none' }, baseUrl)).toEqual([])
    },
  )

  it('refuses none over http, where browsers drop the cookies', () => {
    const options = { ...build({ sameSite: 'none' }, 'http://app.example.com'), allowInsecureBaseUrl: true }
    const [issue] = checkOidcConfig(options).filter(({ path }) => path[1] === 'sameSite')
    expect(issue).toMatchObject({ severity: 'error', code: 'insecure_url' })
  })

  it('refuses strict, and says why', () => {
    const [issue] = checkOidcConfig(build({ sameSite: 'strict' }))
    expect(issue).toMatchObject({ severity: 'error', path: ['session', 'sameSite'], code: 'invalid_value' })
    expect(issue?.message).toMatch(/links from other sites/u)
  })

  it.each(['None', '', true, null, 'lax; Domain=evil.example'])('refuses %j', (sameSite) => {
    expect(find({ sameSite })).toEqual(['error session.sameSite invalid_value'])
  })

  it('is lax by default', () => {
    expect(defineOidcConfig(build({})).session.sameSite).toBe('lax')
  })
})

describe('session.cookieDomain', () => {
  it.each([
    ['example.com', 'https://app.example.com'],
    ['example.com', 'https://example.com'],
    ['app.example.com', 'https://a.b.app.example.com:8443/mount'],
    ['example.localhost', 'http://app.example.localhost:3000'],
  ])('accepts %s for %s, and warns of what __Host- gives', (cookieDomain, baseUrl) => {
    expect(find({ cookieDomain }, baseUrl)).toEqual(['warning session.cookieDomain cookie_domain_shared'])
    const [warning] = checkOidcConfig(build({ cookieDomain }, baseUrl)).filter(
      ({ path }) => path[1] === 'cookieDomain',
    )
    expect(warning?.message).toMatch(/read and replace the session, .*__Host-/u)
  })

  it.each([
    ['com', 'https://example.com'],
    ['localhost', 'http://localhost:3000'],
    ['localhost', 'http://app.localhost'],
    ['127.0.0.1', 'http://127.0.0.1:3000'],
    ['0.0.1', 'http://127.0.0.1:3000'],
    ['[::1]', 'http://[::1]:3000'],
    ['.example.com', 'https://app.example.com'],
    ['example.com.', 'https://app.example.com'],
    ['Example.com', 'https://app.example.com'],
    ['*.example.com', 'https://app.example.com'],
    ['example.org', 'https://app.example.com'],
    ['ample.com', 'https://app.example.com'],
    ['b.app.example.com', 'https://app.example.com'],
    ['https://example.com', 'https://app.example.com'],
    ['example.com:443', 'https://app.example.com'],
    ['example.com; Path=/', 'https://app.example.com'],
    ['example..com', 'https://app.example..com'],
    ['', 'https://app.example.com'],
  ])('refuses %j for %s (advisory #34)', (cookieDomain, baseUrl) => {
    const found = find({ cookieDomain }, baseUrl)
    if (baseUrl.includes('..'))
      expect(checkOidcConfig(build({ cookieDomain }, baseUrl))[0]?.severity).toBe('error')
    else
      expect(found).toEqual([`error session.cookieDomain ${cookieDomain === '' ? 'empty' : 'invalid_value'}`])
  })

  it('names the cookie after the domain, so that applications share it', () => {
    const name = (baseUrl: string, cookieDomain?: string) =>
      defineOidcConfig(build({ cookieDomain }, baseUrl)).session.cookieName
    expect(name('https://a.example.com', 'example.com')).toBe(name('https://b.example.com', 'example.com'))
    expect(name('https://a.example.com')).not.toBe(name('https://a.example.com', 'example.com'))
  })
})
