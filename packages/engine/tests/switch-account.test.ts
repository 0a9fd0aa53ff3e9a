import { describe, expect, it } from 'vitest'
import { useSignInFixture } from './sign-in-fixture.ts'
import { startApp } from './start-app.ts'

const fixture = useSignInFixture()

/** A provider as Keycloak is: `login` asks the same person again, and there is no `select_account`. */
async function startAtKeycloak() {
  fixture.provider.twist({
    metadata: (metadata) => ({ ...metadata, prompt_values_supported: ['none', 'login', 'consent'] }),
  })
  return startApp({ issuerUrl: fixture.provider.issuerUrl, now: () => fixture.now })
}

describe('another account, where the provider has no select_account', () => {
  it('is reached by signing out there first, and the way back is kept', async () => {
    const app = await startAtKeycloak()
    try {
      const browser = fixture.openBrowser()
      await browser.get(`${app.origin}/me`)
      const page = await browser.get(
        `${app.origin}/oauth2/authorization/main?switch=1&returnTo=%2Fme%3Ftab%3D2`,
      )
      expect(page.status).toBe(200)
      expect(page.text).toContain('Sign out and choose')
      expect((await browser.get(`${app.origin}/oauth2/session`)).status).toBe(200)

      fixture.provider.setClaims({ sub: 'bob', groups: ['staff'] })
      const landed = await browser.submitForm(page)
      expect(landed.chain.some(({ url }) => url.includes('id_token_hint='))).toBe(true)
      expect(landed.url).toBe(`${app.origin}/me?tab=2`)
      expect(landed.text).toBe('/me of bob: ROLE_USER')
    } finally {
      await app.close()
    }
  })

  it('ends the session here at once, whatever the provider does then', async () => {
    const app = await startAtKeycloak()
    try {
      const browser = fixture.openBrowser()
      await browser.get(`${app.origin}/me`)
      const answer = await browser.post(
        `${app.origin}/logout?switch=1&returnTo=%2Fme`,
        {},
        { headers: { origin: app.origin, 'sec-fetch-site': 'same-origin' }, followRedirects: false },
      )
      expect(answer.headers.get('location')).toContain('post_logout_redirect_uri=')
      expect((await browser.get(`${app.origin}/oauth2/session`)).status).toBe(401)
    } finally {
      await app.close()
    }
  })

  it('C-17: does not sign anybody out by a link, nor from another site', async () => {
    const app = await startAtKeycloak()
    try {
      const browser = fixture.openBrowser()
      await browser.get(`${app.origin}/me`)
      await browser.get(`${app.origin}/logout?switch=1&returnTo=%2Fme`)
      const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
      expect((await browser.post(`${app.origin}/logout?switch=1`, {}, { headers })).status).toBe(403)
      expect((await browser.get(`${app.origin}/oauth2/session`)).status).toBe(200)
    } finally {
      await app.close()
    }
  })

  it.each(['/files/report.v1.2.pdf?at=1.5', '/a.b/c.d#e.f', '/...'])(
    'returns to %s, dots and all',
    async (returnTo) => {
      const app = await startAtKeycloak()
      try {
        const browser = fixture.openBrowser()
        await browser.get(`${app.origin}/me`)
        const start = `${app.origin}/oauth2/authorization/main?switch=1&${new URLSearchParams({ returnTo }).toString()}`
        const page = await browser.get(start)
        const out = await browser.submitForm(page, {}, { followRedirects: false })
        const state = new URL(out.headers.get('location') ?? '').searchParams.get('state') ?? ''
        const done = await browser.get(`${app.origin}/logout/done?state=${state}`, { followRedirects: false })
        expect(new URL(done.headers.get('location') ?? '').searchParams.get('returnTo')).toBe(returnTo)
      } finally {
        await app.close()
      }
    },
  )

  it.each(['other', '..', '%2e%2e', 'main/../../..', 'main?switch=1', ''])(
    'C-09: begins no sign-in at a provider that is not configured, as in a cookie that says "%s"',
    async (providerId) => {
      const app = await startAtKeycloak()
      try {
        const browser = fixture.openBrowser()
        await browser.get(`${app.origin}/me`)
        const page = await browser.get(`${app.origin}/oauth2/authorization/main?switch=1`)
        const out = await browser.submitForm(page, {}, { followRedirects: false })
        const state = new URL(out.headers.get('location') ?? '').searchParams.get('state') ?? ''
        const name =
          browser.cookies(`${app.origin}/logout/done`).find(({ key }) => key.endsWith('-state'))?.key ?? ''
        browser.setCookie(`${name}=${state}.${providerId}.%2Fme; Path=/logout/done`, app.origin)
        const done = await browser.get(`${app.origin}/logout/done?state=${state}`, { followRedirects: false })
        expect(done.status).toBe(200)
        expect(done.headers.get('location')).toBeNull()
      } finally {
        await app.close()
      }
    },
  )

  it.each(['//evil.example', 'https://evil.example/', 'javascript:alert(1)', '%'])(
    'C-09: goes nowhere else with a cookie that says %s',
    async (returnTo) => {
      const app = await startAtKeycloak()
      try {
        const browser = fixture.openBrowser()
        await browser.get(`${app.origin}/me`)
        const page = await browser.get(`${app.origin}/oauth2/authorization/main?switch=1`)
        const out = await browser.submitForm(page, {}, { followRedirects: false })
        const state = new URL(out.headers.get('location') ?? '').searchParams.get('state') ?? ''
        const name =
          browser.cookies(`${app.origin}/logout/done`).find(({ key }) => key.endsWith('-state'))?.key ?? ''
        const value = `${state}.main.${returnTo === '%' ? '%' : encodeURIComponent(returnTo)}`
        browser.setCookie(`${name}=${value}; Path=/logout/done`, app.origin)
        const done = await browser.get(`${app.origin}/logout/done?state=${state}`, { followRedirects: false })
        expect(done.headers.get('location')).toBe(`${app.origin}/oauth2/authorization/main`)
      } finally {
        await app.close()
      }
    },
  )
})

it('a request that the provider does not understand is an error of the set-up, and the log says which', async () => {
  const before = fixture.app.events.length
  fixture.provider.twist({
    authorizationResponse: (parameters) => {
      parameters.delete('code')
      parameters.set('error', 'invalid_scope')
    },
  })
  const page = await fixture.openBrowser().get(`${fixture.app.origin}/me`)
  expect(page.status).toBe(502)
  expect(fixture.app.events.slice(before)).toMatchObject([{ code: 'client_rejected', level: 'error' }])
  expect(fixture.app.events.at(-1)?.message).toContain('invalid_scope')
})

it('a trace that does not fit is left out, and the sign-in goes on', async () => {
  const groups = ['staff', ...Array.from({ length: 400 }, (_, index) => `a-group-with-a-long-name-${index}`)]
  fixture.provider.setClaims({ sub: 'ada', groups })
  const app = await startApp({
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    options: { session: { secret: 'a secret of more than thirty-two bytes', keep: ['trace'] } },
  })
  try {
    expect((await fixture.openBrowser().get(`${app.origin}/me`)).text).toBe('/me of ada: ROLE_USER')
    expect(app.events.map(({ code }) => code)).toContain('trace_too_large')
  } finally {
    await app.close()
  }
})
