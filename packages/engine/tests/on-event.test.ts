import type { StreamEvent } from '@x/oidc-engine'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { startApp } from './start-app.ts'
import { useSignInFixture } from './sign-in-fixture.ts'

const fixture = useSignInFixture()

async function start(onEvent: (event: StreamEvent) => void, issuerUrl = fixture.provider.issuerUrl) {
  const app = await startApp({ issuerUrl, now: () => fixture.now, options: { onEvent } })
  onTestFinished(app.close)
  return app
}

describe('onEvent', () => {
  it('gets the events of a sign-in, and log gets its own alone', async () => {
    const events: StreamEvent[] = []
    const app = await start((event) => events.push(event))
    const page = await fixture.openBrowser().get(`${app.origin}/me`)
    expect(page.text).toContain('ROLE_USER')
    expect(events.map(({ code }) => code)).toEqual(['sign_in_started', 'keys_fetched', 'signed_in'])
    expect(app.events.map(({ code }) => code)).toEqual(['signed_in'])
  })

  it('says once that a provider is down', async () => {
    const events: StreamEvent[] = []
    const app = await start((event) => events.push(event), 'http://localhost:1')
    for (let tries = 0; tries < 3; tries++) await fixture.openBrowser().get(`${app.origin}/me`)
    expect(events.filter(({ code }) => code === 'provider_down')).toHaveLength(1)
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
  ])('continues the sign-in if the function %s', async (_, onEvent) => {
    const error = vi.spyOn(console, 'error').mockReturnValue(undefined)
    onTestFinished(() => error.mockRestore())
    const app = await start(onEvent)
    expect((await fixture.openBrowser().get(`${app.origin}/me`)).text).toContain('ROLE_USER')
    expect(app.events.map(({ code }) => code)).toEqual(['signed_in'])
    expect(error.mock.calls.length).toBeLessThanOrEqual(1)
  })
})
