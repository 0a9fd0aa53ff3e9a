import {
  createGate,
  createUserAgent,
  startHttpServer,
  startMisbehavingProvider,
  type Gate,
  type MisbehavingProvider,
} from '@x/oidc-testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startWorker, type Worker } from './start-worker.ts'
import type { WorkerReport } from './worker.ts'

// Before the first date workerd runs what waits for another request's promise wherever that was settled; since then,
// where it was waited for. `late` is how many of four requests then wait in vain for a request that has ended: it takes its
// promises along, or refuses them at once.
describe.each([
  { compatibilityDate: '2024-09-23', late: 4 },
  { compatibilityDate: '2026-11-01', late: 0 },
])('on workerd as of $compatibilityDate', ({ compatibilityDate, late }) => {
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

  const beginMany = (count: number, headers?: Record<string, string>): Promise<Response>[] =>
    Array.from({ length: count }, () => begin(headers))

  const readReport = async (): Promise<WorkerReport> =>
    (await (await fetch(`${worker.origin}/report`)).json()) as WorkerReport

  /** Sign-ins that have reached the worker. */
  const begun = async (): Promise<number> => (await readReport()).begun

  const fetches = (): number => provider.requests.count('/openid-configuration')

  /** Holds answers with metadata back. */
  function holdMetadata(): Gate {
    const gate = createGate()
    provider.twist({
      respond: async ({ path }) => {
        if (path.endsWith('/openid-configuration')) await gate.opened
        return undefined
      },
    })
    return gate
  }

  /**
   * Four sign-ins that wait for the metadata that another's request asks for, whose client hangs up.
   * @param untilAsked resolves once nothing but the answer of the provider is missing
   */
  async function hangUp(
    headers: Record<string, string> = {},
    untilAsked: () => Promise<void> = async () => undefined,
  ): Promise<void> {
    const [metadata, hangsUp] = [holdMetadata(), createGate()]
    const signal = await startHttpServer((_, res) => void hangsUp.opened.then(() => res.end()))
    try {
      const first = begin({ ...headers, 'x-hangs-up-after': signal.origin })
      await expect.poll(fetches).toBe(1)
      const before = beginMany(2, headers)
      await expect.poll(begun).toBe(3)
      hangsUp.open()
      expect((await first).status).toBe(499)
      const after = beginMany(2, headers)
      await expect.poll(begun).toBe(5)
      await untilAsked()
      metadata.open()
      const answers = await Promise.all([...before, ...after])
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 302))
    } finally {
      await signal.close()
    }
  }

  it('a person signs in', async () => {
    const agent = createUserAgent()
    expect((await agent.get(`${worker.origin}/`)).text).toBe('hello anonymous')
    const end = await agent.get(`${worker.origin}/me?tab=2`)
    expect(end.url).toBe(`${worker.origin}/me?tab=2`)
    expect(end.text).toBe('ada')
  })

  it('what a request began for all goes on when its client hangs up', async () => {
    await hangUp()
    expect(fetches()).toBe(1)
  })

  it('without waitUntil it ends, and others wait for it no longer than three seconds', async () => {
    const engine = { 'x-engine': 'alone' }
    await hangUp(engine, async () => {
      await expect.poll(async () => (await readReport()).expired).toEqual(Array(late).fill(3))
      await expect.poll(fetches).toBe(2)
    })
    const { expired } = await readReport()
    expect(expired).toEqual(Array(late).fill(3))
    // The next does not wait.
    expect((await begin(engine)).status).toBe(302)
    expect((await readReport()).expired).toEqual(expired)
    expect(fetches()).toBe(2)
  })

  it('twenty sign-ins that begin at once ask for the metadata once', async () => {
    const metadata = holdMetadata()
    const waiting = beginMany(20)
    await expect.poll(begun).toBe(20)
    metadata.open()
    const answers = await Promise.all(waiting)
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 302))
    expect(fetches()).toBe(1)
  })

  it('metadata is renewed behind an answer that went out stale', async () => {
    const engine = { 'x-engine': 'accompanied' }
    expect((await begin(engine)).status).toBe(302)
    const metadata = holdMetadata()
    provider.twist({
      metadata: (metadata) => ({ ...metadata, authorization_endpoint: `${provider.issuerUrl}/new` }),
    })
    const stale = await begin({ ...engine, 'x-later': '3600' })
    expect(stale.headers.get('location')).not.toContain('/new')
    metadata.open()
    await expect.poll(async () => (await begin(engine)).headers.get('location')).toContain('/new')
    expect(fetches()).toBe(2)
  })
})
