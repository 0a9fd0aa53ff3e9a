import { afterEach, describe, expect, it, vi } from 'vitest'
import { createMemoryAdapter } from './memory-adapter.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('createMemoryAdapter', () => {
  it('evicts the oldest entries of a model beyond 5,000', async () => {
    const adapter = createMemoryAdapter()('AuthorizationCode')
    for (let at = 0; at <= 5000; at += 1) await adapter.upsert(String(at), { grantId: 'g' }, 60)
    expect(await adapter.find('0')).toBeUndefined()
    expect(await adapter.find('1')).toBeDefined()
    expect(await adapter.find('5000')).toBeDefined()
  })

  it('deletes an entry when it expires', async () => {
    vi.useFakeTimers({ now: 0 })
    const adapter = createMemoryAdapter()('Session')
    await adapter.upsert('a', { uid: 'u' }, 60)
    vi.setSystemTime(59_999)
    expect(await adapter.findByUid('u')).toEqual({ uid: 'u' })
    vi.setSystemTime(60_000)
    expect(await adapter.findByUid('u')).toBeUndefined()
  })

  it('shares the entries of a model between adapters of one provider, not between providers', async () => {
    const factory = createMemoryAdapter()
    await factory('Grant').upsert('a', {})
    expect(await factory('Grant').find('a')).toEqual({})
    expect(await factory('Session').find('a')).toBeUndefined()
    expect(await createMemoryAdapter()('Grant').find('a')).toBeUndefined()
  })

  it('revokes all entries of a grant', async () => {
    const adapter = createMemoryAdapter()('AccessToken')
    await adapter.upsert('a', { grantId: '1' })
    await adapter.upsert('b', { grantId: '2' })
    await adapter.revokeByGrantId('1')
    expect(await adapter.find('a')).toBeUndefined()
    expect(await adapter.find('b')).toBeDefined()
  })
})
