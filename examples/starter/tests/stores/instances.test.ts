import { people } from '@x/example-node/people'
import { createUserAgent, signIn } from '@x/oidc-testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RedisProgram } from '../../../../tools/stores/install-redis.mjs'
import { startRedis, type RedisGroup } from '../../../../tools/stores/start-redis.mjs'
import { runCheck } from '../../src/check.ts'
import { startExample } from '../../src/start-example.ts'
import { nodeOptions } from '../tested-apps.ts'

const many = { app: 'hono', store: 'redis', instances: 4, nodeOptions } as const
let redis: RedisGroup

beforeAll(async () => {
  redis = await startRedis(JSON.parse(process.env['REDIS'] ?? '') as RedisProgram)
  process.env['REDIS_URL'] = redis.servers[0]?.url
})
afterAll(() => redis.close())

it('shows four processes behind one address, at each of which the person is signed in', async () => {
  const example = await startExample({ ...many, people, appPort: 0, providerPort: 0 })
  try {
    const agent = createUserAgent()
    expect((await signIn(agent, `${example.appUrl}/notice`, 'ada')).status).toBe(200)
    const answered = new Set<string | undefined>()
    for (let at = 0; at < 8; at += 1) {
      const { text } = await agent.get(example.appUrl)
      expect(text).toContain('Ada Example')
      answered.add(/Process (\d+) answered/u.exec(text)?.[1])
    }
    expect(answered.size).toBe(4)
    expect(answered).not.toContain(undefined)
  } finally {
    await example.close()
  }
})

it('passes the check of the examples', async () => {
  const lines: string[] = []
  expect(await runCheck([many], people, (line) => lines.push(line))).toBe(true)
  expect(lines.join('\n')).toContain('hono, 4 processes with their sessions in redis')
})

it('says what is missing when no Redis answers', async () => {
  const { REDIS_URL } = process.env
  process.env['REDIS_URL'] = 'redis://127.0.0.1:1'
  try {
    const starting = startExample({ ...many, people, appPort: 0, providerPort: 0 })
    await expect(starting).rejects.toThrow('No Redis answers at 127.0.0.1:1. Start one')
  } finally {
    process.env['REDIS_URL'] = REDIS_URL
  }
})
