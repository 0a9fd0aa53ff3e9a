import assert from 'node:assert/strict'
import { createUserAgent, type UserAgent } from '../../user-agent/create-user-agent.ts'
import type { JsonRecord } from '../../misbehaving/twists.ts'
import { scriptHeaders } from '../contract-app.ts'
import { buildAddress, refreshPerson, type RefreshApp, type RefreshCase } from './refresh-app.ts'

const event = 'http://schemas.openid.net/event/backchannel-logout'
const backChannel = '/logout/connect/back-channel/op'
const frontChannel = '/logout/connect/front-channel/op'

let count = 0

/** Signs in, with a session of its own at the provider. */
async function signInWithSid({ origin, provider }: RefreshApp): Promise<{ agent: UserAgent; sid: string }> {
  count += 1
  const sid = `session ${count} ${Date.now()}`
  const agent = createUserAgent()
  provider.behave()
  provider.twist({ idTokenClaims: (claims) => ({ ...claims, sid }) })
  assert.equal((await agent.get(`${origin}/me`)).text, refreshPerson.name)
  return { agent, sid }
}

async function assertSignedIn(app: RefreshApp, agent: UserAgent, isSignedIn: boolean): Promise<void> {
  const { status } = await agent.get(buildAddress(app, '/me'), { headers: scriptHeaders })
  assert.equal(status, isSignedIn ? 200 : 401)
}

function buildClaims({ provider }: RefreshApp, sid: string): JsonRecord {
  count += 1
  const now = Math.floor(Date.now() / 1000)
  return {
    ...{
      iss: provider.issuerUrl,
      aud: 'contract-app',
      iat: now,
      exp: now + 120,
      sid,
      sub: refreshPerson.sub,
    },
    ...{ jti: `logout ${count} ${Date.now()}`, events: { [event]: {} }, unknown: { claim: true } },
  }
}

/** Posts a logout token as the provider does: from its own process, without a cookie, and with a field that is not known. */
async function postToken(app: RefreshApp, token: string): Promise<Response> {
  const body = new URLSearchParams({ logout_token: token, unknown: 'field' })
  const response = await fetch(buildAddress(app, backChannel), { method: 'POST', body, redirect: 'manual' })
  assert.match(response.headers.get('cache-control') ?? '', /no-store/u)
  return response
}

/** One defect: 400, and the session lives on. */
function refuse(
  module: string,
  change: (claims: JsonRecord) => JsonRecord,
  forge: (token: string) => string = (token) => token,
): RefreshCase {
  return {
    name: `oidcc-client-test-rp-backchannel-rpinitlogout-${module}: refuses the logout token, and the session goes on`,
    run: async (app) => {
      const { agent, sid } = await signInWithSid(app)
      const token = forge(await app.provider.signJwt(change(buildClaims(app, sid)), { typ: 'JWT' }))
      const response = await postToken(app, token)
      assert.equal(response.status, 400)
      assert.equal(((await response.json()) as JsonRecord)['error'], 'invalid_request')
      await assertSignedIn(app, agent, true)
    },
  }
}

/** Replaces the header, so that the signature is of another one. */
function replaceHeader(header: object): (token: string) => string {
  return (token) => {
    const [, payload = '', signature = ''] = token.split('.')
    const encoded = Buffer.from(JSON.stringify(header)).toString('base64url')
    return `${encoded}.${payload}.${'alg' in header && header.alg === 'none' ? '' : signature}`
  }
}

/**
 * The modules of the conformance suite for back-channel and front-channel logout. Every adapter must pass them, with the app that
 * `RefreshApp` describes, with `isStored` or `isListed`.
 */
export const logoutContract: readonly RefreshCase[] = [
  {
    name: 'oidcc-client-test-rp-backchannel-rpinitlogout: ends the session of the logout token, and no other one',
    run: async (app) => {
      const [{ agent, sid }, other] = [await signInWithSid(app), await signInWithSid(app)]
      const response = await postToken(app, await app.provider.signJwt(buildClaims(app, sid), { typ: 'JWT' }))
      assert.equal(response.status, 200)
      await assertSignedIn(app, agent, false)
      await assertSignedIn(app, other.agent, true)
    },
  },
  refuse('alg-none', (claims) => claims, replaceHeader({ alg: 'none' })),
  refuse('wrong-alg', (claims) => claims, replaceHeader({ alg: 'ES256' })),
  refuse('wrong-aud', (claims) => ({ ...claims, aud: 'contract-app1' })),
  refuse('wrong-iss', (claims) => ({ ...claims, iss: `${String(claims['iss'])}1` })),
  refuse('wrong-event', (claims) => ({
    ...claims,
    events: { 'http://schemas.openid.net/event/foobar': {} },
  })),
  refuse('no-event', ({ events: _, ...claims }) => claims),
  refuse('with-nonce', (claims) => ({ ...claims, nonce: 'a' })),
  {
    name: 'oidcc-client-test-rp-frontchannel-rpinitlogout: a frame ends the session before the browser is at the provider',
    run: async (app) => {
      const { agent, sid } = await signInWithSid(app)
      const question = await agent.get(`${app.origin}/logout`)
      const stopped = await agent.submitForm(question, {}, { stopBefore: app.provider.issuerUrl })
      assert.equal(stopped.status, 303)
      // The browser is still on its way to the provider.
      await loadFrame(app, sid)
      await assertSignedIn(app, agent, false)
    },
  },
  {
    name: 'oidcc-client-test-rp-frontchannel-opinitlogout: ends the session of a frame without a cookie, and no other one',
    run: async (app) => {
      const [{ agent, sid }, other] = [await signInWithSid(app), await signInWithSid(app)]
      await loadFrame(app, sid)
      await assertSignedIn(app, agent, false)
      await assertSignedIn(app, other.agent, true)
    },
  },
  {
    name: 'L-10: answers a logout token by GET with 405, and one in JSON with 415',
    run: async (app) => {
      const { agent, sid } = await signInWithSid(app)
      const token = await app.provider.signJwt(buildClaims(app, sid))
      const read = await fetch(`${buildAddress(app, backChannel)}?logout_token=${token}`, {
        redirect: 'manual',
      })
      assert.equal(read.status, 405)
      const json = await fetch(buildAddress(app, backChannel), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ logout_token: token }),
      })
      assert.equal(json.status, 415)
      await assertSignedIn(app, agent, true)
    },
  },
]

/** Loads the frame of the provider's sign-out page, as a browser does with `SameSite=Lax` cookies. */
async function loadFrame(app: RefreshApp, sid: string): Promise<void> {
  const query = new URLSearchParams({ iss: app.provider.issuerUrl, sid })
  const headers = { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site', accept: 'text/html' }
  const response = await fetch(`${buildAddress(app, frontChannel)}?${query.toString()}`, {
    headers,
    redirect: 'manual',
  })
  assert.equal(response.status, 200)
  assert.match(response.headers.get('cache-control') ?? '', /no-store/u)
  assert.equal(response.headers.get('x-frame-options'), null)
  assert.match(response.headers.get('content-security-policy') ?? '', /frame-ancestors http:\/\//u)
}
