import { createGate, type Gate } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { createManualTimers, type ManualTimers } from './manual-timers.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, type App } from './start-app.ts'

const fixture = useSignInFixture()
const hour = 3600

interface Application extends Pick<App, 'engine' | 'events'> {
  readonly timers: ManualTimers
}

/** An application that has fetched nothing yet. Its timers run out only if a test says so. */
function createApplication(): Application {
  const { issuerUrl } = fixture.provider
  const timers = createManualTimers()
  const { startTimer } = timers
  return {
    ...createAppEngine('http://localhost:3000', { issuerUrl, startTimer, now: () => fixture.now }),
    timers,
  }
}

/** One that has signed a person in, and so has cached metadata and keys. */
async function createKnowingApplication(): Promise<Application> {
  const application = createApplication()
  expect((await signIn(application)).status).toBe(303)
  fixture.provider.requests.clear()
  return application
}

function begin({ engine }: Application): Promise<Response> {
  return openEngineBrowser(engine).get('/oauth2/authorization/main')
}

function signIn({ engine }: Application): Promise<Response> {
  return openEngineBrowser(engine).signIn()
}

function fetches(what: 'openid-configuration' | 'jwks'): number {
  return fixture.provider.requests.count(`/${what}`)
}

/** Holds the answers for metadata or keys back. */
function hold(what: 'openid-configuration' | 'jwks'): Gate {
  const gate = createGate()
  fixture.provider.twist({
    respond: async ({ path }) => {
      if (path.endsWith(`/${what}`)) await gate.opened
      return undefined
    },
  })
  return gate
}

/** Runs something twenty times at once, of which one asks for metadata or keys and nineteen wait; gives the statuses. */
async function runTwenty(
  application: Application,
  what: Parameters<typeof hold>[0],
  run: (application: Application) => Promise<Response>,
): Promise<readonly number[]> {
  const held = hold(what)
  const answers = Array.from({ length: 20 }, () => run(application))
  await application.timers.untilRunning([10, ...Array.from({ length: 19 }, () => 3)])
  held.open()
  return (await Promise.all(answers)).map(({ status }) => status)
}

function listFailures({ events }: Application): readonly unknown[] {
  return events.filter(({ code }) => code === 'provider_refresh_failed')
}

describe('a provider that is down after it was up', () => {
  it.each(['503', 'refuse'] as const)('(%s) still signs people in by the metadata it had', async (how) => {
    const application = await createKnowingApplication()
    await fixture.provider.goDown(how)
    try {
      fixture.now += hour + 1
      expect((await begin(application)).status).toBe(302)
      await expect.poll(() => listFailures(application).length).toBeGreaterThan(0)
      fixture.now += 22 * hour
      expect((await begin(application)).status).toBe(302)
    } finally {
      await fixture.provider.comeBack()
    }
  })

  it('does not for ever: after a day it is an outage', async () => {
    const application = await createKnowingApplication()
    await fixture.provider.goDown('503')
    try {
      fixture.now += 24 * hour
      const answer = await begin(application)
      expect(answer.status).toBe(503)
      expect(answer.headers.get('location')).toBeNull()
    } finally {
      await fixture.provider.comeBack()
    }
  })

  it('has its tokens verified by the keys it had', async () => {
    const application = await createKnowingApplication()
    fixture.provider.twist({ respond: ({ path }) => (path === '/jwks' ? { status: 503 } : undefined) })
    fixture.now += hour
    expect((await signIn(application)).status).toBe(303)
    await expect.poll(() => listFailures(application).length).toBeGreaterThan(0)
    fixture.now += 22 * hour
    expect((await signIn(application)).status).toBe(303)
    fixture.now += hour
    expect((await signIn(application)).status).toBe(503)
  })

  it('is asked again every ten seconds, not by every request', async () => {
    const application = await createKnowingApplication()
    await fixture.provider.goDown('503')
    try {
      fixture.now += hour
      for (let second = 0; second < 30; second++) {
        await begin(application)
        const due = Math.floor(second / 10) + 1
        await expect.poll(() => listFailures(application).length).toBe(due)
        expect(fetches('openid-configuration')).toBe(due)
        fixture.now += 1
      }
    } finally {
      await fixture.provider.comeBack()
    }
  })

  it('is believed again when it is back', async () => {
    const application = await createKnowingApplication()
    await fixture.provider.goDown('503')
    fixture.now += hour
    await begin(application)
    await expect.poll(() => listFailures(application).length).toBe(1)
    await fixture.provider.comeBack()
    fixture.provider.requests.clear()
    fixture.now += 10
    await begin(application)
    await expect.poll(() => fetches('openid-configuration')).toBe(1)
    await begin(application)
    expect(fetches('openid-configuration')).toBe(1)
  })
})

describe('fetches under way', () => {
  it('are shared: twenty sign-ins that begin at once ask for the metadata once', async () => {
    const application = createApplication()
    const statuses = await runTwenty(application, 'openid-configuration', begin)
    expect(statuses).toEqual(statuses.map(() => 302))
    expect(fetches('openid-configuration')).toBe(1)
  })

  it('are shared: twenty callbacks that come at once ask for the keys once', async () => {
    const application = createApplication()
    await begin(application)
    const statuses = await runTwenty(application, 'jwks', signIn)
    expect(statuses).toEqual(statuses.map(() => 303))
    expect(fetches('jwks')).toBe(1)
  })

  it('that fail are shared too, and the next request asks anew', async () => {
    const application = createApplication()
    fixture.provider.twist({ metadata: () => 'no JSON' })
    const statuses = await runTwenty(application, 'openid-configuration', begin)
    expect(statuses).toEqual(statuses.map(() => 502))
    expect(fetches('openid-configuration')).toBe(1)
    fixture.provider.behave()
    expect((await begin(application)).status).toBe(302)
  })
})

describe('what was fetched', () => {
  it('is kept: metadata for an hour, keys for ten minutes', async () => {
    const application = await createKnowingApplication()
    fixture.now += 599
    await signIn(application)
    expect(fetches('jwks')).toBe(0)
    fixture.now += 1
    await signIn(application)
    await expect.poll(() => fetches('jwks')).toBe(1)
    fixture.now += 2999
    await begin(application)
    expect(fetches('openid-configuration')).toBe(0)
    fixture.now += 1
    await begin(application)
    await expect.poll(() => fetches('openid-configuration')).toBe(1)
  })

  it('is renewed behind the requests, which do not wait', async () => {
    const application = await createKnowingApplication()
    const metadata = hold('openid-configuration')
    fixture.provider.twist({
      metadata: (metadata) => ({
        ...metadata,
        authorization_endpoint: `${String(metadata['authorization_endpoint'])}?new=1`,
      }),
    })
    fixture.now += hour
    for (let count = 0; count < 5; count++) {
      expect((await begin(application)).headers.get('location')).not.toContain('new=1')
    }
    metadata.open()
    await expect.poll(async () => (await begin(application)).headers.get('location')).toContain('new=1')
    expect(fetches('openid-configuration')).toBe(1)
  })
})
