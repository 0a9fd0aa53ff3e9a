import { memoryReplayStore, memoryStore, type Engine, type EngineOptions } from '@x/oidc-engine'
import type { JsonRecord } from '@x/oidc-testing'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import type { Fixture } from './sign-in-fixture.ts'
import { type App, createAppEngine, sessionSecret } from './start-app.ts'

export const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'
const backChannelPath = '/logout/connect/back-channel/main'
export const frontChannelPath = '/logout/connect/front-channel/main'

/** Where processes share their sessions, or the logouts of sessions in cookies. */
export type Sharing = 'store' | 'list'

/** Options with which a logout can end sessions in each process that gets them. */
export function shareSessions(sharing: Sharing, now: () => number): Partial<EngineOptions> {
  return sharing === 'store'
    ? { session: { secret: sessionSecret, store: memoryStore({ now }) } }
    : { session: { secret: sessionSecret }, replayStore: memoryReplayStore({ now }) }
}

/** A process of the application. */
export function startProcess(
  fixture: Fixture,
  options: Partial<EngineOptions>,
): Pick<App, 'engine' | 'events'> {
  return createAppEngine('https://app.example.com', {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    provider: { backChannelLogout: true, frontChannelLogout: true },
    options,
  })
}

let count = 0

/** Signs a person in whose session at the provider is `sid`. */
export async function signInAs(
  fixture: Fixture,
  engine: Engine,
  { sid, sub = 'ada' }: { readonly sid?: string; readonly sub?: string } = {},
): Promise<EngineBrowser> {
  const browser = openEngineBrowser(engine)
  fixture.provider.setClaims({ sub, name: sub, groups: ['staff'], ...(sid === undefined ? {} : { sid }) })
  const answer = await browser.signIn()
  if (answer.status !== 303) throw new Error(`the sign-in was answered with ${answer.status}`)
  return browser
}

/** Builds the claims of a valid logout token. An undefined change takes the claim away. */
export function buildLogoutClaims(fixture: Fixture, changes: Readonly<JsonRecord> = {}): JsonRecord {
  count += 1
  const claims: JsonRecord = {
    ...{ iss: fixture.provider.issuerUrl, aud: 'app', iat: fixture.now, exp: fixture.now + 120 },
    ...{ jti: `token ${count}`, events: { [logoutEvent]: {} }, ...changes },
  }
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))
}

/** Posts a form to the back-channel path, as the provider does. */
export async function postForm(
  engine: Engine,
  body: string,
  { method = 'POST', type = 'application/x-www-form-urlencoded', path = backChannelPath } = {},
): Promise<Response> {
  const url = `https://app.example.com${path}`
  const init = method === 'GET' ? {} : { body, headers: { 'content-type': type } }
  const response = await engine.handle(new Request(url, { method, ...init }))
  if (response === undefined) throw new Error(`${path} is not the engine's`)
  return response
}

/** Posts a logout token that the provider signed. */
export async function logOut(
  fixture: Fixture,
  engine: Engine,
  changes: Readonly<JsonRecord>,
  header: Readonly<JsonRecord> = { typ: 'logout+jwt' },
): Promise<Response> {
  const token = await fixture.provider.signJwt(buildLogoutClaims(fixture, changes), header)
  return postForm(engine, new URLSearchParams({ logout_token: token }).toString())
}

/** Whether the browser is signed in, in the process that is asked. */
export async function isSignedIn(engine: Engine, browser: EngineBrowser): Promise<boolean> {
  const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
  const headers: Readonly<Record<string, string>> = { cookie, accept: 'text/html' }
  const url = 'https://app.example.com/'
  const found = await engine.authenticate({ method: 'GET', url, header: (name) => headers[name] })
  if (found.isFailed) throw new Error('the session cannot be read')
  return found.auth.status === 'authenticated'
}
