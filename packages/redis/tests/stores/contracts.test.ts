import { describeReplayStore, describeSessionStore } from '@x/oidc-testing'
import { afterAll, beforeAll, describe, it } from 'vitest'
import type { RedisGroup } from '../../../../tools/stores/start-redis.mjs'
import { redisReplayStore, redisStore } from '../../src/index.ts'
import { readRedisProgram, setups, type OpenedClient } from './open-redis.ts'

describe.each(Object.entries(setups))('on %s', (_, { start, clients }) => {
  let group: RedisGroup

  beforeAll(async () => {
    group = await start(readRedisProgram())
  })
  afterAll(() => group.close())

  describe.each(Object.entries(clients))('with a client of %s', (name, open) => {
    let opened: OpenedClient
    let stores = 0

    beforeAll(async () => {
      opened = await open(group)
    })
    afterAll(() => opened.close())

    /** A prefix of its own makes a store empty. */
    const nextPrefix = () => {
      stores += 1
      return `${name}-${stores}:`
    }

    describe('the session store keeps its contract', () => {
      it.each(
        describeSessionStore(() => redisStore(opened.client, { prefix: nextPrefix() }), { clock: 'own' }),
      )('$name', ({ run }) => run())
    })

    describe('the session store with cached reads keeps its contract for one process', () => {
      const create = () => redisStore(opened.client, { prefix: nextPrefix(), cacheSeconds: 60 })
      it.each(describeSessionStore(create, { clock: 'own' }))('$name', ({ run }) => run())
    })

    describe('the replay store keeps its contract', () => {
      it.each(
        describeReplayStore(
          ({ limits }) =>
            redisReplayStore(opened.client, {
              prefix: nextPrefix(),
              itemsPerOwner: limits.entriesPerOwner,
            }),
          { clock: 'own', limit: 'owners' },
        ),
      )('$name', ({ run }) => run())
    })
  })
})
