import type { Engine } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { frontChannelPath, isSignedIn, shareSessions, signInAs, startProcess } from './logout-fixture.ts'
import type { EngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'

const fixture = useSignInFixture()

/** Loads the frame. A browser sends no `SameSite=Lax` cookie with it, so `cookies` are an exception. */
async function loadFrame(
  engine: Engine,
  query: Readonly<Record<string, string>> | string,
  browser?: EngineBrowser,
): Promise<Response> {
  const cookie = [...(browser?.cookies ?? [])].map((pair) => pair.join('=')).join('; ')
  const headers = { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site', accept: 'text/html', cookie }
  const url = `https://app.example.com${frontChannelPath}?${new URLSearchParams(query)}`
  return (await engine.handle(new Request(url, { headers }))) ?? expect.fail('the path is not ours')
}

describe.each(['store', 'list'] as const)('a front-channel logout with sessions in a %s', (sharing) => {
  const start = () =>
    startProcess(
      fixture,
      shareSessions(sharing, () => fixture.now),
    )

  it('L-20, L-21: ends the session of iss and sid, without a cookie, in a frame of the provider', async () => {
    const { engine } = start()
    const [one, two] = [
      await signInAs(fixture, engine, { sid: 's1' }),
      await signInAs(fixture, engine, { sid: 's2' }),
    ]
    const answer = await loadFrame(engine, { iss: fixture.provider.issuerUrl, sid: 's1' })
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(answer.headers.get('x-frame-options')).toBeNull()
    expect(answer.headers.get('content-security-policy')).toBe(
      `default-src 'none'; frame-ancestors ${new URL(fixture.provider.issuerUrl).origin}`,
    )
    expect([await isSignedIn(engine, one), await isSignedIn(engine, two)]).toEqual([false, true])
  })

  it('deletes the cookies of the session, where the browser sends them, and of no other one', async () => {
    const { engine } = start()
    const [one, two] = [
      await signInAs(fixture, engine, { sid: 's1' }),
      await signInAs(fixture, engine, { sid: 's2' }),
    ]
    const query = { iss: fixture.provider.issuerUrl, sid: 's1' }
    expect((await loadFrame(engine, query, two)).headers.getSetCookie()).toEqual([])
    const other = await signInAs(fixture, engine, { sid: 's3' })
    const answer = await loadFrame(engine, { ...query, sid: 's3' }, other)
    expect(answer.headers.getSetCookie().join()).toMatch(/Max-Age=0/u)
    expect([await isSignedIn(engine, one), await isSignedIn(engine, two)]).toEqual([false, true])
  })

  it('ends another session than that of a cookie that it brings, and leaves the cookie and its session alone', async () => {
    const { engine } = start()
    const [ada, bob] = [
      await signInAs(fixture, engine, { sid: 's1' }),
      await signInAs(fixture, engine, { sid: 's2', sub: 'bob' }),
    ]
    // The browser of one person, with a `sid` of another: it is the provider that named it, and the cookie proves nothing about it.
    const answer = await loadFrame(engine, { iss: fixture.provider.issuerUrl, sid: 's2' }, ada)
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([200, []])
    expect([await isSignedIn(engine, ada), await isSignedIn(engine, bob)]).toEqual([true, false])
    // A cookie of the person whose `sid` another one guessed says no more than a frame without cookies.
    const again = await loadFrame(engine, { iss: fixture.provider.issuerUrl, sid: 's2' }, bob)
    expect([again.status, again.headers.getSetCookie()]).toEqual([200, []])
    expect(await isSignedIn(engine, ada)).toBe(true)
  })

  it.each<readonly [string, (issuer: string) => Readonly<Record<string, string>> | string]>([
    ['iss', () => ({ iss: 'https://evil.example.com', sid: 's1' })],
    ['iss', (issuer) => ({ iss: `${issuer}/`, sid: 's1' })],
    ['iss_and_sid', (issuer) => ({ iss: issuer })],
    ['iss_and_sid', () => ({ sid: 's1' })],
    ['iss_and_sid_missing', () => ({})],
    ['sid', (issuer) => ({ iss: issuer, sid: '' })],
    ['repeated', (issuer) => `iss=${issuer}&iss=${issuer}&sid=s1`],
    ['repeated', (issuer) => `iss=${issuer}&sid=s1&sid=s2`],
  ])('L-20: ends nothing if it breaks the rule %s, with the cookie and without', async (rule, build) => {
    const { engine, events } = start()
    const browser = await signInAs(fixture, engine, { sid: 's1' })
    const query = build(fixture.provider.issuerUrl)
    for (const sent of [undefined, browser]) {
      const answer = await loadFrame(engine, query, sent)
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([400, 'no-store'])
      expect(answer.headers.getSetCookie()).toEqual([])
    }
    expect(await isSignedIn(engine, browser)).toBe(true)
    const refused = events.filter(({ code }) => code === 'logout_refused')
    expect(refused.map(({ detail }) => detail)).toEqual([{ by: 'front_channel', rule }])
  })

  it('L-22: revokes no token at the provider', async () => {
    const { engine } = start()
    await signInAs(fixture, engine, { sid: 's1' })
    fixture.provider.requests.clear()
    expect((await loadFrame(engine, { iss: fixture.provider.issuerUrl, sid: 's1' })).status).toBe(200)
    expect(fixture.provider.requests.all).toEqual([])
  })

  it('L-21: no other path of the library can be framed', async () => {
    const { engine } = start()
    for (const path of ['/login', '/logout', '/logout/done', '/login/denied']) {
      const browser = await signInAs(fixture, engine, { sid: 's1' })
      const answer = await browser.get(path)
      if (answer.status === 200) expect(answer.headers.get('x-frame-options')).toBe('DENY')
    }
  })
})
