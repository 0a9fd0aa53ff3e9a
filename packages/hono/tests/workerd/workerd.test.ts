import { setTimeout as sleep } from 'node:timers/promises'
import { createUserAgent, startMisbehavingProvider, type MisbehavingProvider } from '@x/oidc-testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startWorker, type Worker } from './start-worker.ts'

// Before the first date workerd runs what waits for another request's promise wherever that was settled; since then,
// where it was waited for.
describe.each(['2024-09-23', '2026-11-01'])('on workerd as of %s', (compatibilityDate) => {
  let provider: MisbehavingProvider
  let worker: Worker

  beforeEach(async () => {
    provider = await startMisbehavingProvider({ claims: { sub: 'ada', name: 'Ada', groups: ['staff'] } })
    worker = await startWorker({ issuerUrl: provider.issuerUrl, compatibilityDate })
  })
  afterEach(async () => {
    await worker.close()
    await provider.close()
  })

  function begin(headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${worker.origin}/oauth2/authorization/main`, { headers, redirect: 'manual' })
  }

  const fetches = (): number => provider.requests.count('/openid-configuration')

  /** Sign-ins that wait for the metadata that another's request asks for, whose client hangs up. Answers how long, in ms. */
  async function hangUp(headers: Record<string, string> = {}): Promise<number> {
    provider.twist({ delaySeconds: { discovery: 1.5 } })
    const first = begin({ ...headers, 'x-hangs-up-after': '800' })
    await expect.poll(fetches).toBe(1)
    const beganAt = Date.now()
    const before = [begin(headers), begin(headers)]
    expect((await first).status).toBe(499)
    const answers = await Promise.all([...before, begin(headers), begin(headers)])
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 302))
    return Date.now() - beganAt
  }

  it('somebody signs in', async () => {
    const agent = createUserAgent()
    expect((await agent.get(`${worker.origin}/`)).text).toBe('hello anonymous')
    const end = await agent.get(`${worker.origin}/me?tab=2`)
    expect(end.url).toBe(`${worker.origin}/me?tab=2`)
    expect(end.text).toBe('ada')
  })

  it('what a request began for all goes on when its client hangs up', async () => {
    expect(await hangUp()).toBeLessThan(3500)
    expect(fetches()).toBe(1)
  })

  it('without waitUntil it ends, and others wait for it no longer than three seconds', async () => {
    expect(await hangUp({ 'x-engine': 'alone' })).toBeLessThan(7000)
    provider.behave()
    const beganAt = Date.now()
    expect((await begin({ 'x-engine': 'alone' })).status).toBe(302)
    expect(Date.now() - beganAt).toBeLessThan(1000)
    expect(fetches()).toBe(2)
  })

  it('twenty sign-ins that begin at once ask for the metadata once', async () => {
    provider.twist({ delaySeconds: { discovery: 0.5 } })
    const answers = await Promise.all(Array.from({ length: 20 }, () => begin()))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 302))
    expect(fetches()).toBe(1)
  })

  it('metadata is renewed behind an answer that went out stale', async () => {
    const engine = { 'x-engine': 'accompanied' }
    expect((await begin(engine)).status).toBe(302)
    provider.twist({
      delaySeconds: { discovery: 0.5 },
      metadata: (metadata) => ({ ...metadata, authorization_endpoint: `${provider.issuerUrl}/new` }),
    })
    const stale = await begin({ ...engine, 'x-later': '3600' })
    expect(stale.headers.get('location')).not.toContain('/new')
    await sleep(1000)
    expect(fetches()).toBe(2)
    expect((await begin(engine)).headers.get('location')).toContain('/new')
  })
})
