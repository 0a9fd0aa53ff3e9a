import type { StreamEvent } from '@x/oidc-engine'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { createAppEngine, sessionSecret, startApp, type AppOptions } from './start-app.ts'
import { useSignInFixture } from './sign-in-fixture.ts'

const fixture = useSignInFixture()

async function start(onEvent: (event: StreamEvent) => void, issuerUrl = fixture.provider.issuerUrl) {
  const app = await startApp({ issuerUrl, now: () => fixture.now, options: { onEvent } })
  onTestFinished(app.close)
  return app
}

/** An engine whose events are kept. */
function create({ options, ...others }: Partial<AppOptions> = {}) {
  const streamed: StreamEvent[] = []
  const { engine } = createAppEngine('https://app.example.com', {
    ...{ issuerUrl: fixture.provider.issuerUrl, now: () => fixture.now },
    ...others,
    options: { onEvent: (event) => streamed.push(event), ...options },
  })
  const listDetails = (code: StreamEvent['code']): readonly unknown[] =>
    streamed.filter((event) => event.code === code).map(({ detail }) => detail)
  return { browser: openEngineBrowser(engine), engine, listDetails, streamed }
}

describe('onEvent', () => {
  it('gets the events of a sign-in, and log gets its own alone', async () => {
    const events: StreamEvent[] = []
    const app = await start((event) => events.push(event))
    const page = await fixture.openBrowser().get(`${app.origin}/me`)
    expect(page.text).toContain('ROLE_USER')
    const operations = events.flatMap((event) =>
      event.code === 'provider_request_ended' ? [event.detail.operation] : [],
    )
    expect(operations).toEqual(['discovery', 'token', 'jwks'])
    const others = events.filter(({ code }) => code !== 'provider_request_ended').map(({ code }) => code)
    expect(others).toEqual(['sign_in_started', 'keys_fetched', 'signed_in', 'sign_in_ended'])
    expect(app.events.map(({ code }) => code)).toEqual(['signed_in'])
  })

  it('gets each event as an object of its own', async () => {
    const events: StreamEvent[] = []
    const app = await start((event) => {
      if (event.code === 'signed_in') Object.assign(event, { subject: 'eve' })
      events.push(event)
    })
    await fixture.openBrowser().get(`${app.origin}/me`)
    expect(events.find(({ code }) => code === 'signed_in')?.subject).toBe('eve')
    expect(app.events.map(({ subject }) => subject)).toEqual(['ada'])
  })

  it('gets requests without their query, with their status and their duration', async () => {
    let milliseconds = 0
    const { browser, listDetails } = create({ milliseconds: () => (milliseconds += 250.2) })
    await browser.signIn()
    const { issuerUrl } = fixture.provider
    expect(listDetails('provider_request_ended')[0]).toEqual({
      ...{ operation: 'discovery', method: 'GET', url: `${issuerUrl}/.well-known/openid-configuration` },
      ...{ status: 200, durationMilliseconds: 250 },
    })
  })

  it('gets the duration 0 from a clock that goes back or shows no time', async () => {
    for (const next of [-5, NaN]) {
      let milliseconds = 0
      const { browser, listDetails } = create({ milliseconds: () => (milliseconds += next) })
      await browser.signIn()
      expect(listDetails('provider_request_ended')).toMatchObject(
        Array.from({ length: 3 }, () => ({ durationMilliseconds: 0 })),
      )
    }
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('a secret')
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
    ['hangs', () => new Promise(() => undefined)],
    [
      'returns an object whose then throws',
      () => ({
        get then() {
          throw new Error('no')
        },
      }),
    ],
  ])('continues the sign-in if the function %s', async (_, onEvent) => {
    const error = vi.spyOn(console, 'error').mockReturnValue(undefined)
    onTestFinished(() => error.mockRestore())
    const app = await start(onEvent)
    expect((await fixture.openBrowser().get(`${app.origin}/me`)).text).toContain('ROLE_USER')
    expect(app.events.map(({ code }) => code)).toEqual(['signed_in'])
    expect(error.mock.calls.length).toBeLessThanOrEqual(1)
  })

  it('gets the events for which log throws', async () => {
    const error = vi.spyOn(console, 'error').mockReturnValue(undefined)
    const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined)
    onTestFinished(() => {
      error.mockRestore()
      warn.mockRestore()
    })
    const log = (): never => {
      throw new Error('the disk is full')
    }
    const { browser, streamed } = create({ logPort: false, options: { log } })
    await browser.signIn()
    expect(streamed.map(({ code }) => code)).toContain('signed_in')
    expect(error).toHaveBeenCalledOnce()
  })
})

describe('the end of a sign-in', () => {
  it('has its duration, from the redirect to the session', async () => {
    const { browser, listDetails } = create()
    const callback = await browser.obtainCallback()
    fixture.now += 42
    await browser.get(callback)
    const ended = { outcome: 'signed_in', silent: false, durationMilliseconds: 42_000 }
    expect(listDetails('sign_in_ended')).toEqual([ended])
  })

  it('is denied for a person who is not admitted, and access_denied says why', async () => {
    const { browser, listDetails } = create()
    fixture.provider.setClaims({ sub: 'eve', name: 'Eve', groups: [] })
    await browser.signIn()
    expect(listDetails('sign_in_ended')).toMatchObject([{ outcome: 'denied' }])
    expect(listDetails('access_denied')).toEqual([{ reason: 'role_missing' }])
  })

  it('has the code of the error that failed it', async () => {
    const { browser, listDetails } = create()
    fixture.provider.twist({ idTokenClaims: (claims) => ({ ...claims, aud: 'other' }) })
    await browser.signIn()
    expect(listDetails('sign_in_ended')).toMatchObject([{ outcome: 'failed', error: 'id_token_invalid' }])
  })
})

describe('the end of a refresh', () => {
  const session = { secret: sessionSecret, idleSeconds: 40_000, singleProcess: true, keep: { tokens: true } }

  it.each([
    ['refreshed', undefined, undefined],
    ['failed', { status: 503 }, 'provider_unavailable'],
    [
      'ended',
      { status: 400, headers: { 'content-type': 'application/json' }, body: '{"error":"invalid_grant"}' },
      undefined,
    ],
  ])('is %s, once for ten requests', async (outcome, answer, error) => {
    const { browser, engine, listDetails } = create({ options: { session } })
    await browser.signIn()
    fixture.provider.twist({ respond: ({ path }) => (path === '/token' ? answer : undefined) })
    fixture.now += 901
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    const header = (name: string) => (name === 'cookie' ? cookie : undefined)
    const request = { method: 'GET', url: 'https://app.example.com/', header }
    await Promise.all(Array.from({ length: 10 }, async () => engine.authenticate(request)))
    const ended = { outcome, ...(error === undefined ? {} : { error }) }
    expect(listDetails('refresh_ended')).toEqual([
      { ...ended, durationMilliseconds: expect.any(Number) as unknown },
    ])
  })
})

describe('a session that expired', () => {
  it('is one event for any number of requests with its cookie', async () => {
    const { browser, engine, streamed } = create()
    await browser.signIn()
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    const header = (name: string) => (name === 'cookie' ? cookie : undefined)
    const ask = async () => engine.authenticate({ method: 'GET', url: 'https://app.example.com/', header })
    fixture.now -= 3600
    expect((await ask()).auth.status).toBe('anonymous')
    expect(streamed.map(({ code }) => code)).not.toContain('session_expired')
    fixture.now += 400_000
    for (let count = 0; count < 3; count += 1) expect((await ask()).auth.status).toBe('anonymous')
    const expired = streamed.filter(({ code }) => code === 'session_expired')
    expect(expired).toMatchObject([{ providerId: 'main', detail: { by: 'expiry' } }])
  })
})
