import { expect, it } from 'vitest'
import { defaultPorts } from '../../ports.ts'
import { createApiAccess } from './api-access.ts'
import type { ApiTokenAnswer } from './token-response.ts'

const began = 1_793_000_000

function buildAnswer(count: number): ApiTokenAnswer {
  return {
    accessToken: `token-${count}`,
    expiresInSeconds: 100,
    refreshToken: `refresh-${count}`,
  } as ApiTokenAnswer
}

it.each([60, 3600, -60])(
  'sends a refresh token once, also when the clock is set by %i s meanwhile',
  async (step) => {
    let now = began
    const sent: (string | undefined)[] = []
    const waiting: (() => void)[] = []
    const access = await createApiAccess({
      ports: { ...defaultPorts, now: () => now },
      providerId: 'main',
      apiOrigin: 'https://api.example.com',
      scopes: [],
      request: async (before) => {
        const count = sent.push(before?.refreshToken)
        if (before !== undefined) await new Promise<void>((resolve) => waiting.push(resolve))
        return buildAnswer(count)
      },
    })
    now += 95
    const first = access.accessToken()
    now += step
    const second = access.accessToken()
    // Both calls have run up to the request.
    await new Promise((resolve) => setImmediate(resolve))
    for (const resolve of waiting) resolve()
    expect(sent.slice(1)).toEqual(['refresh-1'])
    expect(await first).toBe('token-2')
    expect(['token-1', 'token-2']).toContain(await second)
  },
)
