import { describe, expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine } from './start-app.ts'

const fixture = useSignInFixture()

describe('a test network without https', () => {
  it.each(['http://app:3000', 'http://192.168.1.10:3000'])(
    '%s signs in, with cookies as on localhost',
    async (baseUrl) => {
      const { engine, events } = createAppEngine(baseUrl, {
        issuerUrl: fixture.provider.issuerUrl,
        now: () => fixture.now,
        options: { allowInsecureBaseUrl: true },
      })
      expect(events).toMatchObject([{ level: 'warn', code: 'insecure_base_url' }])
      const browser = openEngineBrowser(engine)
      const answer = await browser.signIn()
      expect([answer.status, answer.headers.get('location')]).toEqual([303, `${baseUrl}/`])
      expect((await browser.authenticate()).auth.user?.name).toBe('ada')
      for (const cookie of answer.headers.getSetCookie()) expect(cookie).not.toMatch(/Secure|__Host-/u)
    },
  )

  it('is refused unless it is asked for', () => {
    const create = () => createAppEngine('http://app:3000', { issuerUrl: fixture.provider.issuerUrl })
    expect(create).toThrow(/in a test network with allowInsecureBaseUrl: true/u)
  })
})
