import { describe, expect, it, vi } from 'vitest'
import { createMemoryReplayStore, type ReplayStore } from '../cache/replay-store.ts'
import { createContext } from '../create-context.ts'
import { beginTransaction, claimTransaction } from './transaction.ts'

const now = 1_793_000_000

/** Begins one sign-in and gives what claims it, as a callback in a tab of this browser does. */
async function begin(replayStore: Pick<ReplayStore, 'claim' | 'release'>) {
  const context = createContext(
    {
      baseUrl: 'https://app.example.com',
      providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
      session: { secret: 'a secret of more than thirty-two bytes' },
      replayStore: { ...createMemoryReplayStore(() => now), ...replayStore },
    },
    { now: () => now, log: () => undefined },
    {},
  )
  const issuerUrl = 'https://id.example.com'
  const redirectUri = context.routes.url('callback', 'main')
  const request = {
    ...{ providerId: 'main', issuerUrl, redirectUri, returnTo: '/', switching: false, isAgain: false },
    silentFor: undefined,
  }
  const { transaction, setCookies } = await beginTransaction(context, request, new Map())
  const cookies = new Map(
    setCookies.map((cookie) => {
      const [pair = ''] = cookie.split(';')
      return [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const
    }),
  )
  return () =>
    claimTransaction(context, { providerId: 'main', issuerUrl, state: transaction.secrets.state }, cookies)
}

async function claimTwice(claim: Awaited<ReturnType<typeof begin>>) {
  const results = await Promise.all([claim(), claim()])
  return results.map((result) => (result.ok ? 'claimed' : result.rule)).sort()
}

/** A store whose owner `transactions` may have one entry, and has it. */
function createFullStore(limits: { readonly entries: number; readonly entriesPerOwner: number }) {
  const store = createMemoryReplayStore(() => now, limits)
  store.claim('transaction of another', { expiresAt: now + 3600, owners: ['transactions'] })
  return store
}

describe('C-03: a transaction', () => {
  it('is claimed by one of two tabs', async () => {
    const claim = await begin(createMemoryReplayStore(() => now))
    expect(await claimTwice(claim)).toEqual(['claimed', 'transaction_used'])
  })

  it('that was released is claimed by one of two tabs again, and refused to a replay', async () => {
    const claim = await begin(createMemoryReplayStore(() => now))
    const first = await claim()
    if (!first.ok) throw new Error('the first claim was refused')
    await first.value.release()
    expect(await claimTwice(claim)).toEqual(['claimed', 'transaction_used'])
    expect(await claim()).toEqual({
      ok: false,
      rule: 'transaction_used',
      detail: { returnTo: '/', switching: false },
    })
  })

  it.each([
    ['quota_full', { entries: 100, entriesPerOwner: 1 }],
    ['store_full', { entries: 1, entriesPerOwner: 100 }],
  ])('is not refused by a store that answers %s, and releases no claim of another', async (_, limits) => {
    const store = createFullStore(limits)
    const release = vi.fn<ReplayStore['release']>()
    const claim = await begin({ ...store, release })
    const claimed = await claim()
    if (!claimed.ok) throw new Error('the claim was refused')
    await claimed.value.release()
    expect(release).not.toHaveBeenCalled()
  })

  it.each([['OK'], [undefined]])('is refused by a store that answers %s', async (answer) => {
    const claim = await begin({ claim: () => answer as never, release: () => undefined })
    expect(await claim()).toEqual({
      ok: false,
      rule: 'transaction_used',
      detail: { returnTo: '/', switching: false },
    })
  })

  it('is not claimed where the store fails, and a release that fails is not thrown', async () => {
    const down = () => Promise.reject(new Error('the store is down'))
    await expect((await begin({ claim: down, release: down }))()).rejects.toThrow('the store is down')
    const claimed = await (await begin({ claim: () => 'claimed', release: down }))()
    if (!claimed.ok) throw new Error('the claim was refused')
    await expect(claimed.value.release()).resolves.toBeUndefined()
  })

  it('is kept by its purpose, for as long as a sign-in may take', async () => {
    const claim = vi.fn<ReplayStore['claim']>(() => 'claimed')
    await (
      await begin({ claim, release: () => undefined })
    )()
    expect(claim).toHaveBeenCalledWith(expect.stringMatching(/^transaction [\w-]{16}$/u), {
      expiresAt: now + 3600,
      owners: ['transactions'],
    })
  })
})
