import {
  createUserAgent,
  startMisbehavingProvider,
  type MisbehavingOptions,
  type MisbehavingProvider,
  type UserAgent,
} from '@x/oidc-testing'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { clientSecret, startApp, type App, type AppOptions } from './start-app.ts'

/** The name of the cookie that a browser keeps of a sign-in that was answered, and nothing else where it failed. */
export const answeredCookie: unknown = expect.stringMatching(/-used$/u)

export interface Fixture {
  readonly provider: MisbehavingProvider
  readonly app: App
  /** A fresh browser. */
  readonly openBrowser: () => UserAgent
  /** NumericDate of the provider and the application alike. */
  now: number
}

/** Starts a provider and an application with one clock, once for a test file; every test begins with both behaving. */
export function useSignInFixture(
  options: Omit<AppOptions, 'issuerUrl'> & { readonly op?: MisbehavingOptions } = {},
): Fixture {
  const began = 1_793_000_000
  const fixture = { now: began, openBrowser: createUserAgent } as {
    -readonly [Key in keyof Fixture]: Fixture[Key]
  }
  const { op, ...appOptions } = options
  const now = (): number => fixture.now

  beforeAll(async () => {
    fixture.provider = await startMisbehavingProvider({
      clients: [{ clientId: 'app', clientSecret, redirectUris: [] }],
      claims: { sub: 'ada', name: 'Ada', groups: ['staff'] },
      now,
      ...op,
    })
    fixture.app = await startApp({ issuerUrl: fixture.provider.issuerUrl, now, ...appOptions })
  })
  afterEach(() => {
    fixture.provider.behave()
    fixture.provider.setClaims({ sub: 'ada', name: 'Ada', groups: ['staff'], ...op?.claims })
    fixture.provider.requests.clear()
    fixture.now = began
  })
  afterAll(async () => {
    await fixture.app.close()
    await fixture.provider.close()
  })
  return fixture
}
