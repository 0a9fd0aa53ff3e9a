import type { Engine, RoleIn, UserTypes } from '@x/oidc-engine'
import { createTestSession, type TestPerson } from '@x/oidc-engine/testing'
import { type BrowserCookie, readBrowserCookie } from './browser-cookie.ts'

/** What `createOidc` of an adapter returns, or an engine. */
export type TestedOidc<Types extends UserTypes = string> = { readonly engine: Engine<Types> } | Engine<Types>

/**
 * Creates a session without a provider, and returns the value of a header `Cookie` that has it. The session goes the way of a sign-in: it
 * calls `onSignIn`, and is sealed with `session.secret`, or written to `session.store`.
 * @param oidc the `oidc` of the application: only code that has it, and its secret, can create a session
 * @throws TypeError for a role that the configuration does not have, and for a person whom a sign-in would not admit
 * @example
 * const cookie = await signedInCookie(oidc, { name: 'Ada', roles: ['ROLE_ADMIN'] })
 * const response = await app.request('/admin', { headers: { cookie } })
 */
export async function signedInCookie<Types extends UserTypes>(
  oidc: TestedOidc<Types>,
  person: TestPerson<RoleIn<Types>>,
): Promise<string> {
  const cookies = await signedInBrowserCookies(oidc, person)
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
}

/**
 * Creates a session like `signedInCookie`, and returns its cookies for a browser: for `context.addCookies` of Playwright, or as `cookies` of
 * its `storageState`.
 * @throws TypeError like `signedInCookie`
 * @example
 * await context.addCookies(await signedInBrowserCookies(oidc, { name: 'Ada', roles: ['ROLE_ADMIN'] }))
 */
export async function signedInBrowserCookies<Types extends UserTypes>(
  oidc: TestedOidc<Types>,
  person: TestPerson<RoleIn<Types>>,
): Promise<BrowserCookie[]> {
  const engine = 'engine' in oidc ? oidc.engine : oidc
  const { baseUrl, setCookies } = await createTestSession(engine, person)
  return setCookies.map((setCookie) => readBrowserCookie(setCookie, baseUrl))
}
