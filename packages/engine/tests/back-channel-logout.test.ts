import { describe, expect, it } from 'vitest'
import {
  buildLogoutClaims,
  isSignedIn,
  logOut,
  logoutEvent,
  postForm,
  shareSessions,
  signInAs,
  startProcess,
  type Sharing,
} from './logout-fixture.ts'
import { useSignInFixture } from './sign-in-fixture.ts'

const fixture = useSignInFixture()
const sharings = ['store', 'list'] as const

const start = (sharing: Sharing) =>
  startProcess(
    fixture,
    shareSessions(sharing, () => fixture.now),
  )

describe.each(sharings)('a logout token with sessions in a %s', (sharing) => {
  it('L-08, L-09: ends the session of sid alone, with 200 and no-store', async () => {
    const { engine, events } = start(sharing)
    const [one, two] = [
      await signInAs(fixture, engine, { sid: 's1' }),
      await signInAs(fixture, engine, { sid: 's2' }),
    ]
    const answer = await logOut(fixture, engine, { sid: 's1' })
    expect([answer.status, await answer.text(), answer.headers.get('cache-control')]).toEqual([
      200,
      '',
      'no-store',
    ])
    expect([await isSignedIn(engine, one), await isSignedIn(engine, two)]).toEqual([false, true])
    expect(events.find(({ code }) => code === 'sessions_ended')?.detail).toEqual({
      by: 'back_channel',
      count: sharing === 'store' ? 1 : undefined,
    })
  })

  it('L-08: sub and sid end the session of sid alone', async () => {
    const { engine } = start(sharing)
    const [one, two] = [
      await signInAs(fixture, engine, { sid: 's1' }),
      await signInAs(fixture, engine, { sid: 's2' }),
    ]
    expect((await logOut(fixture, engine, { sub: 'ada', sid: 's2' })).status).toBe(200)
    expect([await isSignedIn(engine, one), await isSignedIn(engine, two)]).toEqual([true, false])
  })

  it('L-08: sub alone ends all sessions of the person, with and without sid, and of no other person', async () => {
    const { engine } = start(sharing)
    const [one, two] = [await signInAs(fixture, engine, { sid: 's1' }), await signInAs(fixture, engine)]
    const other = await signInAs(fixture, engine, { sid: 's3', sub: 'bob' })
    expect((await logOut(fixture, engine, { sub: 'ada' })).status).toBe(200)
    expect([await isSignedIn(engine, one), await isSignedIn(engine, two)]).toEqual([false, false])
    expect(await isSignedIn(engine, other)).toBe(true)
  })

  it('L-09: answers 200 if nothing matches', async () => {
    const { engine } = start(sharing)
    const browser = await signInAs(fixture, engine, { sid: 's1' })
    expect((await logOut(fixture, engine, { sid: 'unknown' })).status).toBe(200)
    expect((await logOut(fixture, engine, { sub: 'unknown' })).status).toBe(200)
    expect(await isSignedIn(engine, browser)).toBe(true)
  })

  it('L-07: is accepted once', async () => {
    const { engine } = start(sharing)
    const token = await fixture.provider.signJwt(buildLogoutClaims(fixture, { sub: 'ada' }))
    const body = new URLSearchParams({ logout_token: token }).toString()
    expect((await postForm(engine, body)).status).toBe(200)
    fixture.now += 2
    const later = await signInAs(fixture, engine, { sid: 's2' })
    expect((await postForm(engine, body)).status).toBe(400)
    expect(await isSignedIn(engine, later)).toBe(true)
  })

  it('L-02, L-03, L-05, L-06, L-12, L-14: is refused with 400 and no-store, and the session lives on', async () => {
    const { engine, events } = start(sharing)
    const browser = await signInAs(fixture, engine, { sid: 's1' })
    const claims = { sub: 'ada', sid: 's1' }
    const idToken = { ...claims, events: undefined, nonce: 'n', jti: undefined }
    const honest = await fixture.provider.signJwt(buildLogoutClaims(fixture, claims))
    const [header = '', payload = '', signature = ''] = honest.split('.')
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    const es256 = Buffer.from('{"alg":"ES256","kid":"k"}').toString('base64url')
    const hs256 = Buffer.from('{"alg":"HS256"}').toString('base64url')
    const tampered = Buffer.from(signature, 'base64url').map((byte) => byte ^ 0x5a)
    const answers = [
      ...[
        { iss: `${fixture.provider.issuerUrl}1` },
        { aud: 'app1' },
        { exp: undefined },
        { iat: undefined },
      ].map((change) => logOut(fixture, engine, { ...claims, ...change })),
      logOut(fixture, engine, { ...claims, events: { 'http://schemas.openid.net/event/foobar': {} } }),
      logOut(fixture, engine, { ...claims, events: { [logoutEvent]: 'yes' } }),
      logOut(fixture, engine, { ...claims, events: undefined }),
      logOut(fixture, engine, { ...claims, nonce: 'n' }),
      logOut(fixture, engine, {}),
      logOut(fixture, engine, claims, { typ: 'at+jwt' }),
      logOut(fixture, engine, idToken, { typ: 'JWT' }),
      ...[
        ...[`${none}.${payload}.`, `${es256}.${payload}.${signature}`, `${hs256}.${payload}.${signature}`],
        ...[
          `${header}.${payload}.${Buffer.from(tampered).toString('base64url')}`,
          'a',
          'a.b.c',
          'x'.repeat(60_000),
        ],
      ].map((token) => postForm(engine, new URLSearchParams({ logout_token: token }).toString())),
    ]
    for (const answering of answers) {
      const answer = await answering
      const body = (await answer.json()) as Readonly<Record<string, string>>
      expect(
        [answer.status, answer.headers.get('cache-control'), body['error']],
        body['error_description'],
      ).toEqual([...[400, 'no-store', 'invalid_request']])
    }
    expect(await isSignedIn(engine, browser)).toBe(true)
    expect(events.some(({ code }) => code === 'logout_refused')).toBe(true)
    expect(events.some(({ code }) => code === 'sessions_ended')).toBe(false)
  })

  it('L-10, L-11: takes a form by POST alone, its token once, and ignores other fields', async () => {
    const { engine } = start(sharing)
    const browser = await signInAs(fixture, engine, { sid: 's1' })
    const sign = async () =>
      fixture.provider.signJwt(buildLogoutClaims(fixture, { sid: 's1', extra: { a: 1 } }))
    const token = await sign()
    const statuses = [
      await postForm(engine, '', { method: 'GET' }),
      await postForm(engine, JSON.stringify({ logout_token: token }), { type: 'application/json' }),
      await postForm(engine, `logout_token=${token}`, { type: 'multipart/form-data; boundary=a' }),
      await postForm(engine, `logout_token=${token}&logout_token=${token}`),
      await postForm(engine, ''),
      await postForm(engine, 'logout_token='),
      await postForm(engine, `logout_token=${token}&fill=${'x'.repeat(70_000)}`),
    ].map(({ status, headers }) => [status, headers.get('cache-control')?.includes('no-store')])
    expect(statuses).toEqual([405, 415, 415, 400, 400, 400, 413].map((status) => [status, true]))
    expect(await isSignedIn(engine, browser)).toBe(true)
    expect((await postForm(engine, `unknown=field&logout_token=${token}&a=b`)).status).toBe(200)
    expect(await isSignedIn(engine, browser)).toBe(false)
  })

  it('L-14: ends 1,000 sessions of two processes within one request', async () => {
    const options = shareSessions(sharing, () => fixture.now)
    const processes = [startProcess(fixture, options).engine, startProcess(fixture, options).engine]
    const browsers = []
    for (let at = 0; at < 1000; at += 1)
      browsers.push(await signInAs(fixture, processes[at % 2] ?? expect.fail()))
    const bob = await signInAs(fixture, processes[0] ?? expect.fail(), { sub: 'bob' })
    // Both processes have cached the sessions.
    for (const browser of browsers)
      for (const engine of processes) expect(await isSignedIn(engine, browser)).toBe(true)
    expect((await logOut(fixture, processes[0] ?? expect.fail(), { sub: 'ada' })).status).toBe(200)
    for (const browser of browsers)
      for (const engine of processes) expect(await isSignedIn(engine, browser)).toBe(false)
    expect(await isSignedIn(processes[1] ?? expect.fail(), bob)).toBe(true)
  })

  it('L-13: 1,000 rejected tokens end no session, cost no fetch beyond the budget, and few lines of the log', async () => {
    const { engine, events } = start(sharing)
    const browser = await signInAs(fixture, engine, { sid: 's1' })
    expect((await logOut(fixture, engine, { sid: 'warm' })).status).toBe(200)
    fixture.provider.requests.clear()
    const before = events.length
    for (let at = 0; at < 1000; at += 1) {
      const forged = await fixture.provider.signJwt(buildLogoutClaims(fixture, { sid: 's1' }), {
        kid: `forged ${at}`,
      })
      const { status } = await postForm(engine, `logout_token=${forged}`)
      expect([400, 503]).toContain(status)
    }
    expect(fixture.provider.requests.all.length).toBeLessThanOrEqual(4)
    // Each response of an outage has its reference in a line of the level info, which the default log leaves out.
    expect(events.slice(before).filter(({ level }) => level !== 'info').length).toBeLessThanOrEqual(10)
    expect(await isSignedIn(engine, browser)).toBe(true)
    // A logout with a known key is not held up, and neither is a sign-in.
    expect((await logOut(fixture, engine, { sid: 's1' })).status).toBe(200)
    expect(await isSignedIn(engine, browser)).toBe(false)
    fixture.now += 40
    expect(await isSignedIn(engine, await signInAs(fixture, engine, { sid: 's2' }))).toBe(true)
  })
})

describe('the paths of logouts', () => {
  it('are not ours without the option', async () => {
    const { engine } = startProcess(
      fixture,
      shareSessions('store', () => fixture.now),
    )
    expect(engine.handles('/logout/connect/back-channel/main')).toBe(true)
    expect(engine.handles('/logout/connect/front-channel/main')).toBe(true)
    expect(engine.handles('/logout/connect/back-channel/other')).toBe(false)
    expect(engine.handles('/logout/connect/back-channel/main/')).toBe(false)
    expect(fixture.app.engine.handles('/logout/connect/back-channel/main')).toBe(false)
    expect(fixture.app.engine.handles('/logout/connect/front-channel/main')).toBe(false)
  })

  it('need a store or a list of logouts', () => {
    expect(() => startProcess(fixture, {})).toThrow(/backChannelLogout.*frontChannelLogout/su)
    expect(() => startProcess(fixture, { replayStore: Promise.resolve({}) as never })).toThrow(
      /replayStore must be a ReplayStore.*await it/u,
    )
  })
})
